import type { EventBatch, SubscribeOptions } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { answered, idsOf, type OpenLog, patience, requested, requestedMany, seqsOf } from "./contract-log.ts";

const ALL: SubscribeOptions = { batchMax: 10, start: "first" };
const REQUESTS: SubscribeOptions = { ...ALL, types: ["trading.paper.stop-requested"] };

/** Durable subscriptions: delivery until acknowledged, effects once, one holder. */
export function describeSubscriptions(openLog: OpenLog): void {
  describe("subscriptions", () => {
    it("deliver the same batch again until it is acknowledged, then the next", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish(requestedMany("e", 5));
      await using subscription = await bus.subscribe("reader", { ...ALL, batchMax: 2 });
      const first = await subscription.next(patience());
      expect(seqsOf(first.events)).toEqual([1, 2]);
      expect(await subscription.next(patience())).toEqual(first);
      await subscription.acknowledge(first);
      expect(seqsOf((await subscription.next(patience())).events)).toEqual([3, 4]);
    });

    it("deliver an unacknowledged batch to whoever opens the consumer next", async () => {
      await using log = await openLog();
      const killed = await log.open();
      await killed.publish(requestedMany("e", 3));
      const before = await (await killed.subscribe("reader", { ...ALL, batchMax: 2 })).next(patience());
      await killed[Symbol.asyncDispose]();
      await using bus = await log.open();
      await using again = await bus.subscribe("reader", { ...ALL, batchMax: 2 });
      const batch = await again.next(patience());
      expect(batch).toEqual(before);
      await again.acknowledge(batch);
      await using third = await bus.subscribe("reader", ALL);
      expect(seqsOf((await third.next(patience())).events)).toEqual([3]);
    });

    it("store the effects together with the cursor", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a"), requested("b")]);
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const batch = await subscription.next(patience());
      await subscription.acknowledge(batch, [answered("a-done", "a"), answered("b-done", "b")]);
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "b", "a-done", "b-done"]);
    });

    it("move no cursor when the effects are refused, and store none of them", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const batch = await subscription.next(patience());
      const effects = [answered("a-done", "a"), answered("a", "a")];
      await expect(subscription.acknowledge(batch, effects)).rejects.toMatchObject({ code: "event.id-conflict" });
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a"]);
      await using again = await bus.subscribe("worker", REQUESTS);
      const redelivered = await again.next(patience());
      expect(redelivered).toEqual(batch);
      await again.acknowledge(redelivered, [answered("a-done", "a")]);
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "a-done"]);
    });

    it("refuse the second acknowledgement of a batch, and its effects", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const batch = await subscription.next(patience());
      await subscription.acknowledge(batch, [answered("first", "a")]);
      await expect(subscription.acknowledge(batch, [answered("second", "a")])).rejects.toMatchObject({
        code: "event.stale-acknowledgement",
      });
      expect(idsOf(await bus.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "first"]);
    });

    it("accept one of two acknowledgements that race for a batch", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const batch = await subscription.next(patience());
      const race = ["one", "two"].map((id) => subscription.acknowledge(batch, [answered(id, "a")]));
      const statuses = (await Promise.allSettled(race)).map(({ status }) => status).sort();
      expect(statuses).toEqual(["fulfilled", "rejected"]);
      expect((await bus.readRange({ fromSeq: 1, limit: 10 })).length).toBe(2);
    });

    it("refuse a batch that they did not return", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("a")]);
      await using subscription = await bus.subscribe("worker", ALL);
      const forged: EventBatch = { ...(await subscription.next(patience())), cursorSeq: 99 };
      await expect(subscription.acknowledge(forged)).rejects.toMatchObject({ code: "event.foreign-batch" });
    });

    it("have one holder: a later subscriber takes the name and the earlier one is refused everything", async () => {
      await using log = await openLog();
      await using earlier = await log.open();
      await using later = await log.open();
      await earlier.publish([requested("a")]);
      const stale = await earlier.subscribe("worker", REQUESTS);
      const staleBatch = await stale.next(patience());
      const holder = await later.subscribe("worker", REQUESTS);
      const lost = { code: "event.subscription-lost" };
      await expect(stale.acknowledge(staleBatch, [answered("stale", "a")])).rejects.toMatchObject(lost);
      await holder.acknowledge(await holder.next(patience()), [answered("done", "a")]);
      await expect(stale.acknowledge(staleBatch, [answered("stale", "a")])).rejects.toMatchObject(lost);
      await expect(stale.next(patience())).rejects.toMatchObject(lost);
      expect(idsOf(await later.readRange({ fromSeq: 1, limit: 10 }))).toEqual(["a", "done"]);
    });

    it("tell a waiting holder that its name was taken", async () => {
      await using log = await openLog();
      await using earlier = await log.open();
      await using later = await log.open();
      const waiting = (await earlier.subscribe("worker", ALL)).next(patience());
      const lost = expect(waiting).rejects.toMatchObject({ code: "event.subscription-lost" });
      await later.subscribe("worker", ALL);
      await lost;
    });

    it("keep the cursors of different consumers apart", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish(requestedMany("e", 2));
      await using one = await bus.subscribe("one", ALL);
      await one.acknowledge(await one.next(patience()));
      await using two = await bus.subscribe("two", ALL);
      expect(seqsOf((await two.next(patience())).events)).toEqual([1, 2]);
    });

    it("start a new consumer at the first event or behind the last, and a known one at its cursor", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([requested("old")]);
      await using fromNow = await bus.subscribe("from-now", { ...ALL, start: "now" });
      await using fromFirst = await bus.subscribe("from-first", { ...ALL, start: "first" });
      await bus.publish([requested("new")]);
      expect(idsOf((await fromNow.next(patience())).events)).toEqual(["new"]);
      expect(idsOf((await fromFirst.next(patience())).events)).toEqual(["old", "new"]);
      await using again = await bus.subscribe("from-now", { ...ALL, start: "first" });
      expect(idsOf((await again.next(patience())).events)).toEqual(["new"]);
    });

    it("deliver only the wanted types and move past the others", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await bus.publish([answered("x", "0"), requested("a"), answered("y", "a"), answered("z", "a")]);
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const batch = await subscription.next(patience());
      expect(idsOf(batch.events)).toEqual(["a"]);
      expect(batch.cursorSeq).toBe(4);
      await subscription.acknowledge(batch);
      await bus.publish([requested("b"), requested("c"), answered("w", "c")]);
      await using narrow = await bus.subscribe("worker", { ...REQUESTS, batchMax: 1 });
      const next = await narrow.next(patience());
      expect(idsOf(next.events)).toEqual(["b"]);
      expect(next.cursorSeq).toBe(5);
    });

    it("wait for an event that another handle publishes", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await using other = await log.open();
      await using subscription = await bus.subscribe("worker", REQUESTS);
      const waiting = subscription.next(patience());
      await other.publish([answered("not-wanted", "0")]);
      await other.publish([requested("a")]);
      expect(idsOf((await waiting).events)).toEqual(["a"]);
    });

    it("deliver every event to a consumer while several handles publish", async () => {
      await using log = await openLog();
      await using reader = await log.open();
      const writers = await Promise.all([log.open(), log.open()]);
      const published = Promise.all(
        writers.flatMap((bus, w) => requestedMany(`w${w}`, 100).map((event) => bus.publish([event]))),
      );
      await using subscription = await reader.subscribe("worker", { ...REQUESTS, batchMax: 7 });
      for (let delivered = 0; delivered < 200;) {
        const batch = await subscription.next(patience());
        // Ids that differ on every delivery, so that dedupe cannot hide an effect that happened twice.
        const effects = batch.events.map((event, i) => answered(`effect-${delivered + i}`, event.eventId));
        await subscription.acknowledge(batch, effects);
        delivered += batch.events.length;
      }
      await published;
      const answers = await reader.readRange({ fromSeq: 1, limit: 1000, types: ["trading.paper.stopped"] });
      const answeredIds = answers.map((event) => (event.payload as { requestId: string }).requestId);
      expect(new Set(answeredIds).size).toBe(200);
      expect(answeredIds.length).toBe(200);
      await Promise.all(writers.map((bus) => bus[Symbol.asyncDispose]()));
    });

    it("end a wait with the signal's reason", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      await using subscription = await bus.subscribe("worker", ALL);
      const stop = new AbortController();
      const waiting = expect(subscription.next(stop.signal)).rejects.toThrow("enough");
      stop.abort(new Error("enough"));
      await waiting;
      await expect(subscription.next(AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    });

    it("end a wait when the subscription or the bus closes", async () => {
      await using log = await openLog();
      const bus = await log.open();
      const one = await bus.subscribe("one", ALL);
      const two = await bus.subscribe("two", ALL);
      const closed = { code: "event.closed" };
      const first = expect(one.next(patience())).rejects.toMatchObject(closed);
      await one[Symbol.asyncDispose]();
      await first;
      const second = expect(two.next(patience())).rejects.toMatchObject(closed);
      await bus[Symbol.asyncDispose]();
      await second;
      await expect(two.next(patience())).rejects.toMatchObject(closed);
      await expect(bus.subscribe("three", ALL)).rejects.toMatchObject(closed);
    });

    it("refuse an empty name, an empty list of types and a batch size that is no positive number", async () => {
      await using log = await openLog();
      await using bus = await log.open();
      const invalid = { code: "event.invalid" };
      await expect(bus.subscribe("", ALL)).rejects.toMatchObject(invalid);
      await expect(bus.subscribe("worker", { ...ALL, types: [] })).rejects.toMatchObject(invalid);
      await expect(bus.subscribe("worker", { ...ALL, batchMax: 0 })).rejects.toMatchObject(invalid);
    });
  });
}
