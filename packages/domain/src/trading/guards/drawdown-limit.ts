import { APPROVED, type Guard } from "./guard.ts";

/** Refuses entries while equity stands `maxDrawdown` (a fraction) or more below its peak. */
export function drawdownLimitGuard(maxDrawdown: number): Guard {
  return {
    name: "drawdown-limit",
    check(_intent, account) {
      const actual = account.peakEquity > 0 ? 1 - account.equity / account.peakEquity : 1;
      if (actual < maxDrawdown) return APPROVED;
      return { kind: "refused", guard: this.name, limit: maxDrawdown, actual };
    },
  };
}
