/** What the vault's one look (gate G8) said about a strategy that passed every other gate of research. */
export interface VaultVerdict {
  /** The line of descent whose only look this was. */
  readonly lineageId: string;
  /** One less the probability that the true Sharpe ratio over the vault is above 0; `null`: the look was spent without an answer. */
  readonly pValue: number | null;
  /** The level at which the online test judged it; `null` without an answer. */
  readonly level: number | null;
  /** Which test it was in the life of the home folder, from 1; `null` without an answer. */
  readonly test: number | null;
  /** Whether the p-value is at most the level. */
  readonly confirmed: boolean;
  /** An English sentence with the figures in it. */
  readonly reason: string;
}
