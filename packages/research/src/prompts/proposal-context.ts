import type { TradingCosts } from "@rara-trading/domain";
import type { BenchmarkKind } from "../gates/benchmark-kind.ts";
import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { DeadZone } from "../memory/search-memory.ts";
import type { Calibration } from "./calibration.ts";
import type { EstimateRecords } from "./estimate-record.ts";
import type { MarketFeatures } from "./market-features.ts";
import type { TriedHypothesis } from "./tried-hypothesis.ts";

/**
 * Everything that a model is told when it is asked for a hypothesis. All of it is numbers, our own words and the SDK's
 * signatures: nothing of validation or vault but that they said no, no name of an instrument, no date, no price.
 */
export interface ProposalContext {
  readonly features: MarketFeatures;
  readonly costs: TradingCosts;
  readonly benchmark: BenchmarkKind;
  /** From `sdkSignatures()` of the strategy runtime. */
  readonly sdkSignatures: string;
  /** Trials so far, in their order; the best and the last of them are shown. */
  readonly tried: readonly TriedHypothesis[];
  /** How many trials there were, where `tried` holds only some of them. */
  readonly triedCount?: number;
  /** Trials stopped by each gate. */
  readonly rejections: Readonly<Record<string, number>>;
  /** Regions of the grammar in which earlier searches on the market found next to nothing; none when absent. */
  readonly deadZones?: readonly DeadZone[];
  readonly calibration: Calibration | null;
  /** How good the model's other expectations were; nothing is said of them when absent. */
  readonly estimates?: EstimateRecords;
  /** The family to work on, and the only one that an answer may be of; `null` leaves it to the model. */
  readonly family: Family | null;
  /** The rule that the search is around; it is around none when absent. */
  readonly around?: StrategyTree;
}

/** Returns the families that an answer may be of: the wanted one, else all. */
export function familiesOf({ family }: Pick<ProposalContext, "family">): readonly [Family, ...Family[]] {
  const wanted = FAMILIES.find((name) => name === family);
  return wanted === undefined ? FAMILIES : [wanted];
}
