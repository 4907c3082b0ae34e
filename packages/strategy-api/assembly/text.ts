// Text that the SDK builds for the host: its meta and its complaints. Written unit by unit into static memory, because
// the language's own strings and number printing make a module several times as large and as slow to compile.

/** UTF-16 units of one text. */
// @ts-ignore: decorator
@inline const CAPACITY: i32 = 16384;
/** Where a string keeps its length in bytes, seen from its address: the host reads it there. */
// @ts-ignore: decorator
@inline const LENGTH_OFFSET: usize = 4;
// @ts-ignore: decorator
@inline const HEADER_BYTES: usize = 16;

const area: usize = memory.data(16 + 2 * 16384, 16);

let length: i32 = 0;

/** Begins a text anew. There is one at a time. */
export function startText(): void {
  length = 0;
}

/** Adds one UTF-16 unit, unless the text is full. */
function addUnit(unit: i32): void {
  if (length == CAPACITY) return;
  store<u16>(area + HEADER_BYTES + (<usize>length << 1), unit);
  length++;
}

// @ts-ignore: decorator
@inline function unitAt(text: string, index: i32): i32 {
  return load<u16>(changetype<usize>(text) + (<usize>index << 1));
}

/** Adds `text` as it is. */
export function addText(text: string): void {
  for (let i = 0, count = text.length; i < count; i++) addUnit(unitAt(text, i));
}

/** Adds `text` as a JSON string of ASCII. Control characters become spaces: a name has no use for them. */
export function addQuoted(text: string): void {
  addUnit(0x22);
  for (let i = 0, count = text.length; i < count; i++) {
    const unit = unitAt(text, i);
    if (unit >= 0x7f) {
      addText("\\u");
      addHex(unit, 4);
      continue;
    }
    if (unit == 0x22 || unit == 0x5c) addUnit(0x5c);
    addUnit(max<i32>(unit, 0x20));
  }
  addUnit(0x22);
}

/** Adds the last `digits` hexadecimal digits of `value`. */
export function addHex(value: u64, digits: i32): void {
  for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
    const digit = i32((value >> shift) & 15);
    addUnit(digit + (digit < 10 ? 0x30 : 0x57));
  }
}

/** Adds a whole number in decimal digits. */
export function addInteger(value: i64): void {
  if (value < 0) addUnit(0x2d);
  let rest = value < 0 ? 0 - <u64>value : <u64>value;
  let power: u64 = 1;
  while (rest / power >= 10) power *= 10;
  for (; power > 0; power /= 10) {
    addUnit(0x30 + i32(rest / power));
    rest %= power;
  }
}

/** Adds a number as a person reads it, to three decimals. */
export function addDecimal(value: f64): void {
  if (isNaN(value)) return addText("NaN");
  // The conversion keeps to the range of i64, so that infinity is shown as something very large.
  const thousandths = i64(nearest<f64>(value * 1000.0));
  const whole = thousandths / 1000;
  if (thousandths < 0 && whole == 0) addUnit(0x2d);
  addInteger(whole);
  const rest = abs<i64>(thousandths % 1000);
  addUnit(0x2e);
  addUnit(0x30 + i32(rest / 100));
  addUnit(0x30 + i32((rest / 10) % 10));
  addUnit(0x30 + i32(rest % 10));
}

/** The text as a string, to throw: it is gone when the next one begins. */
export function textAsString(): string {
  const address = area + HEADER_BYTES;
  store<u32>(address - LENGTH_OFFSET, <u32>length << 1);
  return changetype<string>(address);
}

/** Returns the address of the text in bytes, for text that is ASCII, and ends it. @throws when it did not fit. */
export function textAsBytes(): usize {
  if (length == CAPACITY) throw new Error("Expected a meta of less than 16,384 characters");
  const address = area + HEADER_BYTES;
  for (let i: usize = 0; i < <usize>length; i++) store<u8>(address + i, load<u16>(address + (i << 1)));
  return address;
}

/** Units of the text. */
export function textLength(): i32 {
  return length;
}

/** The text `before` and a whole number behind it, to throw. */
export function complaint(before: string, value: i32): string {
  startText();
  addText(before);
  addInteger(value);
  return textAsString();
}
