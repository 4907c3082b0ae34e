// What the strategy holds, as the host told it after the last fill.

let size: f64 = 0.0;
let entry: f64 = 0.0;

/** Signed size held: above 0 long, below 0 short, 0 flat. */
// @ts-ignore: decorator
@inline export function position(): f64 {
  return size;
}

/** Average entry price of what is held; 0 when flat. */
// @ts-ignore: decorator
@inline export function entryPrice(): f64 {
  return entry;
}

/** For entry.ts only. */
export function setPosition(newSize: f64, newEntry: f64): void {
  size = newSize;
  entry = newEntry;
}
