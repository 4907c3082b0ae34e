import { describe, expect, it } from "vitest";
import { parseInstrumentId } from "./instrument-id.ts";
import { calendarOf, daysPerYear } from "./market-calendar.ts";

describe("market calendar", () => {
  it.each([
    ["binance:BTC/USDT", 365],
    ["binance:BTC/USDT:USDT", 365],
    ["yahoo:SPY", 252],
    ["yahoo:^GSPC", 252],
    ["sim:planted-momentum", 252],
  ])("gives %s %i days a year", (id, days) => {
    expect(daysPerYear(calendarOf(parseInstrumentId(id)))).toBe(days);
  });
});
