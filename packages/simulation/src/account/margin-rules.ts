import { RaraError } from "@rara-trading/domain";

/** One step of a maintenance table: the slice of a position's notional up to `notionalMax` is margined at `rate`. */
export interface MaintenanceTier {
  /** Quote currency; the last tier's is Infinity. */
  readonly notionalMax: number;
  /** Fraction of the notional in this slice. */
  readonly rate: number;
}

/** What a venue asks for a position that is not paid in full. */
export interface MarginRules {
  /** Largest notional per unit of equity; its inverse is the initial margin rate. */
  readonly leverageMax: number;
  readonly maintenance: readonly MaintenanceTier[];
  /** Charged on the notional of a forced close, on top of the taker fee. */
  readonly liquidationFeeBps: number;
}

/** 10 x leverage at most, 0.5 % maintenance on every notional, 50 bp for a forced close. */
export const DEFAULT_MARGIN: MarginRules = {
  leverageMax: 10,
  maintenance: [{ notionalMax: Infinity, rate: 0.005 }],
  liquidationFeeBps: 50,
};

/** Returns the margin that opening `notional` needs: notional / leverageMax. */
export function initialMargin(rules: MarginRules, notional: number): number {
  return notional / rules.leverageMax;
}

/**
 * Returns the equity below or at which a position of `notional` is closed: each slice of the notional at its own rate.
 * (Tables that give a rate for the whole and a "maintenance amount" to take off, as Binance's do, say the same sum.)
 */
export function maintenanceMargin(rules: MarginRules, notional: number): number {
  let margin = 0;
  let from = 0;
  for (const { notionalMax, rate } of rules.maintenance) {
    if (notional <= from) break;
    margin += (Math.min(notional, notionalMax) - from) * rate;
    from = notionalMax;
  }
  return margin;
}

function refuse(expected: string, found: number | undefined): never {
  throw new RaraError(`Expected ${expected}, found ${found}`, {
    category: "usage",
    code: "simulation.margin-rules",
    hint: "Copy leverage and maintenance tiers from the venue's contract specification.",
  });
}

/** Returns `rules` once they make sense. @throws RaraError `simulation.margin-rules` naming the figure that does not. */
export function checkedMarginRules(rules: MarginRules): MarginRules {
  const { leverageMax, maintenance, liquidationFeeBps } = rules;
  if (!(leverageMax > 0 && leverageMax < Infinity)) refuse("a largest leverage above 0", leverageMax);
  if (!(liquidationFeeBps >= 0 && liquidationFeeBps < 10_000)) refuse("a liquidation fee in bp", liquidationFeeBps);
  let from = 0;
  for (const { notionalMax, rate } of maintenance) {
    if (!(notionalMax > from)) refuse(`a maintenance tier that ends above ${from}`, notionalMax);
    // Larger positions may be margined at more than the initial rate of small ones: they then cannot be opened so large.
    const rateMax = from === 0 ? Math.min(1, 1 / leverageMax) : 1;
    if (!(rate >= 0 && rate < rateMax)) refuse(`a maintenance rate from 0 to below ${rateMax}`, rate);
    from = notionalMax;
  }
  if (from !== Infinity) refuse("a last maintenance tier that ends at Infinity", maintenance.at(-1)?.notionalMax);
  return rules;
}
