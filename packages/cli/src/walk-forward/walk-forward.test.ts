import { DEFAULT_SIZING } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MomentumSession, walkBars } from "../testing/momentum-session.ts";
import { cutFolds } from "./cut-folds.ts";
import type { WindowMarket, WindowTrial } from "./evaluate-window.ts";
import { serialEvaluator, walkForward, type WalkForwardOutcome } from "./walk-forward.ts";

const BARS = 400;
const SETS = [5, 10, 20, 30].map((period) => ({ period }));
const FOLDS = cutFolds({ bars: BARS, scheme: "rolling", shape: { kind: "folds", folds: 4 }, purgeBars: 20 });

interface Walked {
  readonly outcome: WalkForwardOutcome;
  readonly trials: readonly WindowTrial[];
}

function marketOf(seed: string, changedFrom?: number, other?: string): WindowMarket {
  const costs = { feeBps: 5, slippageBps: 5 };
  const engine = { capital: 100_000, costs, sizing: DEFAULT_SIZING, guards: [], tradeFromMs: 0 };
  return { candles: walkBars(BARS, seed, changedFrom, other), calendar: "sessions", engine };
}

function openSession({ period = 0 }): MomentumSession {
  return new MomentumSession(period);
}

async function walk(
  market: WindowMarket,
  signal = new AbortController().signal,
  known: WindowTrial[] = [],
): Promise<Walked> {
  const trials = [...known];
  const outcome = await walkForward({
    market,
    folds: FOLDS,
    sets: SETS,
    metric: "sharpe",
    openSession,
    evaluate: serialEvaluator(openSession, market),
    log: {
      stored: (index) => trials[index],
      add: async (firstIndex, _fold, _sets, added) => {
        expect(firstIndex).toBe(trials.length);
        trials.push(...added);
      },
    },
    onProgress: () => undefined,
    signal,
  });
  return { outcome, trials };
}

function choices({ outcome }: Walked): readonly unknown[] {
  return outcome.folds.map(({ chosen }) => chosen);
}

describe("a walk-forward", () => {
  it("fits without a look at its test window or the gap before it: another future leaves every earlier choice", async () => {
    const cases = fc.record({ seed: fc.string(), other: fc.string(), fold: fc.nat(FOLDS.length - 1) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, other, fold }) => {
        const end = FOLDS[fold]?.train.to ?? 0;
        const here = await walk(marketOf(seed));
        const elsewhere = await walk(marketOf(seed, end, `other ${other}`));
        expect(choices(elsewhere).slice(0, fold + 1)).toEqual(choices(here).slice(0, fold + 1));
        const fits = (fold + 1) * SETS.length;
        expect(elsewhere.trials.slice(0, fits)).toEqual(here.trials.slice(0, fits));
        // The bars that changed do reach the test, so the comparison above could have failed.
        const [test, changed] = [here, elsewhere].map(({ outcome }) => outcome.folds[fold]?.test?.result.equity);
        expect(changed).not.toEqual(test);
      }),
      { numRuns: 20 },
    );
  });

  it("sees its training window: another last bar of it changes a fit", async () => {
    const end = FOLDS[0]?.train.to ?? 0;
    const [here, elsewhere] = [await walk(marketOf("a")), await walk(marketOf("a", end - 1, "b"))];
    expect(elsewhere.trials.slice(0, SETS.length)).not.toEqual(here.trials.slice(0, SETS.length));
  });

  it("chooses the set that was best on the training window, and ends every test flat", async () => {
    const { outcome, trials } = await walk(marketOf("c"));
    expect(outcome).toMatchObject({ status: "completed", fits: FOLDS.length * SETS.length });
    for (const { fold, chosen, test } of outcome.folds) {
      const fits = trials.slice(fold.index * SETS.length, (fold.index + 1) * SETS.length);
      const sharpes = fits.map(({ metrics }) => metrics?.sharpe ?? -Infinity);
      expect(chosen?.metrics.sharpe).toBe(Math.max(...sharpes));
      expect(chosen?.set).toEqual(SETS[sharpes.indexOf(Math.max(...sharpes))]);
      expect(test?.result.fills.at(-1)?.positionAfter).toBe(0);
      expect(test?.candles.openTimeMs[0]).toBe(fold.test.from * 86_400_000);
      // The ledger's vector covers the whole history and stands aside outside the window.
      const outside = fits[0]?.dailyReturns?.filter((_, day) => day < fold.train.from || day >= fold.train.to);
      expect(fits[0]?.dailyReturns).toHaveLength(BARS);
      expect(outside?.every((value) => value === 0)).toBe(true);
    }
  });

  it("goes on where it was interrupted, with the same outcome and no fit made twice", async () => {
    const market = marketOf("d");
    const whole = await walk(market);
    const stopped = await walk(market, AbortSignal.abort(), whole.trials.slice(0, SETS.length + 2));
    expect(stopped.outcome).toMatchObject({ status: "interrupted", fits: SETS.length + 2 });
    expect(stopped.outcome.folds).toHaveLength(1);
    const resumed = await walk(market, undefined, [...stopped.trials]);
    expect(resumed).toEqual(whole);
  });
});
