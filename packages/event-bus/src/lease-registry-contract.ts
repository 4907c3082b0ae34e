import type { LeaseRegistry } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";

/** Leases for one test: none at first, open to several handles, under a clock that the test sets. */
export interface SharedLeases extends AsyncDisposable {
  /** Opens another handle, as another process would. */
  open(): LeaseRegistry;
  /** Sets what every handle's clock shows. */
  setNowMs(nowMs: number): void;
}

/** Describes what every `LeaseRegistry` adapter must do. */
export function describeLeaseRegistryContract(name: string, openLeases: () => Promise<SharedLeases>): void {
  describe(`${name} as a LeaseRegistry`, () => {
    it("gives a free lease to the first who asks and names the holder to everyone else", async () => {
      await using leases = await openLeases();
      const [a, b] = [leases.open(), leases.open()];
      leases.setNowMs(1_000);
      expect(a.acquire("paper", "owner-a", 500)).toBeUndefined();
      const holder = { ownerId: "owner-a", pid: process.pid, acquiredAtMs: 1_000, expiresAtMs: 1_500 };
      expect(b.acquire("paper", "owner-b", 500)).toEqual(holder);
      expect(b.holder("paper")).toEqual(holder);
      expect(b.holder("research")).toBeUndefined();
    });

    it("renews the owner's own lease and keeps when it was acquired", async () => {
      await using leases = await openLeases();
      const registry = leases.open();
      leases.setNowMs(1_000);
      registry.acquire("paper", "owner-a", 500);
      leases.setNowMs(1_400);
      expect(registry.acquire("paper", "owner-a", 500)).toBeUndefined();
      expect(registry.holder("paper")).toMatchObject({ acquiredAtMs: 1_000, expiresAtMs: 1_900 });
    });

    it("frees a lease at the very millisecond it expires", async () => {
      await using leases = await openLeases();
      const [a, b] = [leases.open(), leases.open()];
      leases.setNowMs(1_000);
      a.acquire("paper", "owner-a", 500);
      leases.setNowMs(1_499);
      expect(b.acquire("paper", "owner-b", 500)).toMatchObject({ ownerId: "owner-a" });
      leases.setNowMs(1_500);
      expect(b.holder("paper")).toBeUndefined();
      expect(b.acquire("paper", "owner-b", 500)).toBeUndefined();
      expect(a.acquire("paper", "owner-a", 500)).toMatchObject({ ownerId: "owner-b", acquiredAtMs: 1_500 });
    });

    it("starts a new lease for an owner whose last one had expired", async () => {
      await using leases = await openLeases();
      const registry = leases.open();
      leases.setNowMs(1_000);
      registry.acquire("paper", "owner-a", 500);
      leases.setNowMs(2_000);
      registry.acquire("paper", "owner-a", 500);
      expect(registry.holder("paper")).toMatchObject({ acquiredAtMs: 2_000 });
    });

    it("releases only for the owner", async () => {
      await using leases = await openLeases();
      const [a, b] = [leases.open(), leases.open()];
      leases.setNowMs(1_000);
      a.acquire("paper", "owner-a", 500);
      b.release("paper", "owner-b");
      expect(a.holder("paper")).toMatchObject({ ownerId: "owner-a" });
      a.release("paper", "owner-a");
      expect(b.acquire("paper", "owner-b", 500)).toBeUndefined();
    });

    it("refuses empty names and durations that are no positive whole number of milliseconds", async () => {
      await using leases = await openLeases();
      const registry = leases.open();
      const invalid = expect.objectContaining({ code: "event.invalid" });
      expect(() => registry.acquire("", "owner", 500)).toThrow(invalid);
      expect(() => registry.acquire("paper", "", 500)).toThrow(invalid);
      for (const duration of [0, -1, 0.5, Number.NaN, Infinity]) {
        expect(() => registry.acquire("paper", "owner", duration)).toThrow(invalid);
      }
    });
  });
}
