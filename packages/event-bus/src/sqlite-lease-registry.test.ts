import { describe, expect, it } from "vitest";
import { temporaryLog } from "../scripts/temporary-log.ts";
import { wallClock } from "../scripts/wall-clock.ts";
import { requested } from "./contract-log.ts";
import { describeLeaseRegistryContract, type SharedLeases } from "./lease-registry-contract.ts";
import { SqliteEventBus } from "./sqlite-event-bus.ts";
import { SqliteLeaseRegistry } from "./sqlite-lease-registry.ts";

async function openLeases(): Promise<SharedLeases> {
  const file = await temporaryLog();
  const opened = new DisposableStack();
  let nowMs = 0;
  const clock = { ...wallClock, nowMs: () => nowMs };
  return {
    open: () => opened.use(SqliteLeaseRegistry.open({ path: file.path, clock })),
    setNowMs: (value) => {
      nowMs = value;
    },
    [Symbol.asyncDispose]: async () => {
      opened.dispose();
      await file[Symbol.asyncDispose]();
    },
  };
}

describeLeaseRegistryContract("SqliteLeaseRegistry", openLeases);

describe("SqliteLeaseRegistry", () => {
  it("lies in the event log's own file and outlives the handle that took the lease", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    await bus.publish([requested("a")]);
    {
      using killed = SqliteLeaseRegistry.open({ path: file.path, clock: wallClock, pid: 4242 });
      killed.acquire("paper", "killed", 60_000);
    }
    using registry = SqliteLeaseRegistry.open({ path: file.path, clock: wallClock });
    expect(registry.acquire("paper", "next", 60_000)).toMatchObject({ ownerId: "killed", pid: 4242 });
  });
});
