import { APPROVED, type Guard } from "./guard.ts";

/** Refuses entries while equity stands `maxDrawdown` (a fraction) or more below its peak. */
export function drawdownLimitGuard(maxDrawdown: number): Guard {
  return {
    name: "drawdown-limit",
    limit: maxDrawdown,
    check(_intent, account) {
      const { equity, peakEquity } = account;
      // Not 1 - equity / peak, which rounds twice and lets 90 of 100 pass a limit of 0.1.
      const actual = peakEquity > 0 ? (peakEquity - equity) / peakEquity : 1;
      if (actual < maxDrawdown) return APPROVED;
      return { kind: "refused", guard: this.name, limit: maxDrawdown, actual };
    },
  };
}
