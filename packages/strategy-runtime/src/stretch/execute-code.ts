import { ValueType } from "../wasm/value-type.ts";
import {
  absolute,
  add,
  asNumber,
  choose,
  type Code,
  divide,
  equal,
  functionBody,
  greater,
  integer,
  less,
  loadInteger,
  multiply,
  number,
  plus,
  sequence,
  store,
  storeInteger,
  subtract,
  variable,
  when,
  withSignOf,
} from "./code.ts";
import { CELL_BYTES, FILL_BYTES, FILL_BYTES_ADDRESS, FILL_FIELDS, FILLS_ADDRESS } from "./stretch-layout.ts";
import { cell, slot, type TrustedFunction } from "./trusted-function.ts";

const { i32, f64 } = ValueType;

const [purpose, orderSequence, lotsAfter, price] = [variable(0), variable(1), variable(2), variable(3)];
const at = variable(4);
const [quantity, notional, fee, profit, held] = [variable(5), variable(6), variable(7), variable(8), variable(9)];
const [isBuy, reduces, record] = [variable(10), variable(11), variable(12)];

function write(field: (typeof FILL_FIELDS)[number], value: Code): Code {
  return store(record.get, FILLS_ADDRESS + FILL_FIELDS.indexOf(field) * CELL_BYTES, value);
}

/**
 * Returns `Account.execute`: it books a fill (purpose, number of the order, lots after it, price, offset of the bar), with
 * the same operations in the same order, and records it.
 */
export function executeFunction(): TrustedFunction {
  const body = functionBody([f64, f64, f64, f64, f64, i32, i32, i32], bookCash(), bookPosition(), recordFill());
  return { parameters: [f64, f64, f64, f64, i32], results: [], body };
}

function bookCash(): Code {
  const [cash, lots, traded] = [slot("cash"), slot("lots"), slot("tradedNotional")];
  return sequence(
    isBuy.set(greater(lotsAfter.get, lots.get)),
    quantity.set(divide(absolute(subtract(lotsAfter.get, lots.get)), slot("lotsPerUnit").get)),
    notional.set(multiply(quantity.get, price.get)),
    fee.set(multiply(notional.get, slot("feeRate").get)),
    cash.set(subtract(choose(isBuy.get, subtract(cash.get, notional.get), add(cash.get, notional.get)), fee.get)),
    traded.set(add(traded.get, notional.get)),
  );
}

function bookPosition(): Code {
  const [lots, entryPrice, position] = [slot("lots"), slot("entryPrice"), slot("position")];
  const averaged = divide(
    add(multiply(held.get, entryPrice.get), multiply(quantity.get, price.get)),
    add(held.get, quantity.get),
  );
  const bookedProfit = multiply(
    multiply(subtract(price.get, entryPrice.get), quantity.get),
    withSignOf(number(1), lots.get),
  );
  const stillOpen = choose(equal(held.get, number(0)), price.get, choose(reduces.get, entryPrice.get, averaged));
  const isFlat = equal(lotsAfter.get, number(0));
  return sequence(
    held.set(absolute(position.get)),
    reduces.set(less(absolute(lotsAfter.get), absolute(lots.get))),
    profit.set(choose(reduces.get, bookedProfit, number(0))),
    entryPrice.set(choose(isFlat, number(0), stillOpen)),
    lots.set(lotsAfter.get),
    position.set(divide(lotsAfter.get, slot("lotsPerUnit").get)),
    when(isFlat, slot("stopLoss").set(number(NaN)), slot("takeProfit").set(number(NaN))),
  );
}

function recordFill(): Code {
  return sequence(
    record.set(loadInteger(FILL_BYTES_ADDRESS)),
    write("sequence", orderSequence.get),
    write("barOpenTimeMs", cell("openTimeMs", at.get)),
    write("purpose", purpose.get),
    write("isBuy", asNumber(isBuy.get)),
    write("quantity", quantity.get),
    write("price", price.get),
    write("feeQuote", fee.get),
    write("realizedPnlQuote", profit.get),
    write("positionAfter", slot("position").get),
    storeInteger(FILL_BYTES_ADDRESS, plus(record.get, integer(FILL_BYTES))),
  );
}
