import { type Candle, candleAt, type CandleColumns, type CandleFeed } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { sampleCandles } from "./testing/sample-candles.ts";

/** Tells vitest what every CandleFeed must do; `openFeed` returns one whose bars are these, or begin with them. */
export function describeCandleFeedContract(name: string, openFeed: (candles: CandleColumns) => CandleFeed): void {
  describe(`${name} as a CandleFeed`, () => {
    const candles = sampleCandles("1h", 0, 600);

    it("yields the bars in order, each once", async () => {
      const taken: Candle[] = [];
      for await (const candle of openFeed(candles).candles(new AbortController().signal)) {
        taken.push(candle);
        if (taken.length === candles.length) break;
      }
      expect(taken).toEqual(Array.from({ length: candles.length }, (_, i) => candleAt(candles, i)));
    });

    it("yields nothing more once the signal aborts", async () => {
      const controller = new AbortController();
      const taken: Candle[] = [];
      for await (const candle of openFeed(candles).candles(controller.signal)) {
        taken.push(candle);
        if (taken.length === 3) controller.abort();
      }
      expect(taken).toHaveLength(3);
    });

    it("yields nothing when the signal has aborted before", async () => {
      const taken: Candle[] = [];
      for await (const candle of openFeed(candles).candles(AbortSignal.abort())) taken.push(candle);
      expect(taken).toEqual([]);
    });
  });
}
