import { assertNever } from "@rara-trading/domain";
import type { CompareOperator, Condition, Constant } from "./condition.ts";
import type { IndicatorName, Series } from "./series.ts";
import type { ProtectiveExits, StrategyRule } from "./strategy-tree.ts";
import { nodeCount } from "./tree-size.ts";
import { type Unit, unitOf } from "./unit.ts";

const INDICATOR_PHRASES: Readonly<Record<IndicatorName, string>> = {
  SMA: "average",
  EMA: "exponential average",
  ROC: "return",
  RSI: "RSI",
  StdDev: "standard deviation",
  ZScore: "z-score",
  Highest: "maximum",
  Lowest: "minimum",
  Lag: "lag",
};

/** A part inside a longer phrase: arithmetic is put in brackets, so that it reads one way only. */
function part(series: Series): string {
  const phrase = seriesPhrase(series);
  return series.kind === "ratio" || series.kind === "difference" ? `(${phrase})` : phrase;
}

function indicatorPhrase(name: IndicatorName, input: Series, period: number): string {
  if (name === "Lag") return `${part(input)} ${period} bars earlier`;
  if (name === "Highest" && input.kind === "price") return `the highest ${input.field} of ${period} bars`;
  if (name === "Lowest" && input.kind === "price") return `the lowest ${input.field} of ${period} bars`;
  return `the ${period}-bar ${INDICATOR_PHRASES[name]} of ${part(input)}`;
}

function seriesPhrase(series: Series): string {
  switch (series.kind) {
    case "price":
      return `the ${series.field}`;
    case "volume":
      return "the volume";
    case "indicator":
      return indicatorPhrase(series.name, series.input, series.period);
    case "average-true-range":
      return `the ${series.period}-bar average true range`;
    case "ratio":
      return `${part(series.left)} divided by ${part(series.right)}`;
    case "difference":
      return `${part(series.left)} minus ${part(series.right)}`;
    default:
      return assertNever(series);
  }
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(2))}%`;
}

const SIGNED_UNITS: ReadonlySet<Unit> = new Set(["price-change", "return", "score"]);

function comparison(left: Series, operator: CompareOperator, right: Series | Constant): string {
  const unit = unitOf(left);
  const word = operator === ">" ? "above" : "below";
  if (right.kind !== "constant") {
    // The simpler side reads better as the subject: "the close is below its average".
    if (nodeCount(left) > nodeCount(right)) return comparison(right, operator === ">" ? "<" : ">", left);
    return `${seriesPhrase(left)} is ${word} ${seriesPhrase(right)}`;
  }
  if (right.value === 0 && unit !== undefined && SIGNED_UNITS.has(unit)) {
    return `${seriesPhrase(left)} is ${operator === ">" ? "positive" : "negative"}`;
  }
  const value = unit === "return" || unit === "volatility" ? percent(right.value) : String(right.value);
  return `${seriesPhrase(left)} is ${word} ${value}`;
}

function conditionPhrase(condition: Condition): string {
  switch (condition.kind) {
    case "compare":
      return comparison(condition.left, condition.operator, condition.right);
    case "and":
    case "or":
      return condition.conditions
        .map((member) =>
          member.kind === "and" || member.kind === "or" ? `(${conditionPhrase(member)})` : conditionPhrase(member),
        )
        .join(` ${condition.kind} `);
    case "not":
      return `not (${conditionPhrase(condition.condition)})`;
    default:
      return assertNever(condition);
  }
}

function exitsPhrase({ stopLossFraction, takeProfitFraction }: ProtectiveExits): string {
  const parts = [
    stopLossFraction === null ? "" : `stop-loss ${percent(stopLossFraction)}`,
    takeProfitFraction === null ? "" : `take-profit ${percent(takeProfitFraction)}`,
  ].filter((text) => text !== "");
  if (parts.length === 0) return "";
  const text = parts.join(" and ");
  return ` ${text.charAt(0).toUpperCase()}${text.slice(1)} from the entry price.`;
}

/** Returns the rule as a sentence or two that a trader understands. */
export function printEnglish(rule: StrategyRule): string {
  const exits = exitsPhrase(rule.exits);
  if (rule.kind === "regime") {
    const short = rule.short === null ? "" : ` else short while ${conditionPhrase(rule.short)};`;
    return `Long while ${conditionPhrase(rule.long)};${short} else flat.${exits}`;
  }
  const side = rule.side === 1 ? "long" : "short";
  return `Enter ${side} when ${conditionPhrase(rule.enter)}; leave when ${conditionPhrase(rule.leave)}.${exits}`;
}
