import { RaraError, type SeriesKey } from "@rara-trading/domain";
import { isTree, readTrialRule, type SearchCentre } from "@rara-trading/research";
import { acceptedStrategies } from "./accepted-strategies.ts";
import type { HomeServices } from "./home-services.ts";

/** A strategy to search around, and the market it trades. */
export interface CentredSeries extends SeriesKey {
  readonly centre: SearchCentre;
}

/** A strategy's market, with its rule where that can be searched around. */
interface RuledSeries extends SeriesKey {
  /** Absent of code, which has no tree to vary. */
  readonly centre?: SearchCentre;
}

/**
 * Returns the market of a strategy that research once accepted, retired or not, and its rule where it is a tree.
 * @throws RaraError `research.unknown-strategy`.
 */
export async function strategyRule({ bus, ledger }: HomeServices, strategyId: string): Promise<RuledSeries> {
  const accepted = await acceptedStrategies(bus, { retired: true });
  const strategy = accepted.find((one) => one.strategyId === strategyId);
  const trial = strategy && (await ledger.trial(strategy.trialId));
  if (strategy === undefined || trial === undefined) {
    throw new RaraError(`Expected a strategy that research accepted, found none named ${JSON.stringify(strategyId)}`, {
      category: "not-found",
      code: "research.unknown-strategy",
      hint: "`rara-trading research promoted` lists them.",
    });
  }
  const { hypothesisId } = trial.hypothesis;
  const { instrument, timeframe } = strategy;
  const rule = readTrialRule(trial.tree);
  if (!isTree(rule)) return { instrument, timeframe };
  return { instrument, timeframe, centre: { strategyId, hypothesisId, tree: rule } };
}

/**
 * Returns the rule of a strategy that research once accepted, retired or not.
 * @throws RaraError `research.unknown-strategy`, or `research.code-centre` of a strategy that is code.
 */
export async function searchCentre(services: HomeServices, strategyId: string): Promise<CentredSeries> {
  const { centre, ...series } = await strategyRule(services, strategyId);
  if (centre !== undefined) return { ...series, centre };
  throw new RaraError(`Expected a strategy whose rule is a tree, found that ${strategyId} is code`, {
    category: "usage",
    code: "research.code-centre",
    hint: "A search can only be around a tree: code cannot be mutated. Search its market without --around.",
  });
}

/** Returns the ids of the strategies that feedback has retired. */
export async function retiredStrategies({ bus }: Pick<HomeServices, "bus">): Promise<ReadonlySet<string>> {
  const inUse = new Set((await acceptedStrategies(bus)).map(({ strategyId }) => strategyId));
  const all = await acceptedStrategies(bus, { retired: true });
  return new Set(all.map(({ strategyId }) => strategyId).filter((strategyId) => !inUse.has(strategyId)));
}
