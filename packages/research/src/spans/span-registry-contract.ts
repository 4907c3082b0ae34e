import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataSpans, parseInstrumentId, type SeriesKey } from "@rara-trading/domain";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommitmentReceipt, LookCharge, SpanRegistry } from "./span-registry.ts";

const series: SeriesKey = { instrument: parseInstrumentId("sim:contract"), timeframe: "1d" };
const hourly: SeriesKey = { ...series, timeframe: "1h" };
const elsewhere: SeriesKey = { instrument: parseInstrumentId("sim:elsewhere"), timeframe: "1d" };
const SPANS: DataSpans = {
  research: { fromMs: 0, toMs: 60 },
  validation: { fromMs: 62, toMs: 75 },
  vault: { fromMs: 77, toMs: 85 },
  paper: { fromMs: 87, toMs: 1000 },
  purgeBars: 2,
};

const YES = { kind: "verdict", passed: true } as const;
const NO = { kind: "verdict", passed: false } as const;

function never(): DataSpans {
  throw new Error("Spans that are fixed must not be cut again.");
}

/**
 * The specification of every `SpanRegistry`. `openRegistry` opens the registry that lives in `folder`, an existing
 * folder that is the suite's own; called twice it opens the same registry twice.
 */
export function describeSpanRegistryContract(
  name: string,
  openRegistry: (folder: string) => Promise<SpanRegistry>,
): void {
  describe(`${name} as a SpanRegistry`, () => {
    let folder = "";
    let registry: SpanRegistry;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "rara-spans-"));
      registry = await openRegistry(folder);
    });
    afterEach(async () => {
      await registry[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    async function reopen(): Promise<void> {
      await registry[Symbol.asyncDispose]();
      registry = await openRegistry(folder);
    }
    const commit = (commitmentHash: string): Promise<CommitmentReceipt> =>
      registry.commit({ series, lineageId: "lineage", commitmentHash });
    const vault = (commitmentHash: string, lineageId = "lineage", where = series): Promise<LookCharge> =>
      registry.chargeLook({ kind: "vault", series: where, lineageId, commitmentHash });

    const chargedValidation = async (): Promise<string | undefined> => {
      const charge = await registry.chargeLook({ kind: "validation", series, subject: "a" });
      return charge.kind === "granted" ? charge.lookId : undefined;
    };

    it("fixes spans once, for ever", async () => {
      expect(await registry.spansFor(series)).toBeUndefined();
      expect(await registry.fixSpans(series, () => SPANS)).toEqual(SPANS);
      expect(await registry.fixSpans(series, never)).toEqual(SPANS);
      await reopen();
      expect(await registry.spansFor(series)).toEqual(SPANS);
      expect(await registry.fixSpans(series, never)).toEqual(SPANS);
    });

    it("fixes nothing when there is nothing to cut", async () => {
      await expect(registry.fixSpans(series, never)).rejects.toThrow("must not be cut again");
      expect(await registry.spansFor(series)).toBeUndefined();
    });

    it("tells the cuts of the first timeframe of an instrument to the others, and to no other instrument", async () => {
      const told: unknown[] = [];
      for (const where of [series, hourly, elsewhere]) {
        await registry.fixSpans(where, (cuts) => {
          told.push(cuts);
          return { ...SPANS, purgeBars: 9 };
        });
      }
      expect(told).toEqual([undefined, { researchEndMs: 60, validationEndMs: 75, vaultEndMs: 85 }, undefined]);
    });

    it("charges every look at validation, whoever asks and however often", async () => {
      const ids = new Set<string>();
      for (const [subject, where] of [
        ["a", series],
        ["a", series],
        ["b", hourly],
      ] as const) {
        const charge = await registry.chargeLook({ kind: "validation", series: where, subject });
        if (charge.kind === "granted") ids.add(charge.lookId);
      }
      expect(ids.size).toBe(3);
      await reopen();
      expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 3, passed: 0 });
      const [first = "", second = ""] = ids;
      await registry.answerLook(first, YES);
      await registry.answerLook(second, NO);
      expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 3, passed: 1 });
      expect((await registry.looks(elsewhere.instrument)).validation).toEqual({ asked: 0, passed: 0 });
    });

    it("tells the looks about one subject, with the answers that were given, and nobody else's", async () => {
      const [first = "", second = ""] = [await chargedValidation(), await chargedValidation()];
      await registry.answerLook(first, NO);
      await registry.chargeLook({ kind: "validation", series, subject: "b" });
      await commit("hash");
      const look = await vault("hash");
      if (look.kind === "granted") await registry.answerLook(look.lookId, YES);
      await reopen();
      const told = [
        { span: "validation", passed: false },
        { span: "validation", passed: null },
      ];
      expect(await registry.looksAbout(series.instrument, "a")).toEqual(told);
      await registry.answerLook(second, YES);
      expect((await registry.looksAbout(series.instrument, "a"))[1]).toEqual({ span: "validation", passed: true });
      expect(await registry.looksAbout(series.instrument, "lineage")).toEqual([{ span: "vault", passed: true }]);
      expect(await registry.looksAbout(elsewhere.instrument, "a")).toEqual([]);
      expect(await registry.looksAbout(series.instrument, "nobody")).toEqual([]);
    });

    it("opens the vault once a lineage, only for what was committed before", async () => {
      expect(await vault("hash")).toEqual({ kind: "refused", reason: "no-commitment" });
      expect(await commit("hash")).toEqual({ kind: "committed" });
      expect(await vault("other hash")).toEqual({ kind: "refused", reason: "commitment-differs" });
      expect(await vault("hash", "another lineage")).toEqual({ kind: "refused", reason: "no-commitment" });
      expect(await vault("hash", "lineage", elsewhere)).toEqual({ kind: "refused", reason: "no-commitment" });
      expect(await vault("hash")).toMatchObject({ kind: "granted" });
      await reopen();
      expect(await vault("hash")).toEqual({ kind: "refused", reason: "already-looked" });
      expect(await vault("hash", "lineage", hourly)).toEqual({ kind: "refused", reason: "already-looked" });
      expect((await registry.looks(series.instrument)).vault).toEqual({ asked: 1, passed: 0 });
    });

    it("keeps the first commitment of a lineage", async () => {
      expect(await commit("hash")).toEqual({ kind: "committed" });
      expect(await commit("hash")).toEqual({ kind: "committed" });
      expect(await commit("other hash")).toEqual({ kind: "refused", reason: "commitment-differs" });
      expect(await vault("hash")).toMatchObject({ kind: "granted" });
    });

    it("takes one answer a look, and none for a look that was not charged", async () => {
      const charge = await registry.chargeLook({ kind: "validation", series, subject: "a" });
      const lookId = charge.kind === "granted" ? charge.lookId : "";
      await registry.answerLook(lookId, NO);
      await registry.answerLook(lookId, NO);
      await expect(registry.answerLook(lookId, YES)).rejects.toMatchObject({ code: "research.ledger-conflict" });
      await expect(registry.answerLook("no such look", YES)).rejects.toMatchObject({ code: "research.look-unknown" });
    });

    it("judges p-values by SAFFRON over the life of the registry, whatever the instrument", async () => {
      const test = async (lineageId: string, pValue: number, where = series): Promise<unknown> => {
        await registry.commit({ series: where, lineageId, commitmentHash: lineageId });
        const charge = await vault(lineageId, lineageId, where);
        return registry.answerLook(charge.kind === "granted" ? charge.lookId : "", { kind: "p-value", pValue });
      };
      // Level 1: (1 - .5) x .05 x .4374901658; the second p-value is no candidate, so the third is judged at 2^-1.6 of it.
      const first = 0.5 * 0.05 * 0.4374901658;
      expect(await test("a", 0.012)).toEqual({ pValue: 0.012, level: first, test: 1, passed: false });
      expect(await test("b", 0.9)).toEqual({ pValue: 0.9, level: first, test: 2, passed: false });
      await registry.answerLook((await chargedValidation()) ?? "", YES);
      await reopen();
      const third = (await test("c", 0.003, elsewhere)) as { level: number; passed: boolean };
      expect(third.level).toBeCloseTo(first * 2 ** -1.6, 12);
      expect(third.passed).toBe(true);
      expect((await registry.looks(series.instrument)).vault).toEqual({ asked: 2, passed: 0 });
      expect((await registry.looks(elsewhere.instrument)).vault).toEqual({ asked: 1, passed: 1 });
    });

    it("remembers what a look answered, for the very commitment that asked", async () => {
      await commit("hash");
      const charge = await vault("hash");
      expect(await vault("hash")).toEqual({ kind: "refused", reason: "already-looked" });
      const lookId = charge.kind === "granted" ? charge.lookId : "";
      const test = await registry.answerLook(lookId, { kind: "p-value", pValue: 0.001 });
      expect(test).toMatchObject({ pValue: 0.001, test: 1, passed: true });
      expect(await registry.answerLook(lookId, { kind: "p-value", pValue: 0.001 })).toEqual(test);
      await expect(registry.answerLook(lookId, { kind: "p-value", pValue: 0.002 })).rejects.toMatchObject({
        code: "research.ledger-conflict",
      });
      await reopen();
      expect(await vault("hash")).toEqual({ kind: "refused", reason: "already-looked", test });
      expect(await vault("other hash")).toEqual({ kind: "refused", reason: "already-looked" });
    });

    it("takes the same strategy on the same series for one lineage, whatever name it has", async () => {
      const look = async (lineageId: string, commitmentHash: string, where = series): Promise<LookCharge> => {
        await registry.commit({ series: where, lineageId, commitmentHash });
        return vault(commitmentHash, lineageId, where);
      };
      const [tested, answered] = [await look("research's", "hash 1"), await look("a person's", "hash 2")];
      expect([tested, answered]).toMatchObject([{ kind: "granted" }, { kind: "granted" }]);
      const unanswered = { kind: "refused", reason: "already-looked" };
      expect(await look("a person's other", "hash 1")).toEqual(unanswered);
      const test = await registry.answerLook(tested.kind === "granted" ? tested.lookId : "", {
        kind: "p-value",
        pValue: 0.2,
      });
      await registry.answerLook(answered.kind === "granted" ? answered.lookId : "", NO);
      await reopen();
      expect(await look("a person's other", "hash 1")).toEqual({ ...unanswered, test });
      expect(await look("research's other", "hash 2")).toEqual({ ...unanswered, passed: false });
      expect(await look("a person's", "hash 2")).toEqual({ ...unanswered, passed: false });
      expect((await registry.looks(series.instrument)).vault).toEqual({ asked: 2, passed: 0 });
      expect(await registry.looksAbout(series.instrument, "a person's other")).toEqual([]);
      expect(await look("on other bars", "hash 1", hourly)).toMatchObject({ kind: "granted" });
      expect(await look("elsewhere", "hash 1", elsewhere)).toMatchObject({ kind: "granted" });
    });

    it("charges a question about validation that is asked once no second time, and tells its answer again", async () => {
      const once = (subject: string, where = series): Promise<LookCharge> =>
        registry.chargeLook({ kind: "validation", series: where, subject, once: true });
      const first = await once("trial");
      expect(first).toMatchObject({ kind: "granted" });
      const spent = { kind: "refused", reason: "already-looked" };
      expect(await once("trial")).toEqual(spent);
      await registry.answerLook(first.kind === "granted" ? first.lookId : "", YES);
      await reopen();
      expect(await once("trial")).toEqual({ ...spent, passed: true });
      expect((await registry.looks(series.instrument)).validation).toEqual({ asked: 1, passed: 1 });
      expect(await once("another trial")).toMatchObject({ kind: "granted" });
      expect(await once("trial", elsewhere)).toMatchObject({ kind: "granted" });
      expect(await registry.chargeLook({ kind: "validation", series, subject: "trial" })).toMatchObject({
        kind: "granted",
      });
    });

    it("is one registry, however often it is open", async () => {
      await using second = await openRegistry(folder);
      await registry.fixSpans(series, () => SPANS);
      expect(await second.fixSpans(series, never)).toEqual(SPANS);
      await commit("hash");
      const request = { kind: "vault", series, lineageId: "lineage", commitmentHash: "hash" } as const;
      expect([await second.chargeLook(request), await registry.chargeLook(request)]).toMatchObject([
        { kind: "granted" },
        { kind: "refused", reason: "already-looked" },
      ]);
    });
  });
}
