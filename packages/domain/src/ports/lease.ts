/** Who holds a lease. */
export interface LeaseHolder {
  readonly ownerId: string;
  readonly pid: number;
  readonly acquiredAtMs: number;
  readonly expiresAtMs: number;
}

/** A named role that one process at a time may hold, for as long as it keeps renewing. */
export interface LeaseRegistry {
  /** Takes or renews `name` for `ownerId`; returns undefined on success, else the present holder. */
  acquire(name: string, ownerId: string, durationMs: number): LeaseHolder | undefined;
  /** Returns who holds `name` now, or undefined when it is free or has expired. */
  holder(name: string): LeaseHolder | undefined;
  /** Gives `name` up if `ownerId` holds it. */
  release(name: string, ownerId: string): void;
}
