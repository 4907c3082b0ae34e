import { RaraError, type SeriesKey } from "@rara-trading/domain";
import { parseStrategyTree, type SearchCentre } from "@rara-trading/research";
import { acceptedStrategies } from "./accepted-strategies.ts";
import type { HomeServices } from "./home-services.ts";

/** A strategy to search around, and the market it trades. */
export interface CentredSeries extends SeriesKey {
  readonly centre: SearchCentre;
}

/** Returns the rule of a strategy that research once accepted, retired or not. @throws RaraError `research.unknown-strategy`. */
export async function searchCentre({ bus, ledger }: HomeServices, strategyId: string): Promise<CentredSeries> {
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
  return { instrument, timeframe, centre: { strategyId, hypothesisId, tree: parseStrategyTree(trial.tree) } };
}

/** Returns the ids of the strategies that feedback has retired. */
export async function retiredStrategies({ bus }: Pick<HomeServices, "bus">): Promise<ReadonlySet<string>> {
  const inUse = new Set((await acceptedStrategies(bus)).map(({ strategyId }) => strategyId));
  const all = await acceptedStrategies(bus, { retired: true });
  return new Set(all.map(({ strategyId }) => strategyId).filter((strategyId) => !inUse.has(strategyId)));
}
