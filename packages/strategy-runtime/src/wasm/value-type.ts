import { refuseFeature } from "./refuse.ts";

/** Binary codes of the value types that a strategy may use. Vectors and typed references are not among them. */
export const ValueType = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  funcref: 0x70,
  externref: 0x6f,
} as const;

const ALLOWED: ReadonlySet<number> = new Set(Object.values(ValueType));

/** Returns `code` if it is an allowed value type. @throws StrategyFault otherwise. */
export function checkedValueType(code: number): number {
  return ALLOWED.has(code) ? code : refuseFeature(`value type 0x${code.toString(16)}`);
}

/** Returns `code` if it is one of the two untyped reference types. @throws StrategyFault otherwise. */
export function checkedReferenceType(code: number): number {
  return code === ValueType.funcref || code === ValueType.externref
    ? code
    : refuseFeature(`reference type 0x${code.toString(16)}`);
}
