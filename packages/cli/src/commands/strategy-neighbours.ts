import { SeededRandom, type StrategyMeta, type StrategyParameter } from "@rara-trading/domain";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import { benchmarkOf } from "../composition/research-instrument.ts";
import type { BarRange } from "../walk-forward/cut-folds.ts";
import type { WindowMarket } from "../walk-forward/evaluate-window.ts";
import { serialEvaluator } from "../walk-forward/walk-forward.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import { configuredCosts } from "./strategy-run.ts";
import type { StrategySubject } from "./strategy-subject.ts";
import { parametersInWords, PersonRunLog } from "./strategy-trials.ts";

/** Neighbours looked at, and how far from the value each parameter may lie (statistics-and-gates §4.3, G4). */
const NEIGHBOURS = 10;
const JITTER = 0.15;
/** Draws until that many different neighbours were found. */
const DRAWS_MAX = 60;
/** Share of the neighbours that must keep this share of the Sharpe ratio. */
const KEEPING_MIN = 0.7;
const KEPT_MIN = 0.5;
const SEED = "neighbours";

/** What becomes of a strategy when its parameters are a little different. */
export interface NeighbourFigures {
  readonly neighbours: number;
  /** Sharpe ratio at the parameters themselves. */
  readonly sharpe: number | null;
  /** Share of the neighbours that keep at least half of it; `null` when it is not above 0. */
  readonly keeping: number | null;
  /** Whether at least 70 % do: a plateau and no peak. */
  readonly plateau: boolean | null;
  readonly lowestSharpe: number | null;
  readonly medianSharpe: number | null;
}

function jittered({ default: usual, min, max }: StrategyParameter, value: number, random: SeededRandom): number {
  const whole = [usual, min, max, value].every(Number.isInteger);
  const move = (2 * random.next() - 1) * JITTER;
  const moved = value * (1 + move);
  // A small whole number would round back to itself: it moves by one.
  const rounded = whole && Math.round(moved) === value ? value + Math.sign(move) : Math.round(moved);
  return Math.min(max, Math.max(min, whole ? rounded : moved));
}

/** Returns up to ten different sets with every parameter within 15 % (a whole one at least one step) of `center`; always the same ones. */
export function neighboursOf({ parameters }: StrategyMeta, center: ParameterValues): readonly ParameterValues[] {
  const random = new SeededRandom(SEED);
  const found = new Map<string, ParameterValues>();
  for (let draw = 0; draw < DRAWS_MAX && found.size < NEIGHBOURS; draw++) {
    const set = Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        jittered(parameter, center[parameter.name] ?? parameter.default, random),
      ]),
    );
    const key = JSON.stringify(set);
    if (parameters.some(({ name, default: usual }) => set[name] !== (center[name] ?? usual))) found.set(key, set);
  }
  return [...found.values()];
}

function figuresOf(sharpe: number | null, around: readonly (number | null)[]): NeighbourFigures {
  const sorted = around.map((value) => value ?? 0).sort((a, b) => a - b);
  const judged = sharpe !== null && sharpe > 0 && sorted.length > 0;
  const keeping = judged ? sorted.filter((value) => value >= sharpe * KEPT_MIN).length / sorted.length : null;
  return {
    neighbours: sorted.length,
    sharpe,
    keeping,
    plateau: keeping === null ? null : keeping >= KEEPING_MIN,
    lowestSharpe: sorted[0] ?? null,
    medianSharpe: sorted[sorted.length >> 1] ?? null,
  };
}

/** A strategy whose neighbours are looked at. */
export interface NeighbourQuestion {
  readonly subject: StrategySubject;
  readonly opened: OpenedSeries;
  readonly parameters: ParameterValues;
  readonly market: WindowMarket;
  readonly window: BarRange;
  /** Sharpe ratio at the parameters themselves. */
  readonly sharpe: number | null;
}

/**
 * Evaluates the neighbours of a set of parameters under the plain model. Each of them is a trial in the ledger, once.
 * `null` for a strategy without parameters.
 */
export async function askNeighbours(
  context: CommandContext,
  { ledger }: HomeServices,
  { subject, opened, parameters, market, window, sharpe }: NeighbourQuestion,
): Promise<NeighbourFigures | null> {
  const sets = neighboursOf(subject.meta, parameters);
  if (sets.length === 0) return null;
  const { paper, research } = context.config;
  const log = await PersonRunLog.open({
    kind: "neighbours",
    ledger,
    clock: context.clock,
    subject,
    opened,
    benchmark: benchmarkOf(opened.series.instrument, research.benchmark),
    costs: configuredCosts(paper),
    settings: {
      around: parameters,
      window,
      capital: paper.capital,
      scoreThreshold: context.config.strategy.scoreThreshold,
    },
  });
  if (log.size < sets.length) {
    const trials = await serialEvaluator((set) => subject.openSession(set), market)(window, sets);
    await log.add(
      trials.map((trial, index) => {
        const set = sets[index] ?? {};
        return { index, about: { parameters: set }, words: `with ${parametersInWords(set)}, a neighbour`, ...trial };
      }),
    );
    await log.end("completed");
  }
  return figuresOf(
    sharpe,
    log.trials().map(({ metrics }) => metrics?.sharpe ?? null),
  );
}
