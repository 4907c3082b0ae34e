/** Largest file after decompression: about ten years of one-minute bars fit four times. */
export const CSV_BYTES_MAX = 2 ** 31;

/** Longest line; a file without line ends must not fill the memory. */
export const LINE_LETTERS_MAX = 65_536;

/** Bad rows, and conflicting bars, that a report lists one by one; the rest is only counted. */
export const EVIDENCE_ROWS_MAX = 100;

/** Letters of a bad row that a report quotes. */
export const QUOTED_LETTERS_MAX = 200;

/** Rows from which on a file is expected to hold at least two neighbouring bars of its timeframe. */
export const SPACING_ROWS_MIN = 10;
