import { DAY_MS, SeededRandom } from "@rara-trading/domain";
import { ColumnCache, evaluateHypothesis, MapElitesGenerator } from "@rara-trading/research";
import { alternatingRates, type Benchmark } from "./benchmark.ts";
import { randomWalk } from "./sma-market.ts";
import { BENCH_OPTIONS } from "./target-column-session.ts";

/** Four years of sessions, the size at which the search is compared. */
const BARS = 1_008;
const HYPOTHESES = 4_000;
/** 200,000 a CPU-minute, searching only. */
const DEMANDED = Math.ceil(200_000 / 60);

/** Proposing, evaluating and learning on daily bars, the ledger left out, against evaluating without learning. */
export const searchHypotheses: Benchmark = {
  name: "search-hypotheses",
  async run() {
    const minutes = randomWalk(BARS, "bench-search");
    const candles = { ...minutes, openTimeMs: minutes.openTimeMs.map((_, i) => i * DAY_MS) };
    let round = 0;
    const search = (learns: boolean) => (): void => {
      const runId = `bench-${round++}`;
      const generator = new MapElitesGenerator({
        random: new SeededRandom(runId),
        runId,
        hypothesesMax: HYPOTHESES,
        calendar: "sessions",
      });
      const cache = new ColumnCache(candles);
      for (let i = 0; i < HYPOTHESES; i++) {
        const { tree, hypothesis } = generator.next();
        const { metrics, dailyReturns } = evaluateHypothesis(tree, cache, {
          engine: BENCH_OPTIONS,
          calendar: "sessions",
        });
        const sharpe = learns ? metrics.sharpe : null;
        const { hypothesisId } = hypothesis;
        const conduct = {
          turnover: metrics.turnover ?? 0,
          holdingBars: (metrics.exposure * BARS) / Math.max(1, metrics.trades),
          dailyReturns,
        };
        generator.report({
          hypothesisId,
          sharpe,
          days: dailyReturns.length,
          roundTrips: metrics.trades,
          conduct: learns && metrics.exposure > 0 ? conduct : null,
          bars: BARS,
        });
      }
    };
    const rates = alternatingRates(HYPOTHESES, search(true), search(false));
    const ratio = rates.contender / rates.baseline;
    return [
      {
        name: "search",
        unit: "hypotheses/s",
        median: rates.contender,
        ratio,
        against: "fresh samples only",
        demandedMedian: DEMANDED,
      },
    ];
  },
};
