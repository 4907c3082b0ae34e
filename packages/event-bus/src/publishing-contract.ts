import type { NewEvent } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { answered, idsOf, type OpenLog, oneTo, requested, requestedMany, seqsOf } from "./contract-log.ts";

/** Publication: order, durability, dedupe, all or nothing. */
export function describePublishing(openLog: OpenLog): void {
  describe("publishing", () => {
    it("gives events the numbers 1, 2, 3 … and returns them unchanged", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const first = await bus.publish([requested("a"), answered("b", "a")]);
      const second = await bus.publish([requested("c")]);
      expect(first).toEqual({ seqs: [1, 2], duplicates: 0 });
      expect(second).toEqual({ seqs: [3], duplicates: 0 });
      expect(await bus.readRange({ fromSeq: 1, limit: 10 })).toEqual([
        { ...requested("a"), seq: 1 },
        { ...answered("b", "a"), seq: 2 },
        { ...requested("c"), seq: 3 },
      ]);
    });

    it("answers an empty batch without storing anything", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      expect(await bus.publish([])).toEqual({ seqs: [], duplicates: 0 });
      expect(await bus.publish([requested("a")])).toEqual({ seqs: [1], duplicates: 0 });
    });

    it("stores an id once and answers a repetition with the stored number, also from another handle", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await using other = await log.open();
      await bus.publish([requested("a"), requested("b")]);
      expect(await other.publish([requested("b"), requested("c")])).toEqual({ seqs: [2, 3], duplicates: 1 });
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "b", "c"]);
    });

    it("recognises a repetition inside one batch and whatever the order of its keys", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const event = answered("a", "r");
      const payload = Object.fromEntries(Object.entries(event.payload).reverse());
      const reordered = { ...event, payload } as unknown as NewEvent;
      expect(await bus.publish([event, reordered])).toEqual({ seqs: [1, 1], duplicates: 1 });
    });

    it("keeps the first of two events with one id when only their time and source differ", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const first = requested("a");
      await bus.publish([first]);
      expect(await bus.publish([{ ...first, occurredAtMs: 1, source: "later" }])).toEqual({ seqs: [1], duplicates: 1 });
      expect(await bus.readRange({ fromSeq: 1, limit: 2 })).toEqual([{ ...first, seq: 1 }]);
    });

    it("refuses a stored id with another payload or another type", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      const otherPayload = { ...requested("b"), eventId: "a" };
      await expect(bus.publish([otherPayload])).rejects.toMatchObject({ code: "event.id-conflict" });
      await expect(bus.publish([answered("a", "a")])).rejects.toMatchObject({ code: "event.id-conflict" });
      expect(await bus.readRange({ fromSeq: 1, limit: 10 })).toEqual([{ ...requested("a"), seq: 1 }]);
    });

    it("stores all of a batch or nothing, and leaves no gap for what it refused", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      await expect(bus.publish([requested("b"), answered("a", "a"), requested("c")])).rejects.toMatchObject({
        code: "event.id-conflict",
      });
      expect(await bus.publish([requested("d")])).toEqual({ seqs: [2], duplicates: 0 });
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "d"]);
    });

    it("does not let a refused batch fail the batches published with it", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      const batches = [[requested("b")], [answered("a", "a")], [requested("c"), requested("d")]];
      const settled = await Promise.allSettled(batches.map((batch) => bus.publish(batch)));
      expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "b", "c", "d"]);
    });

    it("keeps the order in which one handle published, however many batches are in flight", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const events = requestedMany("e", 300);
      const receipts = await Promise.all(events.map((event) => bus.publish([event])));
      expect(receipts.flatMap(({ seqs }) => seqs)).toEqual(oneTo(300));
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 1000 }))).toEqual(idsOf(events));
    });

    it("stays gapless when several handles publish at once", async () => {
      await using log = await openLog();
      const handles = await Promise.all([log.open(), log.open(), log.open()]);
      const all = handles.flatMap((bus, h) => requestedMany(`h${h}`, 60).map((event) => bus.publish([event])));
      const receipts = await Promise.all(all);
      const seqs = receipts.flatMap((receipt) => receipt.seqs).sort((a, b) => a - b);
      expect(seqs).toEqual(oneTo(180));
      const [reader] = handles;
      expect(seqsOf((await reader?.readRange({ fromSeq: 1, limit: 1000 })) ?? [])).toEqual(oneTo(180));
      await Promise.all(handles.map((bus) => bus[Symbol.asyncDispose]()));
    });

    it("stores one event when several handles publish the same id at once", async () => {
      await using log = await openLog();
      const handles = await Promise.all([log.open(), log.open(), log.open()]);
      const receipts = await Promise.all(handles.map((bus) => bus.publish([requested("once")])));
      expect(receipts.map(({ seqs }) => seqs)).toEqual([[1], [1], [1]]);
      expect(receipts.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(2);
      await Promise.all(handles.map((bus) => bus[Symbol.asyncDispose]()));
    });

    it.each([
      ["NaN", Number.NaN],
      ["Infinity", Number.POSITIVE_INFINITY],
      ["undefined", undefined],
    ])("refuses %s in a payload and names where", async (_name, value) => {
      await using log = await openLog();
      await using bus = await log.open();
      const event = requested("a");
      const broken = { ...event, payload: { requestId: "a", deep: [0, { value }] } } as unknown as NewEvent;
      await expect(bus.publish([requested("b"), broken])).rejects.toMatchObject({
        code: "event.payload",
        details: { path: "payload.deep[1].value" },
      });
      expect(await bus.readRange({ fromSeq: 1, limit: 10 })).toEqual([]);
    });

    it("refuses empty names and another schema version than this build writes", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const event = requested("a");
      const broken: readonly NewEvent[] = [
        { ...event, eventId: "" },
        { ...event, source: "" },
        { ...event, correlationId: "" },
        { ...event, schemaVersion: event.schemaVersion + 1 },
        { ...event, occurredAtMs: Number.NaN },
      ];
      for (const one of broken) await expect(bus.publish([one])).rejects.toMatchObject({ code: "event.invalid" });
      expect(await bus.readRange({ fromSeq: 1, limit: 10 })).toEqual([]);
    });

    it("has stored everything that was published when it closes, and refuses what comes later", async () => {
      await using log = await openLog();
      const bus = await log.open();
      const publications = requestedMany("e", 50).map((event) => bus.publish([event]));
      await bus[Symbol.asyncDispose]();
      expect((await Promise.all(publications)).length).toBe(50);
      await expect(bus.publish([requested("late")])).rejects.toMatchObject({ code: "event.closed" });
      await bus[Symbol.asyncDispose]();
      await using reopened = await log.open();
      expect(seqsOf(await reopened.readRange({ fromSeq: 1, limit: 100 }))).toEqual(oneTo(50));
    });
  });
}
