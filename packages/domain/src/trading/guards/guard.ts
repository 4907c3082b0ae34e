import type { OrderIntent } from "../order.ts";

/** What a guard may know about the account when it decides. */
export interface AccountView {
  /** Cash plus position at the last close, quote currency. */
  readonly equity: number;
  /** Highest equity marked so far, quote currency. */
  readonly peakEquity: number;
}

/** A guard's answer. A refusal names the guard, its limit and what it found. */
export type GuardVerdict =
  | { readonly kind: "approved" }
  | { readonly kind: "refused"; readonly guard: string; readonly limit: number; readonly actual: number };

/** A pure rule that every risk-increasing order must satisfy. */
export interface Guard {
  readonly name: string;
  /** What it holds the account to, for the record; its unit is the guard's. */
  readonly limit: number;
  check(intent: OrderIntent, account: AccountView): GuardVerdict;
}

/** The one approval value, shared so that the hot loop allocates nothing. */
export const APPROVED: GuardVerdict = { kind: "approved" };

/** An order that a guard refused, with the evidence. */
export interface OrderRefusal {
  readonly intent: OrderIntent;
  readonly guard: string;
  readonly limit: number;
  readonly actual: number;
}
