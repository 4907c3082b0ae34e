import { assertNever } from "@rara-trading/domain";
import type { Condition } from "../hypothesis/condition.ts";
import type { ColumnCache } from "./column-cache.ts";
import { at } from "./rolling-kernels.ts";

function compareColumns(left: Float64Array, right: Float64Array): Uint8Array {
  const mask = new Uint8Array(left.length);
  for (let i = 0; i < mask.length; i++) mask[i] = at(left, i) > at(right, i) ? 1 : 0;
  return mask;
}

function compareConstant(left: Float64Array, constant: number, above: boolean): Uint8Array {
  const mask = new Uint8Array(left.length);
  if (above) for (let i = 0; i < mask.length; i++) mask[i] = at(left, i) > constant ? 1 : 0;
  else for (let i = 0; i < mask.length; i++) mask[i] = at(left, i) < constant ? 1 : 0;
  return mask;
}

function combine(kind: "and" | "or", masks: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length).fill(kind === "and" ? 1 : 0);
  for (const mask of masks) {
    if (kind === "and") for (let i = 0; i < length; i++) out[i] = (out[i] ?? 0) & (mask[i] ?? 0);
    else for (let i = 0; i < length; i++) out[i] = (out[i] ?? 0) | (mask[i] ?? 0);
  }
  return out;
}

/** Returns 1 on the bars on which the condition holds, else 0; a comparison with NaN does not hold. */
export function conditionMask(condition: Condition, cache: ColumnCache): Uint8Array {
  switch (condition.kind) {
    case "compare": {
      const { operator, right } = condition;
      const left = cache.column(condition.left);
      if (right.kind === "constant") return compareConstant(left, right.value, operator === ">");
      const other = cache.column(right);
      return operator === ">" ? compareColumns(left, other) : compareColumns(other, left);
    }
    case "and":
    case "or":
      return combine(
        condition.kind,
        condition.conditions.map((member) => conditionMask(member, cache)),
        cache.candles.length,
      );
    case "not": {
      const mask = conditionMask(condition.condition, cache);
      for (let i = 0; i < mask.length; i++) mask[i] = (mask[i] ?? 0) ^ 1;
      return mask;
    }
    default:
      return assertNever(condition);
  }
}
