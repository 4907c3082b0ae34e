import { APPROVED, type Guard } from "./guard.ts";

/** Relative slack for the rounding of one multiplication and one division. */
const ROUNDING_SLACK = 1e-9;

/** Refuses an entry that would make the position's notional exceed `maxEquityFraction` of equity. */
export function maxPositionSizeGuard(maxEquityFraction: number): Guard {
  return {
    name: "max-position-size",
    limit: maxEquityFraction,
    check(intent, account) {
      const notional = Math.abs(intent.positionAfter) * intent.referencePrice;
      const actual = account.equity > 0 ? notional / account.equity : Infinity;
      if (actual <= maxEquityFraction * (1 + ROUNDING_SLACK)) return APPROVED;
      return { kind: "refused", guard: this.name, limit: maxEquityFraction, actual };
    },
  };
}
