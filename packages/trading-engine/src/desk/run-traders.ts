import { RaraError } from "@rara-trading/domain";
import type { PaperOutcome, PaperTrader } from "../paper/paper-trader.ts";

/** How one trader of a desk ended. */
export type DeskOutcome =
  | PaperOutcome
  | { readonly kind: "failed"; readonly sessionId: string; readonly error: RaraError }
  | { readonly kind: "not-started"; readonly sessionId: string };

async function attempt(trader: PaperTrader, signal: AbortSignal): Promise<DeskOutcome> {
  const { sessionId } = trader.session;
  if (signal.aborted) return { kind: "not-started", sessionId };
  try {
    return await trader.run(signal);
  } catch (error) {
    return { kind: "failed", sessionId, error: RaraError.from(error) };
  }
}

/**
 * Runs traders in their order, `atOnce` of them at a time, and returns how each ended. One that fails does not stop
 * the others; once `signal` aborts, those under way stop and the rest is not started.
 */
export async function runTraders(
  traders: readonly PaperTrader[],
  atOnce: number,
  signal: AbortSignal,
): Promise<readonly DeskOutcome[]> {
  const outcomes: DeskOutcome[] = [];
  const queue = traders.entries();
  const lane = async (): Promise<void> => {
    for (const [i, trader] of queue) outcomes[i] = await attempt(trader, signal);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, traders.length) }, lane));
  return outcomes;
}
