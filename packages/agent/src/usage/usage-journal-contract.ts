import { describe, expect, it } from "vitest";
import type { DailyBudget, UsageJournal, UsageReservation } from "./usage-journal.ts";

/** A journal's storage for one test, to be opened any number of times. */
export interface SharedJournal extends Disposable {
  open(): UsageJournal;
}

const NOON_MS = Date.UTC(2026, 0, 31, 12);
const NEXT_DAY_MS = Date.UTC(2026, 1, 1);
const UNLIMITED: DailyBudget = { tokensPerDay: null, usdPerDay: null };

function reservation(more: Partial<UsageReservation> = {}): UsageReservation {
  return { backend: "claude", atMs: NOON_MS, tokens: 100, costUsd: null, ...more };
}

/** Describes what every `UsageJournal` adapter must do. */
export function describeUsageJournalContract(name: string, openShared: () => SharedJournal): void {
  describe(`${name} as a UsageJournal`, () => {
    it("counts a call with what it reserved, and once it is settled with what it used", () => {
      using shared = openShared();
      using journal = shared.open();
      const place = journal.reserve(reservation({ costUsd: 0.5 }), UNLIMITED);
      expect(journal.spentOn(NOON_MS)).toEqual({ calls: 1, tokens: 100, usd: 0.5, unpricedCalls: 0 });
      if (place.kind !== "reserved") throw new Error("Expected a place");
      journal.settle(place.callId, { inputTokens: 7, outputTokens: 2, costUsd: 0.125 }, "model-1");
      expect(journal.spentOn(NOON_MS)).toEqual({ calls: 1, tokens: 9, usd: 0.125, unpricedCalls: 0 });
      expect(() => journal.settle(place.callId, { inputTokens: 7, outputTokens: 2, costUsd: null }, null)).toThrow(
        "Expected call",
      );
    });

    it("refuses what does not fit into the day any more, and says what is left and when it starts anew", () => {
      using shared = openShared();
      using journal = shared.open();
      const budget = { tokensPerDay: 250, usdPerDay: null };
      expect(journal.reserve(reservation(), budget)).toMatchObject({ kind: "reserved" });
      expect(journal.reserve(reservation(), budget)).toMatchObject({ kind: "reserved" });
      expect(journal.reserve(reservation(), budget)).toEqual({
        kind: "budget-spent",
        limit: "tokens",
        threshold: 250,
        actual: 200,
        needed: 100,
        resetsAtMs: NEXT_DAY_MS,
      });
      expect(journal.spentOn(NOON_MS).calls).toBe(2);
      expect(journal.reserve(reservation({ tokens: 50 }), budget)).toMatchObject({ kind: "reserved" });
    });

    it("begins a new budget at midnight UTC", () => {
      using shared = openShared();
      using journal = shared.open();
      const budget = { tokensPerDay: 100, usdPerDay: null };
      journal.reserve(reservation({ atMs: NEXT_DAY_MS - 1 }), budget);
      expect(journal.reserve(reservation({ atMs: NEXT_DAY_MS - 1 }), budget)).toMatchObject({ kind: "budget-spent" });
      expect(journal.reserve(reservation({ atMs: NEXT_DAY_MS }), budget)).toMatchObject({ kind: "reserved" });
    });

    it("keeps a limit in US dollars: a known cost must fit, an unknown one holds all that is left", () => {
      using shared = openShared();
      using journal = shared.open();
      const budget = { tokensPerDay: null, usdPerDay: 1 };
      const known = journal.reserve(reservation({ costUsd: 0.75 }), budget);
      expect(known).toMatchObject({ kind: "reserved", maxCostUsd: 1 });
      expect(journal.reserve(reservation({ costUsd: 0.5 }), budget)).toMatchObject({ limit: "usd", actual: 0.75 });
      const unknown = journal.reserve(reservation(), budget);
      expect(unknown).toMatchObject({ kind: "reserved", maxCostUsd: 0.25 });
      expect(journal.reserve(reservation(), budget)).toMatchObject({ limit: "usd", actual: 1, needed: null });
      if (unknown.kind !== "reserved") throw new Error("Expected a place");
      journal.settle(unknown.callId, { inputTokens: 1, outputTokens: 1, costUsd: 0.0625 }, null);
      expect(journal.spentOn(NOON_MS).usd).toBe(0.8125);
    });

    it("remembers over a restart, also a call that never came back", () => {
      using shared = openShared();
      const budget = { tokensPerDay: 150, usdPerDay: null };
      {
        using journal = shared.open();
        journal.reserve(reservation(), budget);
      }
      using reopened = shared.open();
      expect(reopened.reserve(reservation(), budget)).toMatchObject({ kind: "budget-spent", actual: 100 });
    });

    it("gives two handles one budget between them", () => {
      using shared = openShared();
      using a = shared.open();
      using b = shared.open();
      const budget = { tokensPerDay: 450, usdPerDay: null };
      const kinds = Array.from({ length: 6 }, (_, i) => (i % 2 === 0 ? a : b).reserve(reservation(), budget).kind);
      expect(kinds.filter((kind) => kind === "reserved")).toHaveLength(4);
      expect(a.spentOn(NOON_MS)).toEqual(b.spentOn(NOON_MS));
    });

    it("counts the calls whose cost nobody knows", () => {
      using shared = openShared();
      using journal = shared.open();
      const place = journal.reserve(reservation(), UNLIMITED);
      expect(journal.spentOn(NOON_MS).unpricedCalls).toBe(1);
      if (place.kind !== "reserved") throw new Error("Expected a place");
      journal.settle(place.callId, { inputTokens: 1, outputTokens: 1, costUsd: null }, null);
      expect(journal.spentOn(NOON_MS)).toMatchObject({ usd: 0, unpricedCalls: 1 });
    });
  });
}
