import { ValueType } from "../wasm/value-type.ts";
import { i32Const, leb, ModuleBuilder } from "./module-builder.ts";

const { i32 } = ValueType;

/** What differs from a version 1 module that always holds. Answers are texts, whatever they say. */
export interface Version1Sketch {
  readonly meta?: string;
  readonly signal?: string;
  /** Left out: no `wasm_risk_levels`. */
  readonly riskLevels?: string;
  /** Code of `wasm_on_candles` before it answers; it must leave nothing on the stack. */
  readonly onCandles?: readonly number[];
  /** Address that `alloc` answers. */
  readonly input?: number;
  /** Length that `get_output_len` answers in place of the true one. */
  readonly outputLength?: number;
  /** Address that `get_output_ptr` answers in place of the true one. */
  readonly outputAddress?: number;
  /** Answers with the input itself instead of `signal`. */
  readonly echoesInput?: boolean;
  readonly without?: readonly string[];
  /** Adds more before the functions; imports must be added here. */
  readonly prepare?: (builder: ModuleBuilder) => void;
}

/** The meta of a sketch. */
export const SKETCH_META = JSON.stringify({ name: "older", version: 3, api_version: 1, description: "of bytes" });

/** Where the answers lie: meta, signal, risk levels, without gaps. */
export const ANSWERS_ADDRESS = 1024;
/** Where `alloc` puts the input unless told otherwise: behind the answers, with 15 pages of room. */
const INPUT_ADDRESS = 65_536;
const PAGES = 16;

/** Returns a module of the version 1 protocol, assembled from its documentation byte by byte. */
export function sketchVersion1(sketch: Version1Sketch = {}): Uint8Array {
  const builder = new ModuleBuilder();
  const bytes = new TextEncoder();
  sketch.prepare?.(builder);
  const answers = [sketch.meta ?? SKETCH_META, sketch.signal ?? '"Hold"', sketch.riskLevels ?? ""].map((text) =>
    bytes.encode(text),
  );
  const [meta = new Uint8Array(), signal = new Uint8Array(), levels = new Uint8Array()] = answers;
  const mutable = [i32, 1, ...i32Const(0), 0x0b];
  const pointer = builder.addGlobal(mutable);
  const length = builder.addGlobal(mutable);
  const inputLength = builder.addGlobal(mutable);
  const input = sketch.input ?? INPUT_ADDRESS;
  const answer = (address: number, text: Uint8Array): number[] => [
    ...i32Const(sketch.outputAddress ?? address),
    ...set(pointer),
    ...i32Const(sketch.outputLength ?? text.length),
    ...set(length),
    ...i32Const(text.length),
  ];
  const echo = [...i32Const(input), ...set(pointer), ...get(inputLength), ...set(length), ...i32Const(0)];
  const add = (exportAs: string, code: readonly number[], parameters: readonly number[] = []): void => {
    if (sketch.without?.includes(exportAs) !== true)
      builder.addFunction({ parameters, results: [i32], code, exportAs });
  };
  add("alloc", [0x20, 0, ...set(inputLength), ...i32Const(input)], [i32]);
  add("get_output_ptr", get(pointer));
  add("get_output_len", get(length));
  add("wasm_meta", answer(ANSWERS_ADDRESS, meta));
  const signalAddress = ANSWERS_ADDRESS + meta.length;
  add("wasm_on_candles", [
    ...(sketch.onCandles ?? []),
    ...(sketch.echoesInput === true ? echo : answer(signalAddress, signal)),
  ]);
  if (sketch.riskLevels !== undefined) add("wasm_risk_levels", answer(signalAddress + signal.length, levels));
  builder.section(5, [1, 0, PAGES]);
  if (sketch.without?.includes("memory") !== true) builder.exportAny("memory", 0x02, 0);
  return builder.data(ANSWERS_ADDRESS, Uint8Array.from(answers.flatMap((text) => [...text]))).build();
}

function set(global: number): number[] {
  return [0x24, ...leb(global)];
}

function get(global: number): number[] {
  return [0x23, ...leb(global)];
}
