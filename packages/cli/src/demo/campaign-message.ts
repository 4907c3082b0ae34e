import type { SeriesKey } from "@rara-trading/domain";
import type { BenchmarkKind, CampaignOutcome, CampaignProgress } from "@rara-trading/research";
import type { RaraConfig } from "../config/config-schema.ts";

/** What a campaign worker is started with. */
export interface CampaignWorkerData {
  readonly homePath: string;
  readonly series: SeriesKey;
  readonly runId: string;
  readonly seed: string;
  readonly config: RaraConfig;
}

/** Growth of the best trial and of holding, over the research span at 10 % volatility; 1 at the start, one value a day. */
export interface ResearchCurves {
  readonly fromMs: number;
  readonly toMs: number;
  readonly best: Float64Array;
  readonly hold: Float64Array;
}

/** What a worker sends when its campaign has ended. */
export interface CampaignResult {
  readonly outcome: CampaignOutcome;
  readonly benchmark: BenchmarkKind;
  readonly curves: ResearchCurves;
  readonly wallSeconds: number;
}

/** Messages of a campaign worker. */
export type CampaignMessage =
  | { readonly kind: "progress"; readonly progress: CampaignProgress }
  | { readonly kind: "result"; readonly result: CampaignResult }
  | {
      readonly kind: "failed";
      readonly category: string;
      readonly code: string;
      readonly message: string;
      readonly hint: string | undefined;
    };

/** The one message a worker understands: finish what is under way and answer. */
export const STOP_MESSAGE = "stop";
