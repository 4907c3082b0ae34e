import { type Clock, type LeaseHolder, type LeaseRegistry, RaraError } from "@rara-trading/domain";

/** The role that one paper desk at a time holds. */
export const PAPER_LEASE = "paper";

/** After this long without a renewal (a killed process) another desk may start. */
export const PAPER_LEASE_MS = 5_000;

/** How often a running desk renews its lease. */
const RENEW_EVERY_MS = 1_000;

/** Takes or renews the role for `ownerId`; returns undefined on success, else who holds it. */
export function takePaperLease(leases: LeaseRegistry, ownerId: string): LeaseHolder | undefined {
  return leases.acquire(PAPER_LEASE, ownerId, PAPER_LEASE_MS);
}

/** Renews the role until `signal` aborts. @throws RaraError `trading.lease-lost` when another desk took it meanwhile. */
export async function keepPaperLease(
  leases: LeaseRegistry,
  ownerId: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(RENEW_EVERY_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const holder = takePaperLease(leases, ownerId);
    if (holder === undefined) continue;
    throw new RaraError(`Expected to hold the ${PAPER_LEASE} lease as ${ownerId}, found ${holder.ownerId}`, {
      category: "interrupted",
      code: "trading.lease-lost",
      hint: "This process stood still for longer than its lease, and another desk took over: leave it running.",
      details: holder,
    });
  }
}
