import { assertNever, RaraError } from "@rara-trading/domain";
import { seriesText, treeHash } from "./canonical-text.ts";
import type { Condition } from "./condition.ts";
import { type IndicatorInstance, indicatorInstances } from "./indicator-instances.ts";
import { printEnglish } from "./print-english.ts";
import type { Series } from "./series.ts";
import type { ProtectiveExits, StrategyTree } from "./strategy-tree.ts";
import { warmUpBars } from "./warm-up.ts";

type Instances = ReadonlyMap<string, IndicatorInstance>;

/** Digits of the tree's hash in the strategy's name. */
const NAME_HASH_DIGITS = 12;

/** Returns a number as an f64 literal: without the point it would be an integer, and integer division truncates. */
function floatLiteral(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Returns the name under which an indicator's value of the bar stands. */
function valueName(instance: IndicatorInstance | undefined): string {
  if (instance !== undefined) return `${instance.name}Now`;
  throw new RaraError("Expected an object for every indicator of the tree, found one without", {
    category: "bug",
    code: "research.print",
  });
}

function seriesCode(series: Series, instances: Instances): string {
  switch (series.kind) {
    case "price":
      return `${series.field}()`;
    case "volume":
      return "volume()";
    case "indicator":
    case "average-true-range":
      return valueName(instances.get(seriesText(series)));
    case "ratio":
      return `(${seriesCode(series.left, instances)} / ${seriesCode(series.right, instances)})`;
    case "difference":
      return `(${seriesCode(series.left, instances)} - ${seriesCode(series.right, instances)})`;
    default:
      return assertNever(series);
  }
}

function conditionCode(condition: Condition, instances: Instances): string {
  switch (condition.kind) {
    case "compare": {
      const { left, operator, right } = condition;
      const other = right.kind === "constant" ? floatLiteral(right.value) : seriesCode(right, instances);
      return `${seriesCode(left, instances)} ${operator} ${other}`;
    }
    case "and":
    case "or":
      return condition.conditions
        .map((member) => `(${conditionCode(member, instances)})`)
        .join(condition.kind === "and" ? " && " : " || ");
    case "not":
      return `!(${conditionCode(condition.condition, instances)})`;
    default:
      return assertNever(condition);
  }
}

function updateLine(instance: IndicatorInstance, instances: Instances): string {
  const { series, name } = instance;
  const input = series.kind === "indicator" ? seriesCode(series.input, instances) : "high(), low(), close()";
  return `  const ${valueName(instance)} = ${name}.update(${input});`;
}

function decisionLines(tree: StrategyTree, instances: Instances): readonly string[] {
  if (tree.kind === "regime") {
    return [
      `  if (${conditionCode(tree.long, instances)}) return enterLong();`,
      ...(tree.short === null ? [] : [`  if (${conditionCode(tree.short, instances)}) return enterShort();`]),
      "  return exit();",
    ];
  }
  return [
    `  inside = inside ? !(${conditionCode(tree.leave, instances)}) : ${conditionCode(tree.enter, instances)};`,
    `  return inside ? ${tree.side === 1 ? "enterLong" : "enterShort"}() : exit();`,
  ];
}

function riskLines({ stopLossFraction, takeProfitFraction }: ProtectiveExits): readonly string[] {
  if (stopLossFraction === null && takeProfitFraction === null) return [];
  return [
    "",
    "export function riskLevels(side: i32, entryPrice: f64): RiskLevels {",
    `  return RiskLevels.percent(side, entryPrice, ${floatLiteral(stopLossFraction ?? NaN)}, ${floatLiteral(takeProfitFraction ?? NaN)});`,
    "}",
  ];
}

const IMPORTABLE =
  "barIndex close enterLong enterShort exit high hold low open volume Meta RiskLevels ATR EMA Highest Lag Lowest ROC RSI SMA StdDev ZScore";

/** The import line, with exactly the names that `body` uses. */
function importLine(body: string): string {
  const names = IMPORTABLE.split(" ").filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `import { ${names.join(", ")} } from "rara";`;
}

/**
 * Returns the tree as the source of a complete strategy (AssemblyScript against the SDK `rara`). Every distinct
 * indicator is one object, updated once a bar whatever the conditions say, so that no short-circuit can starve it.
 */
export function printAssemblyScript(tree: StrategyTree): string {
  const instances = indicatorInstances(tree);
  const all = [...instances.values()];
  const english = printEnglish(tree);
  const warmUp = warmUpBars(tree);
  const code = [
    ...all.map(({ name, className }) => `let ${name}!: ${className};`),
    ...(tree.kind === "latched" ? ["let inside: bool = false;"] : []),
    "",
    "export function meta(): Meta {",
    `  return new Meta("tree-${treeHash(tree).slice(0, NAME_HASH_DIGITS)}", 1, DESCRIPTION).warmup(${warmUp});`,
    "}",
    "",
    "export function init(): void {",
    ...all.map(({ name, className, series }) => `  ${name} = new ${className}(${series.period});`),
    "}",
    "",
    "export function onCandle(): f64 {",
    ...all.map((instance) => updateLine(instance, instances)),
    ...(warmUp === 0 ? [] : [`  if (barIndex() < ${warmUp}) return hold();`]),
    ...decisionLines(tree, instances),
    "}",
    ...riskLines(tree.exits),
  ].join("\n");
  return `${importLine(code)}\n\n${code.replace("DESCRIPTION", () => JSON.stringify(english))}\n`;
}
