import type {
  CandleColumns,
  Clock,
  DataSpans,
  EventBus,
  MarketCalendar,
  SeriesKey,
  TradingCosts,
} from "@rara-trading/domain";
import type { BenchmarkKind } from "../gates/benchmark-kind.ts";
import type { Gate1Thresholds } from "../gates/gate1-thresholds.ts";
import type { StrategyTree } from "../hypothesis/strategy-tree.ts";
import type { TrialLedger } from "../ledger/trial-ledger.ts";
import type { ReplayCopies } from "../replay/replay-survivors.ts";
import type { ResearchData } from "../spans/data-room.ts";
import type { CampaignModel, GeneratorKind } from "../model/campaign-model.ts";
import type { CampaignValidation } from "./ask-validation.ts";
import type { CampaignVault } from "./look-into-vault.ts";
import type { StrategyWorkshop } from "./strategy-workshop.ts";
import type { TrialEvaluator } from "./trial-evaluator.ts";

/** What a campaign sets out to do. The same options on the same data give the same trials and verdicts. */
export interface CampaignOptions {
  /** Unique for ever; trial ids, event ids and strategy walks derive from it. Running it again resumes it. */
  readonly runId: string;
  readonly seed: string;
  readonly hypothesesMax: number;
  /** Where hypotheses come from; `offline` when absent. */
  readonly generator?: GeneratorKind;
  readonly calendar: MarketCalendar;
  readonly benchmark: BenchmarkKind;
  readonly costs: TradingCosts;
  /** Quote currency. */
  readonly capital: number;
  readonly thresholds: Gate1Thresholds;
  /** Copies on which the search is run again to judge it, offline generator only; 0 or absent: none. */
  readonly replay?: number;
  /** Whether what passed G0 to G7 asks the validation span, and whether a no there is a refusal; `off` when absent. */
  readonly validation?: GuardedUse;
  /** Whether what passed every other gate looks into the vault, and whether a no there is a refusal. */
  readonly vault: GuardedUse;
  /** Whether the search begins with what earlier runs on the series came to; it begins blank when absent. */
  readonly memory?: boolean;
  /**
   * Whether trials on a long history are evaluated on its beginning first and dropped where they are below the best third; on
   * all of it when absent.
   */
  readonly halving?: boolean;
  /** Begins with a strategy's rule and stays in its family: what a retrain request asks for. Everywhere when absent. */
  readonly around?: SearchCentre;
}

/** The strategy around which a campaign searches. */
export interface SearchCentre {
  readonly strategyId: string;
  readonly hypothesisId: string;
  readonly tree: StrategyTree;
}

/** `record`: the look is made and its answer kept with the strategy; `gate`: a no refuses it; `off`: nobody looks. */
type GuardedUse = "off" | "record" | "gate";

/** How far a campaign has come. */
export interface CampaignProgress {
  readonly phase: "search" | "reality-check" | "null-replay" | "compile";
  /** Copies of the search run so far, and asked for, while it is replayed. */
  readonly replayed?: { readonly done: number; readonly of: number };
  readonly evaluated: number;
  readonly bestSharpe: number | null;
  /** Rejections so far by the first gate that said no. */
  readonly rejections: Readonly<Record<string, number>>;
}

/** What a campaign works with. It gets the research span and nothing later, and two spans that answer at the very end. */
export interface CampaignDependencies {
  readonly data: ResearchData;
  readonly validation: CampaignValidation;
  readonly vault: CampaignVault;
  /** For the record only. */
  readonly spans: DataSpans;
  readonly ledger: TrialLedger;
  readonly bus: EventBus;
  readonly workshop: StrategyWorkshop;
  /** Asked by the generators that ask one. Without it a run goes on with what its ledger holds, and offline. */
  readonly model?: CampaignModel;
  /** Runs the copies of a replay; in this thread when absent. */
  readonly replayCopies?: ReplayCopies;
  readonly clock: Clock;
  /** Evaluates the search's own proposals; this thread does when absent, with the same results. */
  readonly evaluator?: TrialEvaluator;
  /** Processor time used by the campaign so far, in milliseconds, whatever thread used it. */
  readonly cpuMs: () => number;
  /**
   * Returns the research bars of another series on which something was promoted, `null` when it is not to be compared; only
   * what was promoted on the campaign's own series is in its book when absent. Bars later than its own are not looked at.
   */
  readonly bookBars?: (series: SeriesKey) => Promise<CandleColumns | null>;
  /** Strategies that feedback has retired: they are in nobody's book, and not to be promoted again. */
  readonly retired?: ReadonlySet<string>;
  readonly onProgress: (progress: CampaignProgress) => void;
  /** Stops the campaign between two batches; what was evaluated stays logged. */
  readonly signal: AbortSignal;
}
