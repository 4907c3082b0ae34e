import { candleAt, firstBarAtOrAfter, sliceColumns } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { realCandles } from "../testing/real-candles.ts";
import { order, ScriptedVenue } from "./testing/scripted-venue.ts";
import type { VenueStatistics } from "./venue-statistics.ts";

const HOUR_MS = 3_600_000;
/** Stop and target this far from the entry: within what an hour often moves. */
const BRACKET = 0.003;

describe("hours of Bitcoin with brackets around every entry", () => {
  it("are resolved by their five-minute bars, which add up to them exactly", (context) => {
    const hours = realCandles(context, "BTCUSDT-1h-2019-2026.csv.gz");
    const minutes = realCandles(context, "BTCUSDT-5m-2024.csv.gz");
    const first = firstBarAtOrAfter(hours, minutes.openTimeMs[0] ?? NaN);
    const last = firstBarAtOrAfter(hours, (minutes.openTimeMs[minutes.length - 1] ?? NaN) - HOUR_MS);
    const statistics = (useFiner: boolean): VenueStatistics => {
      const run = new ScriptedVenue({ limitFill: "through" });
      let id = 0;
      run.onExecuted = ({ purpose, price }, venue) => {
        if (purpose !== "entry") return;
        const shared = { side: "sell", reduceOnly: true, group: { id, kind: "one-updates-other" } } as const;
        const stopPrice = price * (1 - BRACKET);
        const limitPrice = price * (1 + BRACKET);
        venue.attach(order({ kind: "stop", id: ++id, purpose: "stop-loss", stopPrice, ...shared }));
        venue.attach(order({ kind: "limit", id: ++id, purpose: "take-profit", limitPrice, ...shared }));
      };
      for (let i = first; i < last; i++) {
        const bar = candleAt(hours, i);
        const from = firstBarAtOrAfter(minutes, bar.openTimeMs);
        const to = firstBarAtOrAfter(minutes, bar.openTimeMs + HOUR_MS);
        run.venue.atOpen(bar, useFiner ? sliceColumns(minutes, from, to) : undefined);
        run.venue.during();
        if (run.held === 0) run.venue.submit(order({ kind: "market", id: ++id, side: "buy" }));
      }
      return run.venue.statistics;
    };
    const coarse = statistics(false);
    expect(coarse.ambiguousBars).toBeGreaterThan(500);
    const finer = statistics(true);
    expect(finer.mismatchedBars).toBe(0);
    expect(finer.resolvedBars).toBeGreaterThan(500);
    expect(finer.ambiguousBars).toBeLessThan(coarse.ambiguousBars / 10);
  });
});
