import { HOLD_TARGET } from "@rara-trading/domain";
import { ByteWriter } from "../wasm/byte-writer.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { CELL_BYTES, columnAddress, type QuietColumn, QuietSlot } from "./quiet-layout.ts";

/** Parameters of the loop: two byte offsets into the columns, then numbers as `QuietBars` names them. */
const PARAMETERS = [
  "at",
  "end",
  "cash",
  "position",
  "floor",
  "ceiling",
  "ruinEquity",
  "lastTarget",
  "decideFromMs",
  "peakEquity",
] as const;

/** Its locals, all f64, behind the parameters. */
export const QUIET_LOCALS = ["openTimeMs", "open", "high", "low", "close", "equity", "target"] as const;

type Name = (typeof PARAMETERS)[number] | (typeof QUIET_LOCALS)[number];

/** Comparisons and arithmetic that only this loop uses. */
const Numeric = {
  i32GreaterOrEqualUnsigned: 0x4f,
  f64Equal: 0x61,
  f64NotEqual: 0x62,
  f64Less: 0x63,
  f64Greater: 0x64,
  f64LessOrEqual: 0x65,
  f64GreaterOrEqual: 0x66,
  i32And: 0x71,
  i32Or: 0x72,
  f64Add: 0xa0,
  f64Subtract: 0xa1,
  f64Multiply: 0xa2,
} as const;

const F64_LOAD = 0x2b;
const I32_STORE = 0x36;
const EMPTY_BLOCK = 0x40;
/** Alignments as powers of two. */
const ALIGN_8 = 3;
const ALIGN_4 = 2;
/** How many blocks out the loop's head and the way out of it lie, from directly inside the loop. */
const NEXT_BAR = 0;
const STOP = 1;
/** Index of `on_candle`, the only import. */
const ON_CANDLE = 0;

/** Writes the loop's instructions, one stack machine idiom a method. */
class LoopWriter {
  readonly code = new ByteWriter();

  get(name: Name): void {
    this.#local(Opcode.localGet, name);
  }

  set(name: Name): void {
    this.#local(Opcode.localSet, name);
  }

  tee(name: Name): void {
    this.#local(Opcode.localTee, name);
  }

  do(...opcodes: readonly number[]): void {
    this.code.bytes(opcodes);
  }

  number(value: number): void {
    this.code.byte(Opcode.f64Const);
    this.code.bytes(new Uint8Array(new Float64Array([value]).buffer));
  }

  integer(value: number): void {
    this.code.byte(Opcode.i32Const);
    this.code.signed(value);
  }

  /** Pushes this bar's cell of a column. */
  load(column: QuietColumn): void {
    this.get("at");
    this.code.bytes([F64_LOAD, ALIGN_8]);
    this.code.u32(columnAddress(column));
  }

  /** Stores the number on top of the address below it, `offset` added. */
  store(offset: number): void {
    this.code.bytes([Opcode.f64Store, ALIGN_8]);
    this.code.u32(offset);
  }

  /** Pushes `a` compared with `b`; any comparison with NaN but "not equal" is false. */
  compare(a: Name, opcode: number, b: Name): void {
    this.get(a);
    this.get(b);
    this.do(opcode);
  }

  branchIf(depth: number): void {
    this.code.bytes([Opcode.brIf, depth]);
  }

  #local(opcode: number, name: Name): void {
    const parameter = (PARAMETERS as readonly Name[]).indexOf(name);
    const index = parameter === -1 ? PARAMETERS.length + (QUIET_LOCALS as readonly Name[]).indexOf(name) : parameter;
    this.code.byte(opcode);
    this.code.u32(index);
  }
}

/**
 * Returns the body of the loop, its locals and final `end` left out. Each step is the one of `BarEngine.step` on a bar
 * that fills nothing, with the same operations on the same numbers in the same order.
 */
