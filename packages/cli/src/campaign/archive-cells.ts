import { type LoggedTrial, sharpeStandardError, TURNOVER_EDGES, turnoverNiche } from "@rara-trading/research";

/** The trials of one family with one kind of turnover. */
export interface ArchiveCell {
  readonly family: string;
  /** Which niche of turnover, from 0: an index into `TURNOVER_NICHES`. */
  readonly niche: number;
  readonly trials: number;
  /** Best Sharpe ratio less one standard error; `null` when none has a Sharpe ratio, or the days are not known. */
  readonly lowerSharpe: number | null;
}

/** The niches of turnover a year, in words. */
export const TURNOVER_NICHES: readonly string[] = [
  `under ${TURNOVER_EDGES[0]}`,
  ...TURNOVER_EDGES.slice(1).map((edge, i) => `${TURNOVER_EDGES[i] ?? 0} to ${edge}`),
  `over ${TURNOVER_EDGES.at(-1) ?? 0}`,
];

/**
 * Returns what a run found in each place of its archive, families by turnover, from the trials that the ledger holds;
 * a trial that never traded has no place. `days` is how many daily returns each trial has.
 */
export function archiveCells(trials: readonly LoggedTrial[], days: number, daysAYear: number): readonly ArchiveCell[] {
  const cells = new Map<string, ArchiveCell>();
  for (const { metrics, hypothesis } of trials) {
    if (metrics === null || !(metrics.exposure > 0)) continue;
    const { family } = hypothesis;
    const niche = turnoverNiche(metrics.turnover ?? 0);
    const { sharpe } = metrics;
    const lower = sharpe === null || days === 0 ? null : sharpe - sharpeStandardError(sharpe, days, daysAYear);
    const key = `${family}/${niche}`;
    const held = cells.get(key) ?? { family, niche, trials: 0, lowerSharpe: null };
    const best = lower !== null && (held.lowerSharpe === null || lower > held.lowerSharpe) ? lower : held.lowerSharpe;
    cells.set(key, { family, niche, trials: held.trials + 1, lowerSharpe: best });
  }
  return [...cells.values()].sort((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : a.niche - b.niche));
}
