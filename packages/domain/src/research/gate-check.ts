/** One gate's answer about one hypothesis. */
export interface GateCheck {
  /** Machine-readable name, such as `sharpe` or `reality-check`. */
  readonly gate: string;
  readonly passed: boolean;
  readonly threshold: number;
  /** What was measured; `null` when the figure is undefined. */
  readonly actual: number | null;
  /** An English sentence with both numbers in it. */
  readonly reason: string;
}
