import type { ByteReader } from "./byte-reader.ts";
import { refuseFeature } from "./refuse.ts";
import type { SizeRange } from "./wasm-module.ts";

/** Reads the size of a memory or table; shared and 64-bit ones are refused. */
export function readSizeRange(reader: ByteReader): SizeRange {
  const flags = reader.byte();
  if (flags > 1) refuseFeature("a shared or 64-bit memory or table");
  const min = reader.u32();
  return { min, max: flags === 1 ? reader.u32() : undefined };
}
