/**
 * Yields from `source` until it ends or `signal` aborts; how a source reacts to the abort (ending or throwing its
 * reason) makes no difference. Faults before the abort pass through.
 */
export async function* untilAborted<Item>(source: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
  try {
    for await (const item of source) {
      if (signal.aborted) return;
      yield item;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
