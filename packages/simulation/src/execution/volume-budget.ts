import { type Candle, RaraError, type Side } from "@rara-trading/domain";

/**
 * Returns the whole lots that a share of a bar's volume is, rounded down. A bar without volume whose price stood still
 * had no trades and offers none; one whose price moved misses its volume.
 * @throws RaraError `simulation.no-volume`.
 */
export function participationLots(bar: Candle, maxParticipation: number, lotsPerUnit: number): number {
  const { volume, high, low } = bar;
  if (volume >= 0 && volume < Infinity && (volume > 0 || high === low)) {
    return Math.floor(maxParticipation * volume * lotsPerUnit);
  }
  throw new RaraError(
    `Expected the volume of the bar at ${bar.openTimeMs}, found ${volume} while its price moved from ${low} to ${high}`,
    {
      category: "configuration",
      code: "simulation.no-volume",
      hint: "Trade a series without volumes with no cap on participation.",
    },
  );
}

/** What the venue's orders may still take of a bar, and have taken. All orders share it; each finest bar has its own part. */
export class VolumeBudget {
  readonly #maxParticipation: number | null;
  readonly #lotsPerUnit: number;
  #bar: Candle | undefined;
  #step: Candle | undefined;
  #stepTaken = 0;
  #bought = 0;
  #sold = 0;

  constructor(maxParticipation: number | null, lotsPerUnit: number) {
    this.#maxParticipation = maxParticipation;
    this.#lotsPerUnit = lotsPerUnit;
  }

  /** Begins a bar: nothing of it is taken. */
  beginBar(bar: Candle): void {
    this.#bar = bar;
    this.#bought = 0;
    this.#sold = 0;
  }

  /** Begins a finest bar inside it, or the bar itself where there is nothing finer. */
  beginStep(step: Candle): void {
    this.#step = step;
    this.#stepTaken = 0;
  }

  /** Returns the lots that may be taken now; infinity without a cap. @throws RaraError `simulation.no-volume`. */
  available(): number {
    const share = this.#maxParticipation;
    if (share === null || this.#bar === undefined || this.#step === undefined) return Infinity;
    const ofStep = participationLots(this.#step, share, this.#lotsPerUnit) - this.#stepTaken;
    const ofBar = participationLots(this.#bar, share, this.#lotsPerUnit) - this.#bought - this.#sold;
    return Math.max(0, Math.min(ofStep, ofBar));
  }

  /** Counts lots as taken. */
  take(side: Side, lots: number): void {
    this.#stepTaken += lots;
    if (side === "buy") this.#bought += lots;
    else this.#sold += lots;
  }

  /** Returns the lots taken on one side of this bar. */
  taken(side: Side): number {
    return side === "buy" ? this.#bought : this.#sold;
  }
}
