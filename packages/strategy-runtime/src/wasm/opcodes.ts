/** What follows an opcode in the binary. */
export type Immediate =
  | "none"
  | "block-type"
  | "index"
  | "two-indices"
  | "branch-table"
  | "value-types"
  | "reference-type"
  | "memory-argument"
  | "number"
  | "four-bytes"
  | "eight-bytes";

/** The opcodes that the pass treats specially. Those behind the prefix 0xfc are written 0xfcNN. */
export const Opcode = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  f32Store: 0x38,
  f64Store: 0x39,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i32GreaterUnsigned: 0x4b,
  i64LessSigned: 0x53,
  f32Equal: 0x5b,
  f64Equal: 0x61,
  i32Add: 0x6a,
  i32Subtract: 0x6b,
  i32DivideSigned: 0x6d,
  i32DivideUnsigned: 0x6e,
  i64Add: 0x7c,
  i64Subtract: 0x7d,
  i64Multiply: 0x7e,
  i64DivideSigned: 0x7f,
  i64DivideUnsigned: 0x80,
  i64ShiftRightUnsigned: 0x88,
  f32CopySign: 0x98,
  f64CopySign: 0xa6,
  i64ExtendUnsigned: 0xad,
  i32ReinterpretF32: 0xbc,
  i64ReinterpretF64: 0xbd,
  refNull: 0xd0,
  refFunc: 0xd2,
  memoryInit: 0xfc08,
  memoryCopy: 0xfc0a,
  memoryFill: 0xfc0b,
  tableInit: 0xfc0c,
  tableCopy: 0xfc0e,
  tableGrow: 0xfc0f,
  tableFill: 0xfc11,
} as const;

/** First byte of the saturating conversions and of the bulk operations. */
export const PREFIX_FC = 0xfc;

type Row = readonly [from: number, to: number, immediate: Immediate];

// Everything not listed is refused: SIMD (0xfd), threads (0xfe), garbage collection (0xfb), exceptions, typed references.
const SINGLE_BYTE: readonly Row[] = [
  [0x00, 0x01, "none"],
  [0x02, 0x04, "block-type"],
  [0x05, 0x05, "none"],
  [0x0b, 0x0b, "none"],
  [0x0c, 0x0d, "index"],
  [0x0e, 0x0e, "branch-table"],
  [0x0f, 0x0f, "none"],
  [0x10, 0x10, "index"],
  [0x11, 0x11, "two-indices"],
  [0x12, 0x12, "index"],
  [0x13, 0x13, "two-indices"],
  [0x1a, 0x1b, "none"],
  [0x1c, 0x1c, "value-types"],
  [0x20, 0x26, "index"],
  [0x28, 0x3e, "memory-argument"],
  [0x3f, 0x40, "index"],
  [0x41, 0x42, "number"],
  [0x43, 0x43, "four-bytes"],
  [0x44, 0x44, "eight-bytes"],
  [0x45, 0xc4, "none"],
  [0xd0, 0xd0, "reference-type"],
  [0xd1, 0xd1, "none"],
  [0xd2, 0xd2, "index"],
];

const BEHIND_FC: readonly Row[] = [
  [0, 7, "none"],
  [8, 8, "two-indices"],
  [9, 9, "index"],
  [10, 10, "two-indices"],
  [11, 11, "index"],
  [12, 12, "two-indices"],
  [13, 13, "index"],
  [14, 14, "two-indices"],
  [15, 17, "index"],
];

function table(rows: readonly Row[]): readonly (Immediate | undefined)[] {
  const entries: (Immediate | undefined)[] = Array.from({ length: 256 });
  for (const [from, to, immediate] of rows) entries.fill(immediate, from, to + 1);
  return entries;
}

const SINGLE_BYTE_TABLE = table(SINGLE_BYTE);
const BEHIND_FC_TABLE = table(BEHIND_FC);

/** Returns what follows a single-byte opcode, or `undefined` when it is not allowed. */
export function immediateOf(opcode: number): Immediate | undefined {
  return SINGLE_BYTE_TABLE[opcode];
}

/** Returns what follows opcode 0xfc `sub`, or `undefined` when it is not allowed. */
export function immediateBehindFc(sub: number): Immediate | undefined {
  return BEHIND_FC_TABLE[sub];
}
