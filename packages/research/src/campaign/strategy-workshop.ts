import type { StrategySession } from "@rara-trading/domain";

/** A strategy source made into an artifact. */
export interface WorkshopProduct {
  /** sha256 of the compiled module, under which it is stored. */
  readonly sha256: string;
  /** Returns a fresh sandboxed session. */
  readonly newSession: () => StrategySession;
}

/** Where source becomes a stored, sandboxed strategy. */
export interface StrategyWorkshop {
  /** Compiles and stores `source`. @throws StrategyFault with the compiler's diagnostics when it does not compile. */
  make(source: string): Promise<WorkshopProduct>;
}
