import type { InstrumentId } from "../market/instrument-id.ts";
import type { Timeframe } from "../market/timeframe.ts";

/** A person put a strategy of somebody else's into the paper stage; no further, and no gate of research has seen it. */
export interface StrategyAccepted {
  readonly strategyId: string;
  /** sha256 of the module, which names the artifact. */
  readonly artifactSha256: string;
  readonly instrument: InstrumentId;
  readonly timeframe: Timeframe;
  /** Fraction of equity that gives 10 % volatility on the research span, at most 1. */
  readonly equityFraction: number;
  readonly stage: "paper";
  /** Where the module came from: `owner/name` and the release's tag. */
  readonly repository: string;
  readonly tag: string;
  /** The user of the machine who said yes, and in their words why. */
  readonly acceptedBy: string;
  readonly reason: string;
}
