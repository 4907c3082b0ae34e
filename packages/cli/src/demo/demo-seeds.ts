import { rm } from "node:fs/promises";
import type { CommandContext } from "../command-context.ts";
import type { DemoMarketDefinition } from "./demo-markets.ts";
import type { DemoMarketKind } from "./demo-result.ts";
import { type DemoRun, runDemo } from "./run-demo.ts";
import { wilsonInterval } from "@rara-trading/research";

/** One seed's outcome. */
interface SeedOutcome {
  readonly seed: string;
  /** Strategies that passed Gate 1, by market. */
  readonly promoted: Readonly<Partial<Record<DemoMarketKind, number>>>;
  /** Live proposals, by market. */
  readonly proposed: Readonly<Partial<Record<DemoMarketKind, number>>>;
  readonly wallSeconds: number;
}

/** How often a market promoted something, with its 95 % interval. */
interface PromotionRate {
  readonly kind: DemoMarketKind;
  readonly seeds: number;
  readonly seedsPromoting: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** What many seeds came to. */
export interface SeedSurvey {
  readonly status: "completed" | "interrupted";
  readonly seeds: readonly SeedOutcome[];
  readonly rates: readonly PromotionRate[];
}

function countBy(run: DemoRun, count: (market: DemoRun["markets"][number]) => number): SeedOutcome["promoted"] {
  return Object.fromEntries(run.markets.map((market) => [market.kind, count(market)]));
}

function rateOf(kind: DemoMarketKind, outcomes: readonly SeedOutcome[]): PromotionRate {
  const seedsPromoting = outcomes.filter(({ promoted }) => (promoted[kind] ?? 0) > 0).length;
  const seeds = outcomes.length;
  const { low, high } = wilsonInterval(seedsPromoting, seeds);
  return { kind, seeds, seedsPromoting, rate: seeds === 0 ? 0 : seedsPromoting / seeds, low, high };
}

/** Runs the demonstration for seeds `first`, `first` + 1 …, each in a fresh home that is removed again. */
export async function surveySeeds(
  context: CommandContext,
  first: number,
  count: number,
  markets: readonly DemoMarketDefinition[],
): Promise<SeedSurvey> {
  const outcomes: SeedOutcome[] = [];
  for (let i = 0; i < count && !context.signal.aborted; i++) {
    const run = await runDemo(context, { seed: String(first + i), markets });
    await rm(run.homePath, { recursive: true });
    if (run.status === "interrupted") break;
    const outcome: SeedOutcome = {
      seed: run.seed,
      promoted: countBy(run, (market) => market.promoted.length),
      proposed: countBy(run, (market) => market.promoted.filter(({ liveProposed }) => liveProposed).length),
      wallSeconds: run.wallSeconds,
    };
    outcomes.push(outcome);
    context.output.note(
      `seed ${outcome.seed}: promoted ${JSON.stringify(outcome.promoted)}, ${run.wallSeconds.toFixed(1)} s`,
    );
  }
  return {
    status: context.signal.aborted ? "interrupted" : "completed",
    seeds: outcomes,
    rates: markets.map(({ kind }) => rateOf(kind, outcomes)),
  };
}
