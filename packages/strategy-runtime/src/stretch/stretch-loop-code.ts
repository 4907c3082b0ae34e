import { HOLD_TARGET } from "@rara-trading/domain";
import { ValueType } from "../wasm/value-type.ts";
import {
  add,
  asNumber,
  both,
  call,
  choose,
  type Code,
  divide,
  either,
  equal,
  functionBody,
  greater,
  greaterOrEqual,
  integer,
  isAtLeast,
  isMissing,
  less,
  lessOrEqual,
  loadInteger,
  minus,
  multiply,
  nextTurnIf,
  not,
  notEqual,
  number,
  plus,
  repeat,
  select,
  sequence,
  stopIf,
  stopIfInsideWhen,
  store,
  storeInteger,
  subtract,
  type Variable,
  variable,
  when,
} from "./code.ts";
import {
  BAR_FILLS_MAX,
  BAR_UNDER_WAY_ADDRESS,
  CELL_BYTES,
  columnAddress,
  FILL_BYTES,
  FILL_BYTES_ADDRESS,
  STRETCH_FILLS_MAX,
  type StretchColumn,
} from "./stretch-layout.ts";
import { callStrategy, cell, slot, type Surroundings, type TrustedFunction } from "./trusted-function.ts";

const { i32, f64 } = ValueType;

/** Offsets into the columns: the bar, behind the last bar, the first bar under the position held. */
const [at, end, since] = [variable(0), variable(1), variable(2)];
/** Whether an order waits for the next open. */
const waits = variable(3);
/** Whether a stop-loss or take-profit order rests, and whether anything may fill in this bar. */
const [rests, acts] = [variable(4), variable(5)];
const [openTimeMs, open, high, low, close] = [variable(6), variable(7), variable(8), variable(9), variable(10)];
const [equity, target, cash, position] = [variable(11), variable(12), variable(13), variable(14)];
/** Levels between which nothing triggers; NaN = none. */
const [floor, ceiling] = [variable(15), variable(16)];
const [lastTarget, peakEquity] = [variable(17), variable(18)];
const [ruinEquity, decideFromMs] = [variable(19), variable(20)];

const LOCALS = [i32, i32, i32, i32, ...Array.from({ length: 15 }, () => f64)];
const FILL_BYTES_MAX = (STRETCH_FILLS_MAX - BAR_FILLS_MAX) * FILL_BYTES;

/**
 * Returns the loop over bars: it takes the offset of a bar and the one behind the last, and returns the offset behind the
 * last bar taken. On a bar on which nothing fills and nothing is decided it calls nobody but the strategy. Each step is
 * the one of `BarEngine.step`, with the same operations on the same numbers in the same order.
 */
export function stretchLoopFunction(surroundings: Surroundings): TrustedFunction {
  const body = functionBody(
    LOCALS,
    target.set(number(HOLD_TARGET)),
    since.set(at.get),
    ruinEquity.set(slot("ruinEquity").get),
    decideFromMs.set(slot("decideFromMs").get),
    peakEquity.set(slot("peakEquity").get),
    readAccount(),
    readOrders(),
    repeat(
      stopIf(isAtLeast(at.get, end.get)),
      readBar(),
      openBar(surroundings),
      markEquity(),
      askTarget(surroundings),
      ...decide(surroundings),
    ),
    countBarsInPosition(),
    slot("peakEquity").set(peakEquity.get),
    slot("target").set(target.get),
    at.get,
  );
  return { parameters: [i32, i32], results: [i32], body };
}

function readAccount(): Code {
  const [stopLoss, takeProfit] = [slot("stopLoss").get, slot("takeProfit").get];
  const held = slot("position").get;
  const bySide = (long: Code, short: Code): Code =>
    choose(greater(held, number(0)), long, choose(less(held, number(0)), short, number(NaN)));
  return sequence(
    cash.set(slot("cash").get),
    position.set(held),
    floor.set(bySide(stopLoss, takeProfit)),
    ceiling.set(bySide(takeProfit, stopLoss)),
    rests.set(not(both(isMissing(floor.get), isMissing(ceiling.get)))),
  );
}

