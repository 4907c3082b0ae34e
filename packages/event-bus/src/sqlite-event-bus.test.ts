import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { finished, importable, runScript, type Script } from "../scripts/run-script.ts";
import { temporaryLog } from "../scripts/temporary-log.ts";
import { walCommits } from "../scripts/wal-commits.ts";
import { wallClock } from "../scripts/wall-clock.ts";
import { workerUrl } from "./commit-client.ts";
import { oneTo, patience, requested, requestedMany, type SharedLog, take } from "./contract-log.ts";
import { describeEventBusContract } from "./event-bus-contract.ts";
import { QUEUED_EVENTS_MAX } from "./limits.ts";
import { SqliteEventBus } from "./sqlite-event-bus.ts";

async function openLog(): Promise<SharedLog> {
  const file = await temporaryLog();
  return {
    open: () => SqliteEventBus.open({ path: file.path, clock: wallClock }),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

describeEventBusContract("SqliteEventBus", openLog);

function at(file: string): string {
  return importable(file, import.meta.url);
}

/** A script that finds `bus`, open on `path`, and the contract's event builders. */
function busScript(path: string, body: string): Script {
  return {
    file: `${path}.mjs`,
    code: `import { SqliteEventBus } from ${at("./sqlite-event-bus.ts")};
      import { wallClock } from ${at("../scripts/wall-clock.ts")};
      import { requested, requestedMany } from ${at("./contract-log.ts")};
      const bus = await SqliteEventBus.open({ path: ${JSON.stringify(path)}, clock: wallClock });
      ${body}`,
  };
}

/** Runs a script to its end and returns its exit code. */
async function exitCode(path: string, body: string): Promise<number | null> {
  const { code } = await finished(await runScript(busScript(path, body)));
  return code;
}

describe("SqliteEventBus across processes", () => {
  it("wakes a waiting reader for what another process publishes", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    const tail = take(bus.tail({ fromSeq: 1, signal: patience() }), 20);
    const code = exitCode(
      file.path,
      `for (const event of requestedMany("child", 20)) await bus.publish([event]);
       await bus[Symbol.asyncDispose]();`,
    );
    expect((await tail).map(({ seq }) => seq)).toEqual(oneTo(20));
    expect(await code).toBe(0);
  });

  it("lets a process end by itself once the bus is closed, with a subscription and a tail left behind", async () => {
    await using file = await temporaryLog();
    const code = await exitCode(
      file.path,
      `const signal = new AbortController().signal;
       await bus.publish([requested("a")]);
       const subscription = await bus.subscribe("reader", { batchMax: 1, start: "now" });
       subscription.next(signal).catch(() => {});
       bus.tail({ fromSeq: 2, signal }).next().catch(() => {});
       await bus[Symbol.asyncDispose]();`,
    );
    expect(code).toBe(0);
  });

  it("does not keep a process alive that has nothing left to wait for, even if it forgot to close", async () => {
    await using file = await temporaryLog();
    expect(await exitCode(file.path, `await bus.publish([requested("a")]);`)).toBe(0);
  });

  it("keeps a process alive until what it published is stored", async () => {
    await using file = await temporaryLog();
    expect(await exitCode(file.path, `void bus.publish([requested("a")]);`)).toBe(0);
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    expect((await bus.readRange({ fromSeq: 1, limit: 10 })).length).toBe(1);
  });
});

describe("SqliteEventBus on a failing disk", () => {
  const strace = "strace";
  const faulty = [strace, "-f", "-o", "/dev/null", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=4+"];
  const canInject = spawnSync(strace, ["-f", "-o", "/dev/null", process.execPath, "--version"]).status === 0;

  it.skipIf(!canInject)(
    "acknowledges nothing after a failed fsync, and goes on where it was after a restart",
    async () => {
      await using file = await temporaryLog();
      await (await SqliteEventBus.open({ path: file.path, clock: wallClock }))[Symbol.asyncDispose]();
      const script = busScript(
        file.path,
        `const codes = [];
       for (const event of requestedMany("e", 6)) {
         await bus.publish([event]).then(({ seqs }) => codes.push(seqs[0]), ({ code }) => codes.push(code));
       }
       await bus[Symbol.asyncDispose]();
       console.log(JSON.stringify(codes));`,
      );
      const { code, output } = await finished(await runScript({ ...script, under: faulty }));
      expect(code).toBe(0);
      const answers = JSON.parse(output) as readonly (number | string)[];
      const failedAt = answers.indexOf("event.storage-fault");
      expect(failedAt).toBeGreaterThan(0);
      expect(answers.slice(0, failedAt)).toEqual(oneTo(failedAt));
      expect(new Set(answers.slice(failedAt + 1))).toEqual(new Set(["event.writer-stopped"]));
      await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
      const receipts = await Promise.all(requestedMany("e", 6).map((event) => bus.publish([event])));
      expect(receipts.flatMap(({ seqs }) => seqs)).toEqual(oneTo(6));
    },
  );
});

describe("SqliteEventBus", () => {
  it("commits publications in flight together", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    await bus.publish([requested("first")]);
    const before = walCommits(file.path);
    await Promise.all(requestedMany("e", 200).map((event) => bus.publish([event])));
    expect(walCommits(file.path) - before).toBeLessThan(20);
  });

  it("refuses a publication beyond its queue, and takes more once the queue has drained", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    const batches = Array.from({ length: 10 }, (_, b) => requestedMany(`batch-${b}`, 900));
    const accepted = Promise.all(batches.map((batch) => bus.publish(batch)));
    await expect(bus.publish(requestedMany("overflow", 1000))).rejects.toMatchObject({ code: "event.queue-full" });
    await expect(bus.publish(requestedMany("overflow", 1000))).rejects.toThrow(String(QUEUED_EVENTS_MAX));
    await accepted;
    expect(await bus.publish([requested("later")])).toEqual({ seqs: [9001], duplicates: 0 });
  });

  it("refuses an event that a newer build wrote, and names where", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    await bus.publish([requested("a")]);
    const newer = new DatabaseSync(file.path);
    newer.exec("INSERT INTO events VALUES (2, 'b', 'trading.paper.stop-requested', 9, 0, 's', 'walk-1', '{}')");
    newer.close();
    const unknown = { code: "event.unknown", message: expect.stringContaining("version 9 at seq 2") as unknown };
    await expect(bus.readRange({ fromSeq: 1, limit: 10 })).rejects.toMatchObject(unknown);
    await expect(bus.readByCorrelation("walk-1", 10)).rejects.toMatchObject(unknown);
    await using subscription = await bus.subscribe("reader", { batchMax: 10, start: "first" });
    await expect(subscription.next(patience())).rejects.toMatchObject(unknown);
  });

  it.each(["", ":memory:", "file:rara.db"])("refuses %j as a path", async (path) => {
    await expect(SqliteEventBus.open({ path, clock: wallClock })).rejects.toMatchObject({ code: "event.path" });
  });

  it("finds its worker beside the module, from source and as emitted", () => {
    expect(workerUrl("file:///repo/src/commit-client.ts").href).toBe("file:///repo/src/commit-worker.ts");
    expect(workerUrl("file:///app/dist/commit-client.js?v=1").href).toBe("file:///app/dist/commit-worker.js");
  });

  it("fails what waits, and everything later, when the log cannot be written any more", async () => {
    await using file = await temporaryLog();
    await using bus = await SqliteEventBus.open({ path: file.path, clock: wallClock });
    const newer = new DatabaseSync(file.path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    const stopped = { code: "event.writer-stopped", message: expect.stringContaining("found version 99") as unknown };
    await expect(bus.publish([requested("a")])).rejects.toMatchObject(stopped);
    await expect(bus.publish([requested("b")])).rejects.toMatchObject(stopped);
  });
});
