import type { StrategyLimits } from "../strategy-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import { refuseAbove } from "./refuse.ts";
import type { BodyRange } from "./wasm-module.ts";

/** Reads where each function body lies. */
export function readCodeSection(reader: ByteReader, limits: StrategyLimits): readonly BodyRange[] {
  const count = reader.u32();
  refuseAbove(limits.functions, count, "function bodies");
  return Array.from({ length: count }, () => {
    const length = reader.u32();
    refuseAbove(limits.bodyBytes, length, "bytes in a function");
    const body = reader.part(length);
    return { from: body.position, to: body.end };
  });
}
