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
  leaveWhenIf,
  less,
  lessOrEqual,
  loadInteger,
  minus,
  multiply,
  nextOuterTurnIfInsideWhen,
  nextTurnIf,
  not,
  notEqual,
  number,
  plus,
  repeat,
  select,
  sequence,
  stopBothIf,
  stopBothIfInsideWhen,
  stopIf,
  stopIfInsideWhen,
  store,
  storeInteger,
  variable,
  when,
} from "./code.ts";
import {
  BAR_FILLS_MAX,
  BAR_UNDER_WAY_ADDRESS,
  CANDLE_COLUMNS,
  CELL_BYTES,
  columnAddress,
  FILL_BYTES,
  FILL_BYTES_ADDRESS,
  STRETCH_FILLS_MAX,
} from "./stretch-layout.ts";
import { callStrategy, cell, slot, type Surroundings, type TrustedFunction } from "./trusted-function.ts";

const { i32, f64 } = ValueType;

/** Offsets into the columns: the bar, behind the last bar, the first bar under the position held. */
const [at, end, since] = [variable(0), variable(1), variable(2)];
/** Whether an order waits for the next open. */
const waits = variable(3);
/** Whether a stop-loss or take-profit order rests, and whether anything may fill in this bar. */
const [rests, acts] = [variable(4), variable(5)];
const [close, equity, target, cash, position] = [variable(6), variable(7), variable(8), variable(9), variable(10)];
/** Levels between which nothing triggers; NaN = none. */
const [floor, ceiling] = [variable(11), variable(12)];
const [lastTarget, peakEquity, ruinEquity] = [variable(13), variable(14), variable(15)];

const LOCALS = [i32, i32, i32, i32, ...Array.from({ length: 10 }, () => f64)];
const FILL_BYTES_MAX = (STRETCH_FILLS_MAX - BAR_FILLS_MAX) * FILL_BYTES;

/**
 * Returns the loop over bars: it takes the offset of a bar and the one behind the last, and returns the offset behind the
 * last bar taken. Each step is the one of `BarEngine.step`, with the same operations on the same numbers in the same
 * order. Bars on which nothing fills and nothing is decided are a loop of their own, which calls nobody but the strategy:
 * what does not change there, V8 need not carry from bar to bar.
 */
export function stretchLoopFunction(surroundings: Surroundings): TrustedFunction {
  const body = functionBody(
    LOCALS,
    target.set(number(HOLD_TARGET)),
    since.set(at.get),
    ruinEquity.set(slot("ruinEquity").get),
    peakEquity.set(slot("peakEquity").get),
    readAccount(),
    readOrders(),
    repeat(
      stopIf(isAtLeast(at.get, end.get)),
      openBar(surroundings),
      repeat(
        ...markEquity(),
        askTarget(surroundings),
        decide(surroundings),
        stopBothIf(isAtLeast(at.get, end.get)),
        nextTurnIf(not(rests.get)),
        nextTurnIf(not(touches())),
      ),
      nextTurnIf(integer(1)),
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

/** Whether the bar reaches a level at which an order rests. */
function touches(): Code {
  const [open, high, low] = [cell("open", at.get), cell("high", at.get), cell("low", at.get)];
  return [
    lessOrEqual(open, floor.get),
    greaterOrEqual(open, ceiling.get),
    lessOrEqual(low, floor.get),
    greaterOrEqual(high, ceiling.get),
  ].reduce((any, next) => either(any, next));
}

/** Does what the open and the range bring about; stops before a bar whose fills may find no room. */
function openBar(surroundings: Surroundings): Code {
  const actions = when(
    acts.get,
    stopIfInsideWhen(isAtLeast(loadInteger(FILL_BYTES_ADDRESS), integer(FILL_BYTES_MAX + 1))),
    countBarsInPosition(),
    stopIfInsideWhen(call(surroundings.openBar, at.get)),
    readAccount(),
    readOrders(),
  );
  // Without orders at rest there is nothing to compare, and no column to fetch for it.
  return sequence(acts.set(waits.get), when(rests.get, acts.set(either(waits.get, touches()))), actions);
}

function countBarsInPosition(): Code {
  const bars = slot("barsInPosition");
  const passed = divide(asNumber(minus(at.get, since.get)), number(CELL_BYTES));
  return sequence(when(notEqual(position.get, number(0)), bars.set(add(bars.get, passed))), since.set(at.get));
}

/** Stops before anything is written when the mark is ruin: that bar's close is the engine's. */
function markEquity(): readonly Code[] {
  return [
    close.set(cell("close", at.get)),
    equity.set(add(cash.get, multiply(position.get, close.get))),
    stopBothIf(lessOrEqual(equity.get, ruinEquity.get)),
    store(at.get, columnAddress("equity"), equity.get),
    peakEquity.set(select(equity.get, peakEquity.get, greater(equity.get, peakEquity.get))),
  ];
}

/**
 * Notes the bar before the call, because a call that traps does not come back. A number that the strategy's function
 * never looks at is not fetched: it is given a 0 in its place.
 */
function askTarget(surroundings: Surroundings): Code {
  const bar = CANDLE_COLUMNS.map((column, i) => {
    if (!surroundings.readsOfCandle.has(i)) return number(0);
    return column === "close" ? close.get : cell(column, at.get);
  });
  return sequence(
    storeInteger(BAR_UNDER_WAY_ADDRESS, at.get),
    target.set(callStrategy(surroundings, surroundings.onCandle, ...bar)),
    at.set(plus(at.get, integer(CELL_BYTES))),
  );
}

/** A target out of range stops the loop whatever the bar: that is for the session to refuse. */
function decide(surroundings: Surroundings): Code {
  const isTarget = both(greaterOrEqual(target.get, number(-1)), lessOrEqual(target.get, number(1)));
  const openTimeMs = cell("openTimeMs", minus(at.get, integer(CELL_BYTES)));
  return when(
    notEqual(target.get, lastTarget.get),
    leaveWhenIf(equal(target.get, number(HOLD_TARGET))),
    stopBothIfInsideWhen(not(isTarget)),
    leaveWhenIf(less(openTimeMs, slot("decideFromMs").get)),
    stopBothIfInsideWhen(call(surroundings.decide, target.get, equity.get, close.get)),
    readOrders(),
    nextOuterTurnIfInsideWhen(integer(1)),
  );
}
