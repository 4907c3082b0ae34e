/** Largest size of a rate: exchanges cap theirs at 2 to 4 %, so what is beyond 10 % is a percentage or a price. */
export const FUNDING_RATE_MAX = 0.1;

/** How late after a whole minute a funding may be stamped and still belong to it. */
export const FUNDING_JITTER_MS_MAX = 1000;

/** Rates that a file may hold: a century of hourly ones. */
export const FUNDING_ROWS_MAX = 1_000_000;
