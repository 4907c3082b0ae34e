import { type EventBus, type LedgerPlace, RaraError, type ResearchRunCompleted } from "@rara-trading/domain";

/** Runs that are read from the log at once. */
const RUNS_PAGE = 1000;

/** What the check needs of a ledger, which its port does not offer: one row, and whether a run is known. */
export interface LedgerWitness {
  placeAt(entries: number): LedgerPlace | undefined;
  runs(query: { readonly runId: string; readonly limit: number }): Promise<readonly unknown[]>;
}

/** Returns the run whose end stands furthest down in the ledger, or else the last one to have ended. */
async function furthestRun(bus: EventBus): Promise<ResearchRunCompleted | undefined> {
  let furthest: ResearchRunCompleted | undefined;
  for (let fromSeq = 1; ;) {
    const events = await bus.readRange({ fromSeq, types: ["research.run.completed"], limit: RUNS_PAGE });
    for (const { payload } of events) {
      const run = payload as ResearchRunCompleted;
      if ((run.ledger?.entries ?? 0) >= (furthest?.ledger?.entries ?? 0)) furthest = run;
    }
    const last = events.at(-1);
    if (last === undefined || events.length < RUNS_PAGE) return furthest;
    fromSeq = last.seq + 1;
  }
}

/**
 * Compares the ledger with what the log noted of it when runs ended: an emptied, cut or exchanged research.db would
 * otherwise pass for a new one, and every trial before it would be forgotten.
 * @throws RaraError `research.ledger-lost`.
 */
export async function refuseLostLedger(bus: EventBus, ledger: LedgerWitness): Promise<void> {
  const run = await furthestRun(bus);
  if (run === undefined) return;
  if (run.ledger === undefined) {
    if ((await ledger.runs({ runId: run.runId, limit: 1 })).length > 0) return;
    throw lost(`run ${run.runId}`, "none of it", run);
  }
  const found = ledger.placeAt(run.ledger.entries);
  if (found?.headHash === run.ledger.headHash) return;
  const what = found === undefined ? "fewer rows" : `another row there (${found.headHash})`;
  throw lost(`row ${run.ledger.entries} (${run.ledger.headHash}), the end of run ${run.runId},`, what, run);
}

function lost(expected: string, found: string, run: ResearchRunCompleted): RaraError {
  return new RaraError(`Expected ${expected} in research.db, found ${found}`, {
    category: "configuration",
    code: "research.ledger-lost",
    hint: "rara.db knows more than research.db: restore research.db (with its -wal file) from the backup that belongs to it. If there is none, begin with a new home folder: verdicts must not forget the trials before them.",
    details: run,
  });
}
