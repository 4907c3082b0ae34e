import { assertNever, RaraError } from "@rara-trading/domain";
import type { Condition, Constant } from "./condition.ts";
import { strategyTree } from "./make-tree.ts";
import { isPeriod, type Period, PERIOD_RANGE } from "./period.ts";
import { INDICATOR_NAMES, PRICE_FIELDS, type Series } from "./series.ts";
import { FAMILIES, type ProtectiveExits, type StrategyRule, type StrategyTree } from "./strategy-tree.ts";

/** Levels that are read before a text is given up as hostile; nested "and" may still flatten below the tree's limit. */
const PARSE_DEPTH_MAX = 40;

type Fields = Readonly<Record<string, unknown>>;

function refuse(path: string, expected: string, found: unknown): never {
  const shown = typeof found === "object" && found !== null ? "an object" : (JSON.stringify(found) ?? "nothing");
  throw new RaraError(`Expected ${expected} at ${path}, found ${shown.slice(0, 80)}`, {
    category: "usage",
    code: "research.tree",
    hint: "Give a strategy tree as JSON, as `research show` prints it.",
  });
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object", value);
  return value as Fields;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], path: string): T {
  const match = allowed.find((candidate) => candidate === value);
  return match ?? refuse(path, `one of ${allowed.join(", ")}`, value);
}

function numberAt(value: unknown, path: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : refuse(path, "a finite number", value);
}

function periodAt(value: unknown, path: string): Period {
  return isPeriod(value)
    ? value
    : refuse(path, `a whole number from ${PERIOD_RANGE.min} to ${PERIOD_RANGE.max}`, value);
}

function checkDepth(depth: number, path: string): void {
  if (depth > PARSE_DEPTH_MAX) refuse(path.slice(0, 40), `at most ${PARSE_DEPTH_MAX} levels`, depth);
}

const SERIES_KINDS = ["price", "volume", "indicator", "average-true-range", "ratio", "difference"] as const;

function parseSeries(value: unknown, path: string, depth: number): Series {
  checkDepth(depth, path);
  const fields = fieldsOf(value, path);
  const below = (name: string): Series => parseSeries(fields[name], `${path}.${name}`, depth + 1);
  const kind = oneOf(fields["kind"], SERIES_KINDS, `${path}.kind`);
  switch (kind) {
    case "price":
      return { kind, field: oneOf(fields["field"], PRICE_FIELDS, `${path}.field`) };
    case "volume":
      return { kind };
    case "average-true-range":
      return { kind, period: periodAt(fields["period"], `${path}.period`) };
    case "indicator": {
      const name = oneOf(fields["name"], INDICATOR_NAMES, `${path}.name`);
      return { kind, name, input: below("input"), period: periodAt(fields["period"], `${path}.period`) };
    }
    case "ratio":
    case "difference":
      return { kind, left: below("left"), right: below("right") };
    default:
      return assertNever(kind);
  }
}

function parseOperand(value: unknown, path: string, depth: number): Series | Constant {
  const fields = fieldsOf(value, path);
  if (fields["kind"] !== "constant") return parseSeries(value, path, depth);
  return { kind: "constant", value: numberAt(fields["value"], `${path}.value`) };
}

function parseCondition(value: unknown, path: string, depth = 1): Condition {
  checkDepth(depth, path);
  const fields = fieldsOf(value, path);
  const kind = oneOf(fields["kind"], ["compare", "and", "or", "not"], `${path}.kind`);
  switch (kind) {
    case "compare": {
      const operator = oneOf(fields["operator"], [">", "<"], `${path}.operator`);
      const left = parseSeries(fields["left"], `${path}.left`, depth + 1);
      return { kind, operator, left, right: parseOperand(fields["right"], `${path}.right`, depth + 1) };
    }
    case "and":
    case "or": {
      const members = fields["conditions"];
      if (!Array.isArray(members)) return refuse(`${path}.conditions`, "a list", members);
      return {
        kind,
        conditions: members.map((member, i) => parseCondition(member, `${path}.conditions[${i}]`, depth + 1)),
      };
    }
    case "not":
      return { kind, condition: parseCondition(fields["condition"], `${path}.condition`, depth + 1) };
    default:
      return assertNever(kind);
  }
}

function parseExits(value: unknown, path: string): ProtectiveExits {
  const fields = fieldsOf(value, path);
  const fraction = (name: string): number | null =>
    fields[name] === null ? null : numberAt(fields[name], `${path}.${name}`);
  return { stopLossFraction: fraction("stopLossFraction"), takeProfitFraction: fraction("takeProfitFraction") };
}

function parseRule(value: unknown): StrategyRule {
  const fields = fieldsOf(value, "tree");
  const kind = oneOf(fields["kind"], ["regime", "latched"], "tree.kind");
  const family = oneOf(fields["family"], FAMILIES, "tree.family");
  const exits = parseExits(fields["exits"], "tree.exits");
  if (kind === "regime") {
    const short = fields["short"] === null ? null : parseCondition(fields["short"], "tree.short");
    return { kind, family, long: parseCondition(fields["long"], "tree.long"), short, exits };
  }
  const side = fields["side"];
  if (side !== 1 && side !== -1) refuse("tree.side", "1 or -1", side);
  const enter = parseCondition(fields["enter"], "tree.enter");
  return { kind, family, side, enter, leave: parseCondition(fields["leave"], "tree.leave"), exits };
}

/**
 * Returns the tree that a JSON value (as `JSON.stringify` writes a tree) stands for; unknown fields are dropped.
 * @throws RaraError `research.tree` that names the place, what was expected there and what was found.
 */
export function parseStrategyTree(value: unknown): StrategyTree {
  return strategyTree(parseRule(value));
}
