import { describe, expect, it } from "vitest";
import { finished, importable, runScript } from "../scripts/run-script.ts";
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

  it("gives each of many leases to exactly one of the processes that ask at the same moment", async () => {
    await using file = await temporaryLog();
    const startsAtMs = Date.now() + 1_000;
    const code = (owner: string): string => `
      import { SqliteLeaseRegistry } from ${importable("./sqlite-lease-registry.ts", import.meta.url)};
      const clock = { nowMs: () => 0 };
      const registry = SqliteLeaseRegistry.open({ path: ${JSON.stringify(file.path)}, clock });
      await new Promise((resolve) => setTimeout(resolve, ${startsAtMs} - Date.now()));
      const won = [];
      for (let i = 0; i < 50; i++) if (registry.acquire("role-" + i, "${owner}", 1000) === undefined) won.push(i);
      console.log(JSON.stringify(won));`;
    const ends = ["a", "b", "c"].map(async (owner) =>
      finished(await runScript({ file: `${file.path}.${owner}.mjs`, code: code(owner) })),
    );
    const won = (await Promise.all(ends)).flatMap(({ output }) => JSON.parse(output) as readonly number[]);
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});
