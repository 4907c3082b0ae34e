import { DAY_MS, emptyColumns, SeededRandom, type CandleColumns } from "@rara-trading/domain";
import { dayEndIndices } from "@rara-trading/simulation";
import { describe, expect, it } from "vitest";
import { ColumnCache } from "../evaluator/column-cache.ts";
import { plantedMomentumBars } from "../evaluator/random-walk-bars.ts";
import { researchEngine } from "../campaign/research-engine.ts";
import { above, below } from "../hypothesis/condition.ts";
import { strategyTree } from "../hypothesis/make-tree.ts";
import { indicator, price } from "../hypothesis/series.ts";
import { NO_EXITS } from "../hypothesis/strategy-tree.ts";
import { CandidateLab } from "./candidate-lab.ts";
import { TradedTree } from "./traded-tree.ts";
import { DEFAULT_GATE1_THRESHOLDS as thresholds } from "./gate1-thresholds.ts";
import { regimeGate, testSetsGate } from "./regime-gates.ts";
import { dayRegimes, REGIMES } from "./regimes.ts";

const CHANGE = indicator("ROC", price("close"), 21);
const LONG = strategyTree({
  kind: "regime",
  family: "trend",
  long: above(price("close"), indicator("Lowest", price("low"), 5)),
  short: null,
  exits: NO_EXITS,
});
const FOLLOW = strategyTree({
  kind: "regime",
  family: "momentum",
  long: above(CHANGE, 0),
  short: below(CHANGE, 0),
  exits: NO_EXITS,
});

/** Three hundred days: up quietly, down wildly, up quietly again … by turns of `turn` days. */
function turningMarket(turn: number): CandleColumns {
  const bars = emptyColumns(900);
  const random = new SeededRandom("turns");
  let last = 100;
  for (let i = 0; i < bars.length; i++) {
    const up = Math.floor(i / turn) % 2 === 0;
    const close = last * (1 + (up ? 0.004 : -0.006) + (up ? 0.002 : 0.012) * random.nextNormal());
    bars.openTimeMs[i] = i * DAY_MS;
    bars.open[i] = last;
    bars.close[i] = close;
    bars.high[i] = Math.max(last, close);
    bars.low[i] = Math.min(last, close);
    bars.volume[i] = 1000;
    last = close;
  }
  return bars;
}

function labOf(bars: CandleColumns, tree: typeof LONG): CandidateLab {
  const engine = researchEngine({ capital: 100_000, costs: { feeBps: 1, slippageBps: 1 } });
  const cache = new ColumnCache(bars);
  return new CandidateLab(new TradedTree(tree, cache), cache, engine, "sessions");
}

describe("dayRegimes", () => {
  it("knows a day's regime when it begins: changing the day itself changes nothing before the next", () => {
    const bars = turningMarket(300);
    const before = dayRegimes(bars, dayEndIndices(bars.openTimeMs));
    bars.close[700] = 1;
    const after = dayRegimes(bars, dayEndIndices(bars.openTimeMs));
    // The terciles describe the whole stretch, so only the trend is compared.
    expect([...after.subarray(0, 701)].map((regime) => regime & 1)).toEqual(
      [...before.subarray(0, 701)].map((regime) => regime & 1),
    );
  });

  it("tells the wild fall from the quiet rise", () => {
    const bars = turningMarket(300);
    const regimes = dayRegimes(bars, dayEndIndices(bars.openTimeMs));
    expect(regimes[10]).toBe(-1);
    expect(REGIMES[regimes[250] ?? -1]).toMatch(/and rising$/);
    expect(REGIMES[regimes[550] ?? -1]).toBe("wild and falling");
  });
});

describe("regimeGate", () => {
  it("names the kind of market in which a strategy dies", () => {
    const check = regimeGate(labOf(turningMarket(300), LONG), thresholds);
    expect(check).toMatchObject({ gate: "regimes", passed: false, threshold: -1 });
    expect(check.reason).toContain("wild and falling");
  });

  it("passes one that earns in all of them", () => {
    const bars = plantedMomentumBars(new SeededRandom("regimes"), 2500, 4);
    expect(regimeGate(labOf(bars, FOLLOW), thresholds)).toMatchObject({ passed: true });
  });

  it("says so when there is too little to tell", () => {
    const bars = plantedMomentumBars(new SeededRandom("short"), 80, 0);
    expect(regimeGate(labOf(bars, FOLLOW), thresholds)).toMatchObject({ passed: true, actual: null });
  });
});

describe("testSetsGate", () => {
  it("counts the combinations of two of six stretches that earned something", () => {
    const bars = plantedMomentumBars(new SeededRandom("sets"), 2500, 4);
    expect(testSetsGate(labOf(bars, FOLLOW), thresholds)).toMatchObject({ gate: "test-sets", passed: true, actual: 1 });
  });

  it("refuses what earned its profit in one stretch of six", () => {
    // Up for one sixth, then down a little for ever: only the combinations with the first stretch are positive.
    const bars = turningMarket(150);
    for (let i = 150; i < bars.length; i++) {
      bars.open[i] = bars.close[i - 1] ?? 0;
      bars.close[i] = (bars.close[i - 1] ?? 0) * (i % 2 === 0 ? 1.009 : 0.99);
      bars.high[i] = Math.max(bars.open[i] ?? 0, bars.close[i] ?? 0);
      bars.low[i] = Math.min(bars.open[i] ?? 0, bars.close[i] ?? 0) * 0.999;
    }
    const check = testSetsGate(labOf(bars, LONG), thresholds);
    expect(check.actual).toBeLessThan(0.6);
    expect(check).toMatchObject({ passed: false });
  });
});
