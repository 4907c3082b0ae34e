import type { ErrorCategory } from "@rara-trading/domain";

/** The exit code of success, also when nothing was found worth promoting. */
export const EXIT_OK = 0;

/** The exit code of each kind of failure: a promise to scripts, never renumbered. */
export const EXIT_CODES: Readonly<Record<ErrorCategory, number>> = {
  bug: 1,
  usage: 2,
  "not-found": 3,
  configuration: 4,
  timeout: 5,
  refused: 6,
  upstream: 7,
  interrupted: 130,
};
