import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@rara-trading/domain";
import { SqliteEventBus, SqliteLeaseRegistry } from "@rara-trading/event-bus";
import { wallClock } from "./wall-clock.ts";

/** A log and its leases in a folder that goes with the handle. */
export interface TemporaryHome extends AsyncDisposable {
  /** Path of the log. */
  readonly path: string;
  readonly bus: SqliteEventBus;
  readonly leases: SqliteLeaseRegistry;
  readonly clock: Clock;
}

/** Opens an empty log in a folder of its own. */
export async function temporaryHome(): Promise<TemporaryHome> {
  const folder = await mkdtemp(join(tmpdir(), "rara-parity-"));
  const path = join(folder, "rara.db");
  const clock = wallClock();
  const bus = await SqliteEventBus.open({ path, clock });
  const leases = SqliteLeaseRegistry.open({ path, clock });
  return {
    path,
    bus,
    leases,
    clock,
    async [Symbol.asyncDispose]() {
      leases[Symbol.dispose]();
      await bus[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
