import { RaraError } from "@rara-trading/domain";
import type { RunSummary, TrialLedger } from "@rara-trading/research";

/** The error of a run that the ledger does not hold. */
export function unknownRun(run: string): RaraError {
  return new RaraError(`Expected a logged run, found none with the id ${JSON.stringify(run)}`, {
    category: "not-found",
    code: "research.unknown-run",
    hint: "`rara-trading research list` prints the runs.",
  });
}

/** Returns the run that a person means, the latest when they name none; undefined when nothing was ever run. @throws RaraError `research.unknown-run`. */
export async function loggedRun(ledger: TrialLedger, wanted: string | undefined): Promise<RunSummary | undefined> {
  const [run] = await ledger.runs({ ...(wanted === undefined ? {} : { runId: wanted }), limit: 1 });
  if (run === undefined && wanted !== undefined) throw unknownRun(wanted);
  return run;
}
