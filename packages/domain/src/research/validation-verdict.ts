/** What the validation span answered about a strategy that passed G0 to G7: yes or no, and no figure. */
export interface ValidationVerdict {
  /** Whether it earned anything beyond the benchmark there; `null`: the question was charged and never answered. */
  readonly passed: boolean | null;
  /** An English sentence without figures. */
  readonly reason: string;
}
