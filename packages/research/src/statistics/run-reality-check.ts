import type { Clock } from "@rara-trading/domain";
import { RealityCheck, type RealityCheckResult } from "./reality-check.ts";
import type { StationaryResamples } from "./stationary-bootstrap.ts";

/** Models between two breaths: about 10 ms of work, after which other tasks of the process get their turn. */
const MODELS_BETWEEN_YIELDS = 16;

/** A model's excess returns, under a key that models with equal returns share. */
export interface KeyedReturns {
  readonly key: string;
  readonly returns: ArrayLike<number>;
}

/** How a long reality check reports and how it is stopped. */
export interface RealityCheckControl {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called with the number of models done so far, every few models and at the end. */
  readonly onProgress?: (modelsDone: number) => void;
}

/**
 * Runs the reality check over `models`, giving way to the rest of the process every few models.
 * @throws the signal's reason as soon as it aborts.
 */
export async function runRealityCheck(
  models: Iterable<KeyedReturns> | AsyncIterable<KeyedReturns>,
  resamples: StationaryResamples,
  control: RealityCheckControl,
): Promise<RealityCheckResult> {
  const check = new RealityCheck(resamples);
  let done = 0;
  control.signal.throwIfAborted();
  for await (const { key, returns } of models) {
    check.add(key, returns);
    done++;
    if (done % MODELS_BETWEEN_YIELDS !== 0) continue;
    control.onProgress?.(done);
    await control.clock.sleep(0, control.signal);
    control.signal.throwIfAborted();
  }
  control.onProgress?.(done);
  return check.result();
}
