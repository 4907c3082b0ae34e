import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RaraError } from "../rara-error.ts";
import {
  type InstrumentId,
  instrumentParts,
  matchInstruments,
  parseInstrumentId,
  resolveInstrument,
} from "./instrument-id.ts";

const SPOT = parseInstrumentId("binance:BTC/USDT");
const PERPETUAL = parseInstrumentId("binance:BTC/USDT:USDT");
const OTHER_VENUE = parseInstrumentId("kraken:BTC/USDT");
const INDEX = parseInstrumentId("yahoo:^GSPC");
const PLANTED = parseInstrumentId("sim:planted-momentum");

function faultOf(run: () => unknown): RaraError {
  try {
    run();
  } catch (error) {
    if (error instanceof RaraError) return error;
  }
  throw new Error("Expected a RaraError");
}

describe("instrumentParts", () => {
  it.each([
    ["binance:BTC/USDT", { kind: "spot", venue: "binance", base: "BTC", quote: "USDT" }],
    ["binance:1000PEPE/USDT", { kind: "spot", venue: "binance", base: "1000PEPE", quote: "USDT" }],
    ["binance:BTC/USDT:USDT", { kind: "perpetual", venue: "binance", base: "BTC", quote: "USDT", settle: "USDT" }],
    ["yahoo:SPY", { kind: "ticker", venue: "yahoo", ticker: "SPY" }],
    ["yahoo:^GSPC", { kind: "ticker", venue: "yahoo", ticker: "^GSPC" }],
    ["yahoo:BRK.B", { kind: "ticker", venue: "yahoo", ticker: "BRK.B" }],
    ["yahoo:EURUSD=X", { kind: "ticker", venue: "yahoo", ticker: "EURUSD=X" }],
    ["sim:planted-momentum", { kind: "ticker", venue: "sim", ticker: "planted-momentum" }],
  ])("reads %s", (text, parts) => {
    expect(instrumentParts(text)).toEqual(parts);
    expect(parseInstrumentId(text)).toBe(text);
  });

  it.each([
    "",
    "BTCUSDT",
    "BTC/USDT",
    "Binance:BTC/USDT",
    "binance:btc/usdt",
    "binance:BTC/USDT:",
    "binance:BTC/",
    "binance:/USDT",
    "binance:BTC/USDT:USDT:X",
    "binance:",
    ":SPY",
    "yahoo:SP Y",
    "yahoo:../../etc/passwd",
    "yahoo:..",
    " yahoo:SPY",
    "yahoo:SPY\n",
    `yahoo:${"A".repeat(80)}`,
  ])("refuses %j and says what one looks like", (text) => {
    expect(instrumentParts(text)).toBeUndefined();
    const fault = faultOf(() => parseInstrumentId(text));
    expect(fault.code).toBe("domain.instrument");
    expect(fault.category).toBe("usage");
    expect(fault.message).toContain(JSON.stringify(text));
    expect(fault.message).toContain("binance:BTC/USDT");
  });
});

describe("matchInstruments", () => {
  const stored = [SPOT, PERPETUAL, INDEX, PLANTED];

  it.each([
    ["BTC-USDT", SPOT],
    ["BTCUSDT", SPOT],
    ["btc/usdt", SPOT],
    ["btc_usdt", SPOT],
    ["binance:BTC/USDT", SPOT],
    ["Binance BTC-USDT", SPOT],
    ["binance:BTCUSDT", SPOT],
    ["binance:BTC/USDT:USDT", PERPETUAL],
    ["BTC/USDT:USDT", PERPETUAL],
    ["BTCUSDT-USDT", PERPETUAL],
    ["^GSPC", INDEX],
    ["gspc", INDEX],
    ["yahoo:^GSPC", INDEX],
    ["planted-momentum", PLANTED],
    ["PlantedMomentum", PLANTED],
  ])("takes %s for %s", (typed, expected) => {
    expect(matchInstruments(typed, stored)).toEqual([expected]);
    expect(resolveInstrument(typed, stored)).toBe(expected);
  });

  it.each(["", "-", "ETHUSDT", "BTC", "USDT", "binance", "Ω"])("finds nothing for %j", (typed) => {
    expect(matchInstruments(typed, stored)).toEqual([]);
  });

  it("lets an exact id match only itself, also where its squashed spelling is another's", () => {
    const asTicker = parseInstrumentId("binance:BTCUSDT");
    expect(matchInstruments("binance:BTCUSDT", [SPOT, asTicker])).toEqual([asTicker]);
    expect(matchInstruments("binance:BTC/USDT", [SPOT, asTicker])).toEqual([SPOT]);
    expect(matchInstruments("btcusdt", [SPOT, asTicker])).toEqual([SPOT, asTicker]);
  });

  it("finds every stored instrument by its own id, by its squashed id and in lower case", () => {
    const asset = fc.stringMatching(/^[A-Z0-9]{1,6}$/);
    const id = fc
      .tuple(fc.constantFrom("binance", "kraken", "sim"), asset, asset, fc.option(asset))
      .map(([venue, base, quote, settle]) =>
        parseInstrumentId(`${venue}:${base}/${quote}${settle === null ? "" : `:${settle}`}`),
      );
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 5 }), fc.nat(), (ids, index) => {
        const wanted = ids[index % ids.length] as InstrumentId;
        expect(matchInstruments(wanted, ids)).toEqual([wanted]);
        expect(matchInstruments(wanted.toLowerCase(), ids)).toContain(wanted);
        expect(matchInstruments(wanted.replaceAll(/[:/]/g, ""), ids)).toContain(wanted);
      }),
    );
  });
});

describe("resolveInstrument", () => {
  it("lists the matches when there are several", () => {
    const fault = faultOf(() => resolveInstrument("BTCUSDT", [SPOT, OTHER_VENUE, INDEX]));
    expect(fault.code).toBe("domain.instrument-ambiguous");
    expect(fault.category).toBe("usage");
    expect(fault.message).toContain("binance:BTC/USDT, kraken:BTC/USDT");
    expect(fault.hint).toContain("binance:BTC/USDT, kraken:BTC/USDT");
    expect(fault.details).toEqual({ matches: [SPOT, OTHER_VENUE] });
  });

  it("lists what is stored when nothing matches", () => {
    const fault = faultOf(() => resolveInstrument("ETH-USDT", [SPOT, INDEX]));
    expect(fault.code).toBe("domain.instrument-unknown");
    expect(fault.category).toBe("not-found");
    expect(fault.message).toContain('"ETH-USDT"');
    expect(fault.hint).toBe("Stored: binance:BTC/USDT, yahoo:^GSPC.");
  });

  it("says how to store something when nothing is", () => {
    expect(faultOf(() => resolveInstrument("BTCUSDT", [])).hint).toContain("data import");
  });
});
