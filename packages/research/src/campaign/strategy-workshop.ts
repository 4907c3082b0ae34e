import type { StrategySession } from "@rara-trading/domain";
import type { Fuel } from "../gates/fuel-gate.ts";
import type { CompiledCode } from "../model/campaign-model.ts";
import type { CompiledDraft } from "../prompts/draft-with-model.ts";

/** A strategy source made into an artifact. */
export interface WorkshopProduct {
  /** sha256 of the compiled module, under which it is stored. */
  readonly sha256: string;
  /** Returns a fresh sandboxed session. */
  readonly newSession: () => StrategySession;
}

/** A session that also tells what it has used. */
export interface MeteredSession extends StrategySession {
  /** Fuel used so far by everything the strategy ran: one unit is one instruction. */
  readonly fuelUsed: number;
}

/** An artifact whose sessions tell what they use. */
export interface MeteredProduct extends WorkshopProduct {
  readonly newSession: () => MeteredSession;
  /** What the sandbox lets it use; more is a fault. */
  readonly fuelLimits: Fuel;
}

/** Where source becomes a stored, sandboxed strategy. */
export interface StrategyWorkshop {
  /** Compiles and stores `source`. @throws StrategyFault with the compiler's diagnostics when it does not compile. */
  make(source: string): Promise<MeteredProduct>;
  /** Compiles `source` without storing it, for who trades it with other parameters. @throws StrategyFault for a module that breaks a rule. */
  compile(source: string): Promise<CompiledDraft<CompiledCode>>;
}
