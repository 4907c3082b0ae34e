import { ByteReader } from "./byte-reader.ts";
import { InstructionReader } from "./instruction-reader.ts";
import { Opcode } from "./opcodes.ts";
import { functionType, type WasmModule } from "./wasm-module.ts";

/**
 * Returns which parameters the code of function `index` ever reads, by number. What it does not read cannot matter to
 * it, whatever it is given. A function that is not defined in the module counts as reading all.
 */
export function readParameters(module: WasmModule, index: number): ReadonlySet<number> {
  const count = functionType(module, index)?.parameters.length ?? 0;
  const range = module.bodies[index - module.imports.length];
  if (range === undefined) return new Set(Array.from({ length: count }, (_, i) => i));
  const reader = new ByteReader(module.bytes, range.from, range.to);
  skipLocals(reader);
  const instructions = new InstructionReader(new ByteReader(module.bytes, reader.position, range.to));
  const read = new Set<number>();
  while (instructions.next()) {
    if (instructions.opcode === Opcode.localGet && instructions.index < count) read.add(instructions.index);
  }
  return read;
}

function skipLocals(reader: ByteReader): void {
  for (let groups = reader.u32(); groups > 0; groups--) {
    reader.u32();
    reader.byte();
  }
}
