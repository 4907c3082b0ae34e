import { VALIDATION_EXCESS_ABOVE } from "../campaign/ask-validation.ts";
import { VAULT_FALSE_DISCOVERY_RATE } from "../spans/span-registry.ts";
import { BOOK_SHARPE_MIN, RETIRED_CORRELATION_MAX } from "./benchmark-gates.ts";
import { BREADTH_MIN } from "./breadth-gate.ts";
import { CPCV_GROUPS, CPCV_TESTED, REGIME_DAYS_MIN } from "./regime-gates.ts";

/** Thresholds of the gates that no configuration changes, for who explains the gates. */
export const FIXED_THRESHOLDS = {
  /** G2: rules of a search that must count for breadth, however few it tried. */
  breadthRulesMin: BREADTH_MIN,
  /** G5: days that a kind of market needs before it is judged. */
  regimeDaysMin: REGIME_DAYS_MIN,
  /** G5: stretches of days that test sets are made of. */
  testSetGroups: CPCV_GROUPS,
  /** G5: stretches that one test set has. */
  testSetGroupsTested: CPCV_TESTED,
  /** G6: correlation in size above which it is a strategy that was retired. */
  retiredCorrelationMax: RETIRED_CORRELATION_MAX,
  /** G6: what it must change the book's Sharpe ratio by, at least. */
  bookSharpeMin: BOOK_SHARPE_MIN,
  /** Validation: what its mean excess return must be above. */
  validationExcessAbove: VALIDATION_EXCESS_ABOVE,
  /** G8: share of false ones among what the vault confirms in the life of a home folder. */
  vaultFalseDiscoveryRate: VAULT_FALSE_DISCOVERY_RATE,
} as const;