function readOrders(): Code {
  return sequence(
    lastTarget.set(slot("lastTarget").get),
    waits.set(not(both(isMissing(slot("exitLots").get), isMissing(slot("entryLots").get)))),
  );
}

/** Reads the bar; a sum with a NaN or an infinity in it, taken from itself, is not 0. */
function readBar(): Code {
  const numbers: readonly (readonly [Variable, StretchColumn])[] = [
    [openTimeMs, "openTimeMs"],
    [open, "open"],
    [high, "high"],
    [low, "low"],
    [close, "close"],
  ];
  const sum = [open, high, low, close].reduce((total: Code, next) => add(total, next.get), openTimeMs.get);
  return sequence(
    ...numbers.map(([name, column]) => name.set(cell(column, at.get))),
    equity.set(sum),
    stopIf(notEqual(subtract(equity.get, equity.get), number(0))),
  );
}

/** Does what the open and the range bring about; stops before a bar whose fills may find no room. */
function openBar(surroundings: Surroundings): Code {
  const touches = [
    lessOrEqual(open.get, floor.get),
    greaterOrEqual(open.get, ceiling.get),
    lessOrEqual(low.get, floor.get),
    greaterOrEqual(high.get, ceiling.get),
  ].reduce((any, next) => either(any, next));
  return sequence(
    acts.set(waits.get),
    // Without orders at rest there is nothing to compare.
    when(rests.get, acts.set(either(waits.get, touches))),
    when(
      acts.get,
      stopIfInsideWhen(isAtLeast(loadInteger(FILL_BYTES_ADDRESS), integer(FILL_BYTES_MAX + 1))),
      countBarsInPosition(),
      stopIfInsideWhen(call(surroundings.openBar, at.get)),
      readAccount(),
      readOrders(),
    ),
  );
}

function countBarsInPosition(): Code {
  const bars = slot("barsInPosition");
  const passed = divide(asNumber(minus(at.get, since.get)), number(CELL_BYTES));
  return sequence(when(notEqual(position.get, number(0)), bars.set(add(bars.get, passed))), since.set(at.get));
}

/** Stops before anything is written when the mark is ruin: that bar's close is the engine's. */
function markEquity(): Code {
  return sequence(
    equity.set(add(cash.get, multiply(position.get, close.get))),
    stopIf(lessOrEqual(equity.get, ruinEquity.get)),
    store(at.get, columnAddress("equity"), equity.get),
    peakEquity.set(select(equity.get, peakEquity.get, greater(equity.get, peakEquity.get))),
  );
}

/** Notes the bar before the call, because a call that traps does not come back. */
function askTarget(surroundings: Surroundings): Code {
  const bar = [openTimeMs, open, high, low, close].map(({ get }) => get);
  return sequence(
    storeInteger(BAR_UNDER_WAY_ADDRESS, at.get),
    target.set(callStrategy(surroundings, surroundings.onCandle, ...bar, cell("volume", at.get))),
    at.set(plus(at.get, integer(CELL_BYTES))),
  );
}

/** A target out of range stops the loop whatever the bar: that is for the session to refuse. */
function decide(surroundings: Surroundings): readonly Code[] {
  const isTarget = both(greaterOrEqual(target.get, number(-1)), lessOrEqual(target.get, number(1)));
  return [
    nextTurnIf(equal(target.get, number(HOLD_TARGET))),
    nextTurnIf(equal(target.get, lastTarget.get)),
    stopIf(not(isTarget)),
    nextTurnIf(less(openTimeMs.get, decideFromMs.get)),
    stopIf(call(surroundings.decide, target.get, equity.get, close.get)),
    readOrders(),
    nextTurnIf(integer(1)),
  ];
}
