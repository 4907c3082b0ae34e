import type { Clock, EventBus, LeaseRegistry } from "@rara-trading/domain";
import { SqliteEventBus, SqliteLeaseRegistry } from "@rara-trading/event-bus";
import { ParquetCandleStore } from "@rara-trading/market-data";
import {
  refuseLostLedger,
  SqliteSpanRegistry,
  SqliteTrialLedger,
  type SpanRegistry,
  type TrialLedger,
} from "@rara-trading/research";
import { StrategyCompiler } from "@rara-trading/strategy-runtime";
import { ensureHome, homePaths } from "../home-paths.ts";

/**
 * Printed strategies are small and ours, so a long compilation means a busy machine: better to wait than to let the
 * load decide about a run.
 */
const COMPILE_TIMEOUT_MS = 120_000;

/** The adapters of one home folder, opened. Any number of processes may have the same home open. */
export interface HomeServices extends AsyncDisposable {
  readonly homePath: string;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly leases: LeaseRegistry;
  readonly store: ParquetCandleStore;
  readonly ledger: TrialLedger;
  readonly spans: SpanRegistry;
  /** For campaigns, one after the other; its process starts with the first source that is not known, and stays warm. */
  readonly compiler: StrategyCompiler;
}

/** Opens (and on first use creates) everything that lives in a home folder. */
export async function openHomeServices(homePath: string, clock: Clock): Promise<HomeServices> {
  await ensureHome(homePath);
  const paths = homePaths(homePath);
  await using opened = new AsyncDisposableStack();
  const bus = opened.use(await SqliteEventBus.open({ path: paths.database, clock }));
  const leases = opened.use(SqliteLeaseRegistry.open({ path: paths.database, clock }));
  const store = opened.use(await ParquetCandleStore.open(paths.candles));
  const ledger = opened.use(SqliteTrialLedger.open(paths.researchDatabase));
  await refuseLostLedger(bus, ledger);
  const spans = opened.use(SqliteSpanRegistry.open(paths.researchDatabase, clock));
  // A campaign compiles at most the few that it promotes.
  const limits = { timeoutMs: COMPILE_TIMEOUT_MS, startTimeoutMs: COMPILE_TIMEOUT_MS, fewSources: true };
  const compiler = opened.use(new StrategyCompiler(limits));
  const resources = opened.move();
  return {
    homePath,
    clock,
    bus,
    leases,
    store,
    ledger,
    spans,
    compiler,
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}
