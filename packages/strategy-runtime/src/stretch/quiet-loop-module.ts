import { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { MODULE_HEADER, SectionId } from "../wasm/parse-module.ts";
import { ValueType } from "../wasm/value-type.ts";
import { ExportKind } from "../wasm/wasm-module.ts";
import { QUIET_COLUMNS, WINDOW_PAGES } from "./quiet-layout.ts";
import { QUIET_LOCALS, QUIET_PARAMETER_COUNTS, quietLoopCode } from "./quiet-loop-code.ts";

const FUNCTION_TYPE = 0x60;
/** A memory without a maximum. */
const OPEN_ENDED = 0;
const ON_CANDLE_TYPE = 0;
const LOOP_TYPE = 1;
/** Index of the loop behind the imported `on_candle`. */
const LOOP_FUNCTION = 1;

function writeSignature(contents: ByteWriter, parameters: readonly number[], results: readonly number[]): void {
  contents.byte(FUNCTION_TYPE);
  contents.sized(Uint8Array.from(parameters));
  contents.sized(Uint8Array.from(results));
}

/** Returns the trusted module: it imports `strategy.on_candle` and `host.memory` and exports `loop`. */
export function quietLoopModule(): Uint8Array {
  const { i32, f64 } = ValueType;
  const columns = QUIET_COLUMNS.length - 1;
  const { i32: offsets, f64: numbers } = QUIET_PARAMETER_COUNTS;
  const out = new ByteWriter(1024);
  out.bytes(MODULE_HEADER);
  const section = (id: number, write: (contents: ByteWriter) => void): void => {
    const contents = new ByteWriter();
    write(contents);
    out.byte(id);
    out.sized(contents.written());
  };
  section(SectionId.type, (contents) => {
    contents.u32(2);
    writeSignature(
      contents,
      Array.from({ length: columns }, () => f64),
      [f64],
    );
    const loop = [...Array.from({ length: offsets }, () => i32), ...Array.from({ length: numbers }, () => f64)];
    writeSignature(contents, loop, [i32]);
  });
  section(SectionId.import, (contents) => {
    contents.u32(2);
    contents.name("strategy");
    contents.name("on_candle");
    contents.bytes([ExportKind.function, ON_CANDLE_TYPE]);
    contents.name("host");
    contents.name("memory");
    contents.bytes([ExportKind.memory, OPEN_ENDED, WINDOW_PAGES]);
  });
  section(SectionId.function, (contents) => contents.bytes([1, LOOP_TYPE]));
  section(SectionId.export, (contents) => {
    contents.u32(1);
    contents.name("loop");
    contents.bytes([ExportKind.function, LOOP_FUNCTION]);
  });
  section(SectionId.code, (contents) => {
    const body = new ByteWriter(1024);
    body.bytes([1, QUIET_LOCALS.length, f64]);
    body.bytes(quietLoopCode());
    body.byte(Opcode.end);
    contents.u32(1);
    contents.sized(body.written());
  });
  return out.written();
}
