import { addInteger, addText, startText, textAsString } from "../text";

/** Returns `period`. Aborts unless it is at least 1: an average over nothing is a mistake, not a number. */
export function checkedPeriod(indicator: string, period: i32): i32 {
  if (period < 1) throw new Error(wrongPeriod(indicator, period));
  return period;
}

function wrongPeriod(indicator: string, period: i32): string {
  startText();
  addText(indicator);
  addText(": expected a period of at least 1, found ");
  addInteger(period);
  return textAsString();
}
