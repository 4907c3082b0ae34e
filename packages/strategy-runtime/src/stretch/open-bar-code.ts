import { ValueType } from "../wasm/value-type.ts";
import {
  absolute,
  add,
  call,
  choose,
  type Code,
  equal,
  functionBody,
  giveBack,
  greater,
  greaterOrEqual,
  integer,
  isMissing,
  lessOrEqual,
  minus,
  multiply,
  not,
  notEqual,
  number,
  plus,
  sequence,
  storeInteger,
  variable,
  when,
} from "./code.ts";
import { BAR_UNDER_WAY_ADDRESS, FILL_PURPOSES } from "./stretch-layout.ts";
import { callStrategy, cell, slot, type Surroundings, type TrustedFunction } from "./trusted-function.ts";

const { i32, f64 } = ValueType;

const at = variable(0);
/** Whether anything was filled, whether what triggered is the stop-loss order, whether the position is long. */
const [acted, isStop, isLong] = [variable(1), variable(2), variable(3)];
const [open, price, side] = [variable(4), variable(5), variable(6)];

/**
 * Returns what `BarEngine` does with the open and the range of the bar at an offset: it fills what waits, asks for levels
 * and triggers them, and tells the strategy what it holds. Its result is 1 when no order can rest at a level that the
 * strategy named: nothing more may then be called.
 */
export function openBarFunction(surroundings: Surroundings): TrustedFunction {
  const body = functionBody(
    [i32, i32, i32, f64, f64, f64],
    storeInteger(BAR_UNDER_WAY_ADDRESS, at.get),
    open.set(cell("open", at.get)),
    fillWaiting(surroundings, "exit"),
    fillWaiting(surroundings, "entry", askLevels(surroundings)),
    when(notEqual(slot("lots").get, number(0)), protect(surroundings)),
    when(acted.get, callStrategy(surroundings, surroundings.setPosition, slot("position").get, slot("entryPrice").get)),
    integer(0),
  );
  return { parameters: [i32], results: [i32], body };
}

function execute(
  { execute: callee }: Surroundings,
  purpose: (typeof FILL_PURPOSES)[number],
  order: Code,
  lotsAfter: Code,
  fillPrice: Code,
): Code {
  const purposeNumber = number(FILL_PURPOSES.indexOf(purpose));
  return sequence(call(callee, purposeNumber, order, lotsAfter, fillPrice, at.get), acted.set(integer(1)));
}

/** Fills the order that waits for this open, if there is one. */
function fillWaiting(surroundings: Surroundings, purpose: "exit" | "entry", ...after: readonly Code[]): Code {
  const lotsAfter = slot(`${purpose}Lots`);
  const order = slot(`${purpose}Sequence`).get;
  const factor = choose(greater(lotsAfter.get, slot("lots").get), slot("buyFactor").get, slot("sellFactor").get);
  return when(
    not(isMissing(lotsAfter.get)),
    execute(surroundings, purpose, order, lotsAfter.get, multiply(open.get, factor)),
    lotsAfter.set(number(NaN)),
    ...after,
  );
}

function lookAtSide(): Code {
  return sequence(
    isLong.set(greater(slot("lots").get, number(0))),
    side.set(choose(isLong.get, number(1), number(-1))),
  );
}

/** Protective orders rest from the entry on. An infinite stop is refused before the other level is asked for. */
function askLevels(surroundings: Surroundings): Code {
  const sideAsInteger = minus(plus(isLong.get, isLong.get), integer(1));
  const [stopLoss, takeProfit] = [slot("stopLoss"), slot("takeProfit")];
  return sequence(
    lookAtSide(),
    takeProfit.set(number(NaN)),
    callStrategy(surroundings, surroundings.riskLevels, sideAsInteger, slot("entryPrice").get),
    stopLoss.set(callStrategy(surroundings, surroundings.outStop)),
    refuseInfinite(stopLoss.get),
    takeProfit.set(callStrategy(surroundings, surroundings.outTakeProfit)),
    refuseInfinite(takeProfit.get),
    rest("stopLoss", "stopSequence", isLong.get),
    rest("takeProfit", "takeProfitSequence", not(isLong.get)),
  );
}

function refuseInfinite(level: Code): Code {
  return when(equal(absolute(level), number(Infinity)), refuse());
}

function refuse(): Code {
  return sequence(slot("refusedLevels").set(number(1)), giveBack(integer(1)));
}

/** `restingLevel`: out of every market's reach is none where the market comes from above, refused where from below. */
function rest(name: "stopLoss" | "takeProfit", order: "stopSequence" | "takeProfitSequence", fromAbove: Code): Code {
  const [level, latest] = [slot(name), slot("sequence")];
  return sequence(
    when(lessOrEqual(level.get, number(0)), when(not(fromAbove), refuse()), level.set(number(NaN))),
    when(greater(level.get, number(0)), latest.set(add(latest.get, number(1))), slot(order).set(latest.get)),
  );
}

function sided(value: Code): Code {
  return multiply(side.get, value);
}

/**
 * `protectiveExit`: at the open first, then inside the bar, the stop before the profit. Prices are compared times the
 * side, which is exact, so that a short is a long turned over.
 */
function protect(surroundings: Surroundings): Code {
  const [stopLoss, takeProfit] = [slot("stopLoss").get, slot("takeProfit").get];
  const worst = choose(isLong.get, cell("low", at.get), cell("high", at.get));
  const best = choose(isLong.get, cell("high", at.get), cell("low", at.get));
  const stopped = (reached: Code, level: Code): Code =>
    when(
      isMissing(price.get),
      when(lessOrEqual(sided(reached), sided(stopLoss)), price.set(level), isStop.set(integer(1))),
    );
  const profited = (reached: Code, level: Code): Code =>
    when(isMissing(price.get), when(greaterOrEqual(sided(reached), sided(takeProfit)), price.set(level)));
  const slipped = multiply(price.get, choose(isLong.get, slot("sellFactor").get, slot("buyFactor").get));
  return sequence(
    lookAtSide(),
    price.set(number(NaN)),
    stopped(open.get, open.get),
    profited(open.get, open.get),
    stopped(worst, stopLoss),
    profited(best, takeProfit),
    when(
      not(isMissing(price.get)),
      when(isStop.get, execute(surroundings, "stop-loss", slot("stopSequence").get, number(0), slipped)),
      when(not(isStop.get), execute(surroundings, "take-profit", slot("takeProfitSequence").get, number(0), price.get)),
    ),
  );
}
