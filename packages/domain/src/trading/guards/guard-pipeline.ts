import type { OrderIntent } from "../order.ts";
import { type AccountView, APPROVED, type Guard, type GuardVerdict } from "./guard.ts";

/**
 * Asks every guard in order and returns the first refusal. Orders that only reduce risk are approved unasked:
 * a guard may never keep a position open.
 */
export function runGuards(guards: readonly Guard[], intent: OrderIntent, account: AccountView): GuardVerdict {
  if (intent.purpose !== "entry") return APPROVED;
  for (const guard of guards) {
    const verdict = guard.check(intent, account);
    if (verdict.kind === "refused") return verdict;
  }
  return APPROVED;
}
