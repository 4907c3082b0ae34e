import { ValueType } from "../wasm/value-type.ts";
import {
  absolute,
  add,
  both,
  choose,
  type Code,
  divide,
  either,
  functionBody,
  giveBack,
  greater,
  integer,
  lessOrEqual,
  multiply,
  not,
  notEqual,
  number,
  sequence,
  truncate,
  variable,
  when,
} from "./code.ts";
import { slot, type TrustedFunction } from "./trusted-function.ts";

const { i32, f64 } = ValueType;

const [target, equity, close, wanted] = [variable(0), variable(1), variable(2), variable(3)];
const [isFlip, isEntry] = [variable(4), variable(5)];

/**
 * Returns `BarEngine`'s decision at a close (target, equity, close): it sizes the target and leaves an exit, an entry or
 * both to fill at the next open. Its result is 1 when an entry needs leave, and then nothing was decided.
 */
export function decideFunction(): TrustedFunction {
  const lots = slot("lots").get;
  const isLarger = greater(absolute(wanted.get), absolute(lots));
  const isSmaller = both(not(isEntry.get), notEqual(wanted.get, lots));
  const body = functionBody(
    [f64, i32, i32],
    sizeTarget(),
    isFlip.set(both(notEqual(lots, number(0)), lessOrEqual(multiply(wanted.get, lots), number(0)))),
    isEntry.set(either(both(isFlip.get, notEqual(wanted.get, number(0))), both(not(isFlip.get), isLarger))),
    when(both(isEntry.get, notEqual(slot("guarded").get, number(0))), giveBack(integer(1))),
    slot("lastTarget").set(target.get),
    when(either(isFlip.get, isSmaller), propose("exit", choose(isFlip.get, number(0), wanted.get))),
    when(isEntry.get, propose("entry", wanted.get)),
    integer(0),
  );
  return { parameters: [f64, f64, f64], results: [i32], body };
}

/** `targetLots`; a negative 0 decides what a 0 decides. */
function sizeTarget(): Code {
  const notional = multiply(multiply(target.get, slot("equityFraction").get), equity.get);
  const lots = truncate(multiply(divide(notional, close.get), slot("lotsPerUnit").get));
  const isSizeable = both(greater(equity.get, number(0)), greater(close.get, number(0)));
  return wanted.set(choose(isSizeable, lots, number(0)));
}

function propose(purpose: "exit" | "entry", lotsAfter: Code): Code {
  const latest = slot("sequence");
  return sequence(
    latest.set(add(latest.get, number(1))),
    slot(`${purpose}Sequence`).set(latest.get),
    slot(`${purpose}Lots`).set(lotsAfter),
  );
}
