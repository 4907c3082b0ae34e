import type { ByteReader } from "./byte-reader.ts";
import { skipConstantExpression } from "./constant-expression.ts";
import { refuseFeature } from "./refuse.ts";

const PASSIVE = 1;
const EXPLICIT_MEMORY = 2;

/** Checks the data segments; their contents are the module's business. */
export function readDataSection(reader: ByteReader, referenced: Set<number>): void {
  for (let segments = reader.u32(); segments > 0; segments--) {
    const flags = reader.u32();
    if (flags > EXPLICIT_MEMORY) refuseFeature(`a data segment with flags ${flags}`);
    if (flags === EXPLICIT_MEMORY) reader.u32();
    if (flags !== PASSIVE) skipConstantExpression(reader, referenced);
    reader.skip(reader.u32());
  }
}
