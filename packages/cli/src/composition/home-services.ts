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
import { ensureHome, homePaths } from "../home-paths.ts";

/** The adapters of one home folder, opened. Any number of processes may have the same home open. */
export interface HomeServices extends AsyncDisposable {
  readonly homePath: string;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly leases: LeaseRegistry;
  readonly store: ParquetCandleStore;
  readonly ledger: TrialLedger;
  readonly spans: SpanRegistry;
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
  const resources = opened.move();
  return {
    homePath,
    clock,
    bus,
    leases,
    store,
    ledger,
    spans,
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}