export function quietLoopCode(): Uint8Array {
  const loop = new LoopWriter();
  loop.number(HOLD_TARGET);
  loop.set("target");
  loop.do(Opcode.block, EMPTY_BLOCK, Opcode.loop, EMPTY_BLOCK);
  loop.compare("at", Numeric.i32GreaterOrEqualUnsigned, "end");
  loop.branchIf(STOP);
  readBar(loop);
  stopAtTouchedLevel(loop);
  markEquity(loop);
  askTarget(loop);
  nextBarUnlessDecided(loop);
  loop.do(Opcode.end, Opcode.end);
  loop.integer(0);
  loop.get("target");
  loop.store(QuietSlot.target);
  loop.integer(0);
  loop.get("peakEquity");
  loop.store(QuietSlot.peakEquity);
  loop.get("at");
  return loop.code.written();
}

/** Reads the bar; a sum with a NaN or an infinity in it, taken from itself, is not 0. */
function readBar(loop: LoopWriter): void {
  for (const [i, name] of (["openTimeMs", "open", "high", "low", "close"] as const).entries()) {
    loop.load(name);
    loop.tee(name);
    if (i > 0) loop.do(Numeric.f64Add);
  }
  loop.tee("equity");
  loop.get("equity");
  loop.do(Numeric.f64Subtract);
  loop.number(0);
  loop.do(Numeric.f64NotEqual);
  loop.branchIf(STOP);
}

function stopAtTouchedLevel(loop: LoopWriter): void {
  loop.compare("open", Numeric.f64LessOrEqual, "floor");
  loop.compare("open", Numeric.f64GreaterOrEqual, "ceiling");
  loop.do(Numeric.i32Or);
  loop.compare("low", Numeric.f64LessOrEqual, "floor");
  loop.do(Numeric.i32Or);
  loop.compare("high", Numeric.f64GreaterOrEqual, "ceiling");
  loop.do(Numeric.i32Or);
  loop.branchIf(STOP);
}

/** Stops before anything is written when the mark is ruin: that bar is the engine's. */
function markEquity(loop: LoopWriter): void {
  loop.get("cash");
  loop.get("position");
  loop.get("close");
  loop.do(Numeric.f64Multiply, Numeric.f64Add);
  loop.tee("equity");
  loop.get("ruinEquity");
  loop.do(Numeric.f64LessOrEqual);
  loop.branchIf(STOP);
  loop.get("at");
  loop.get("equity");
  loop.store(columnAddress("equity"));
  loop.get("equity");
  loop.get("peakEquity");
  loop.compare("equity", Numeric.f64Greater, "peakEquity");
  loop.do(Opcode.select);
  loop.set("peakEquity");
}

/** Notes the bar before the call, because a call that traps does not come back. */
function askTarget(loop: LoopWriter): void {
  loop.integer(0);
  loop.get("at");
  loop.code.bytes([I32_STORE, ALIGN_4]);
  loop.code.u32(QuietSlot.barUnderWay);
  for (const name of ["openTimeMs", "open", "high", "low", "close"] as const) loop.get(name);
  loop.load("volume");
  loop.do(Opcode.call, ON_CANDLE);
  loop.set("target");
  loop.get("at");
  loop.integer(CELL_BYTES);
  loop.do(Opcode.i32Add);
  loop.set("at");
}

/** Anything out of range falls through too, whatever the bar: that is for the session to refuse. */
function nextBarUnlessDecided(loop: LoopWriter): void {
  loop.get("target");
  loop.number(HOLD_TARGET);
  loop.do(Numeric.f64Equal);
  loop.branchIf(NEXT_BAR);
  loop.compare("target", Numeric.f64Equal, "lastTarget");
  loop.branchIf(NEXT_BAR);
  loop.compare("openTimeMs", Numeric.f64Less, "decideFromMs");
  loop.get("target");
  loop.number(-1);
  loop.do(Numeric.f64GreaterOrEqual, Numeric.i32And);
  loop.get("target");
  loop.number(1);
  loop.do(Numeric.f64LessOrEqual, Numeric.i32And);
  loop.branchIf(NEXT_BAR);
}

/** Types of the loop's parameters, for its signature. */
export const QUIET_PARAMETER_COUNTS = { i32: 2, f64: PARAMETERS.length - 2 } as const;
