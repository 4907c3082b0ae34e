import {
  type LoggedReturns,
  RETURN_VECTORS_PAGE_MAX,
  type ReturnVectorQuery,
  type TrialLedger,
} from "./trial-ledger.ts";

/** Yields the different return vectors of all runs that the query means, reading one page at a time. */
export async function* loggedReturns(
  ledger: TrialLedger,
  about: Omit<ReturnVectorQuery, "afterHash" | "limit">,
  pageSize: number = RETURN_VECTORS_PAGE_MAX,
): AsyncGenerator<LoggedReturns> {
  let query: ReturnVectorQuery = { ...about, limit: pageSize };
  for (;;) {
    const page = await ledger.returnVectors(query);
    yield* page.vectors;
    const last = page.vectors.at(-1);
    if (!page.more || last === undefined) return;
    query = Object.assign({ ...query }, { afterHash: last.returnsHash });
  }
}
