import { APPROVED, type GuardVerdict, type OrderIntent } from "@rara-trading/domain";
import type { MarginAccount } from "../account/margin-account.ts";
import { initialMargin, type MarginRules } from "../account/margin-rules.ts";

/** What the other sleeves may still add with orders under way. */
export interface Reserved {
  readonly notional: number;
  readonly margin: number;
}

/** Relative slack for the rounding of a few sums. */
const ROUNDING_SLACK = 1e-9;

/**
 * Holds an entry of sleeve `index` against what the whole account may carry: initial margin of every margined position
 * and order within equity (`initial-margin`), notional of all of them within `grossLeverageMax` x equity
 * (`gross-leverage`). Orders under way count in full.
 */
export function checkAccount(
  account: MarginAccount,
  index: number,
  intent: OrderIntent,
  margin: MarginRules | undefined,
  grossLeverageMax: number | undefined,
  reserved: Reserved,
): GuardVerdict {
  const notional = Math.abs(intent.positionAfter) * intent.referencePrice;
  const { equity } = account;
  if (margin !== undefined) {
    const actual = account.initialMarginBeside(index) + reserved.margin + initialMargin(margin, notional);
    if (!(actual <= equity * (1 + ROUNDING_SLACK))) {
      return { kind: "refused", guard: "initial-margin", limit: equity, actual };
    }
  }
  if (grossLeverageMax !== undefined) {
    const gross = account.notionalBeside(index) + reserved.notional + notional;
    const actual = equity > 0 ? gross / equity : Infinity;
    if (!(actual <= grossLeverageMax * (1 + ROUNDING_SLACK))) {
      return { kind: "refused", guard: "gross-leverage", limit: grossLeverageMax, actual };
    }
  }
  return APPROVED;
}
