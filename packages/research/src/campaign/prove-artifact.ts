import {
  type CandleColumns,
  type Fill,
  type GateCheck,
  type RandomSource,
  SeededRandom,
  sliceColumns,
} from "@rara-trading/domain";
import {
  type BacktestResult,
  checkLag,
  dailyReturnsAt,
  type EngineOptions,
  proveBlindness,
  runBacktest,
  sessionRun,
} from "@rara-trading/simulation";
import type { ColumnCache } from "../evaluator/column-cache.ts";
import { columnSessionOf } from "../evaluator/evaluate-hypothesis.ts";
import { FUEL_GATE, fuelGate } from "../gates/fuel-gate.ts";
import { LAG_GATE, lagGate } from "../gates/lag-gate.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import { isTree, type RunnableRule } from "../model/trial-rule.ts";
import type { CampaignOptions } from "./campaign-options.ts";
import { answerOf } from "./examine-candidate.ts";
import { FuelGauge } from "./fuel-gauge.ts";
import { researchEngine } from "./research-engine.ts";
import type { MeteredProduct, WorkshopProduct } from "./strategy-workshop.ts";
import { firstRefusal, type TrialRecord } from "./trial-record.ts";

function sameFill(a: Fill | undefined, b: Fill | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Returns the number of fills and equity marks that differ in any bit. */
function differences(search: BacktestResult, compiled: BacktestResult): number {
  let count = 0;
  for (let i = 0; i < search.equity.length; i++) if (!Object.is(search.equity[i], compiled.equity[i])) count++;
  for (let i = 0; i < Math.max(search.fills.length, compiled.fills.length); i++) {
    if (!sameFill(search.fills[i], compiled.fills[i])) count++;
  }
  return count;
}

/** Bars that the blindness checks look at, the last ones of the span: each of some forty runs goes over them. */
const BLINDNESS_BARS_MAX = 5_000;

/** Names of the checks that an artifact must pass (G0), in the order in which they are asked. */
export const ARTIFACT_GATES: ReadonlySet<string> = new Set([
  "integrity",
  "prefix-invariance",
  "future-shuffle",
  "own-bar",
  "determinism",
  LAG_GATE,
  FUEL_GATE,
]);

/** The same fills and the same equity as the search, bit for bit. */
function equalsSearch(
  tree: StrategyTree,
  product: WorkshopProduct,
  cache: ColumnCache,
  engine: EngineOptions,
): GateCheck {
  const { candles } = cache;
  const search = runBacktest(columnSessionOf(tree, cache), candles, engine);
  const compiled = runBacktest(product.newSession(), candles, engine);
  const actual = differences(search, compiled);
  const compared = `${search.fills.length} fills and ${candles.length} equity marks`;
  return {
    gate: "integrity",
    passed: actual === 0,
    threshold: 0,
    actual,
    reason: `The compiled strategy differs from the search in ${actual} of ${compared}; 0 are allowed.`,
  };
}

/** The same daily returns as the search logged, bit for bit as the ledger stores them. */
function equalsLogged(
  logged: Float32Array | null,
  product: WorkshopProduct,
  cache: ColumnCache,
  engine: EngineOptions,
): GateCheck {
  const { equity } = runBacktest(product.newSession(), cache.candles, engine);
  const stored = Float32Array.from(dailyReturnsAt(equity, cache.dayEnds, engine.capital));
  const actual = stored.reduce((count, value, day) => count + (Object.is(value, logged?.[day]) ? 0 : 1), 0);
  return {
    gate: "integrity",
    passed: actual === 0,
    threshold: 0,
    actual,
    reason: `The stored strategy differs from what the search logged in ${actual} of ${stored.length} daily returns; 0 are allowed.`,
  };
}

/** Whether anything that it did depends on what came later, or on chance. */
function isBlind(
  product: WorkshopProduct,
  candles: CandleColumns,
  engine: EngineOptions,
  random: RandomSource,
): readonly GateCheck[] {
  const last = sliceColumns(candles, Math.max(0, candles.length - BLINDNESS_BARS_MAX), candles.length);
  const run = sessionRun(() => product.newSession(), engine);
  return proveBlindness(run, last, random).map(({ check, passed, evidence }) => ({
    gate: check,
    passed,
    threshold: 0,
    actual: passed ? 0 : 1,
    reason: evidence,
  }));
}

/** What is left when every decision acts one bar later. */
function withstandsLag(
  product: WorkshopProduct,
  { candles }: ColumnCache,
  engine: EngineOptions,
  { calendar, thresholds }: Pick<CampaignOptions, "calendar" | "thresholds">,
): GateCheck {
  const ask = (): GateCheck =>
    lagGate(
      checkLag(() => product.newSession(), candles, engine, calendar),
      thresholds,
    );
  // Told later what it holds, code may break.
  return answerOf([LAG_GATE, ask]);
}

/** How near it comes to what the sandbox lets it compute. */
function staysCheap(
  product: MeteredProduct,
  { candles }: ColumnCache,
  engine: EngineOptions,
  { thresholds }: Pick<CampaignOptions, "thresholds">,
): GateCheck {
  const gauge = new FuelGauge(product.newSession());
  runBacktest(gauge, candles, engine);
  return fuelGate(gauge.used, product.fuelLimits, thresholds);
}

/**
 * Asks (G0) whether the compiled strategy does on the research bars what the search said it does, whether it does so blind
 * to the future and twice alike, and what a bar of delay and its computing come to. Stops where a proof fails. What is promoted
 * is the artifact, so the artifact has to earn the verdict.
 */
export function proveArtifact(
  { tree, dailyReturns }: Pick<TrialRecord<RunnableRule>, "tree" | "dailyReturns">,
  product: MeteredProduct,
  cache: ColumnCache,
  options: Pick<CampaignOptions, "calendar" | "capital" | "costs" | "seed" | "thresholds">,
): readonly GateCheck[] {
  const engine = researchEngine(options);
  const equal = isTree(tree)
    ? equalsSearch(tree, product, cache, engine)
    : equalsLogged(dailyReturns, product, cache, engine);
  if (!equal.passed) return [equal];
  const random = new SeededRandom(options.seed).fork(`blindness-${product.sha256}`);
  const proofs = [equal, ...isBlind(product, cache.candles, engine, random)];
  if (firstRefusal(proofs) !== undefined) return proofs;
  return [...proofs, withstandsLag(product, cache, engine, options), staysCheap(product, cache, engine, options)];
}
