import { describe, expect, it } from "vitest";
import {
  answered,
  idsOf,
  type OpenLog,
  oneTo,
  patience,
  requested,
  requestedMany,
  seqsOf,
  take,
} from "./contract-log.ts";

/** Ranges, walks and the live tail. */
export function describeReading(openLog: OpenLog): void {
  describe("reading", () => {
    it("reads a range from a number, up to a limit, of the wanted types", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a"), answered("b", "a"), requested("c"), answered("d", "c"), requested("e")]);
      expect(seqsOf(await bus.readRange({ fromSeq: 2, limit: 2 }))).toEqual([2, 3]);
      expect(seqsOf(await bus.readRange({ fromSeq: 6, limit: 2 }))).toEqual([]);
      const types = ["trading.paper.stopped"] as const;
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10, types }))).toEqual(["b", "d"]);
      expect(idsOf(await bus.readRange({ fromSeq: 3, limit: 10, types }))).toEqual(["d"]);
    });

    it("reads several types in one order and stops at the limit", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([answered("b", "a"), requested("a"), answered("d", "c"), requested("c")]);
      const types = ["trading.paper.stop-requested", "trading.order.filled", "trading.paper.stopped"] as const;
      expect(seqsOf(await bus.readRange({ fromSeq: 1, limit: 3, types }))).toEqual([1, 2, 3]);
    });

    it("refuses a limit that is no positive number and an empty list of types", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      for (const limit of [0, -1, 1.5, Number.NaN]) {
        await expect(bus.readRange({ fromSeq: 1, limit })).rejects.toMatchObject({ code: "event.invalid" });
        await expect(bus.readByCorrelation("walk-1", limit)).rejects.toMatchObject({ code: "event.invalid" });
      }
      await expect(bus.readRange({ fromSeq: 1, limit: 1, types: [] })).rejects.toMatchObject({ code: "event.invalid" });
    });

    it("reads one walk in order", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a", "one"), requested("b", "two"), answered("c", "a", "one")]);
      expect(idsOf(await bus.readByCorrelation("one", 10))).toEqual(["a", "c"]);
      expect(idsOf(await bus.readByCorrelation("one", 1))).toEqual(["a"]);
      expect(await bus.readByCorrelation("none", 10)).toEqual([]);
    });

    it("tails what is stored and then what another handle publishes", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await using other = await log.open();
      await bus.publish(requestedMany("old", 3));
      const stream = bus.tail({ fromSeq: 2, signal: patience() })[Symbol.asyncIterator]();
      expect((await stream.next()).value).toMatchObject({ seq: 2 });
      expect((await stream.next()).value).toMatchObject({ seq: 3 });
      const live = stream.next();
      await other.publish([requested("new")]);
      expect((await live).value).toMatchObject({ seq: 4, eventId: "new" });
      await stream.return?.();
    });

    it("tails only the wanted types", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a"), answered("b", "a"), requested("c")]);
      const tail = take(bus.tail({ fromSeq: 1, types: ["trading.paper.stopped"], signal: patience() }), 2);
      await bus.publish([requested("d"), answered("e", "d")]);
      expect(idsOf(await tail)).toEqual(["b", "e"]);
    });

    it("tails every event once, in order, while several handles publish", async () => {
      await using log = await openLog();
      await using reader = await log.open();
      const writers = await Promise.all([log.open(), log.open()]);
      const tail = take(reader.tail({ fromSeq: 1, signal: patience() }), 120);
      await Promise.all(writers.flatMap((bus, w) => requestedMany(`w${w}`, 60).map((event) => bus.publish([event]))));
      expect(seqsOf(await tail)).toEqual(oneTo(120));
      await Promise.all(writers.map((bus) => bus[Symbol.asyncDispose]()));
    });

    it("ends a tail without a fault when its signal aborts, also while it waits", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const event of bus.tail({ fromSeq: 1, signal: stop.signal })) {
        seen.push(event.eventId);
        setImmediate(() => stop.abort());
      }
      expect(seen).toEqual(["a"]);
      expect(await take(bus.tail({ fromSeq: 1, signal: AbortSignal.abort() }), 1)).toEqual([]);
    });

    it("fails a tail that still waits when the bus closes", async () => {
      await using log = await openLog();
      const bus = await log.open();
      const waiting = take(bus.tail({ fromSeq: 1, signal: patience() }), 1);
      const closed = expect(waiting).rejects.toMatchObject({ code: "event.closed" });
      await bus[Symbol.asyncDispose]();
      await closed;
      await expect(bus.readRange({ fromSeq: 1, limit: 1 })).rejects.toMatchObject({ code: "event.closed" });
    });
  });
}
