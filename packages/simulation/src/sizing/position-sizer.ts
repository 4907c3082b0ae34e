import { assertNever } from "@rara-trading/domain";
import { throttleMultiplier } from "./drawdown-throttle.ts";
import { fractionalKelly, shrunkSharpe } from "./kelly.ts";
import type { SizingMethod, VolatilityEstimate } from "./sizing-method.ts";
import { type VolatilityTarget, volatilityTargetWeight } from "./volatility-target.ts";

/** Volatility of the bars closed so far, updated in constant time (the recursion of `weightedVolatility`). */
class RunningVolatility {
  readonly #estimate: VolatilityEstimate;
  #lastClose = NaN;
  #variance = NaN;
  #returns = 0;

  constructor(estimate: VolatilityEstimate) {
    this.#estimate = estimate;
  }

  /** Takes a closed bar; `null` until there is an annual figure. */
  update(close: number): number | null {
    const value = close / this.#lastClose - 1;
    this.#lastClose = close;
    const { decay, barsPerYear, returnsMin } = this.#estimate;
    if (!Number.isFinite(value)) return null;
    this.#returns++;
    this.#variance = this.#returns === 1 ? value * value : decay * this.#variance + (1 - decay) * value * value;
    return this.#returns < returnsMin ? null : Math.sqrt(this.#variance) * Math.sqrt(barsPerYear);
  }

  /** Makes the last close comparable with the bars after a split. */
  rescale(priceFactor: number): void {
    this.#lastClose *= priceFactor;
  }
}

/**
 * The fraction of equity in force after each closed bar of one sleeve. It has seen nothing but closed bars and the
 * account's marks at their closes.
 */
export class PositionSizer {
  readonly #method: SizingMethod;
  readonly #volatility: RunningVolatility | undefined;
  #weight: number | null = null;
  #drawdownAnchor = 0;

  constructor(method: SizingMethod) {
    this.#method = method;
    const inner = method.kind === "drawdown-throttle" ? method.method : method;
    if (inner.kind !== "fixed-fraction") this.#volatility = new RunningVolatility(inner.estimate);
    if (method.kind === "fixed-fraction") this.#weight = method.equityFraction;
  }

  /** Fraction of equity that a target of strength 1 stands for; `null` while there is no estimate to size by. */
  get weight(): number | null {
    return this.#weight;
  }

  /** Whether a held position follows the weight between two targets. */
  get resizes(): boolean {
    return this.#method.kind !== "fixed-fraction";
  }

  /** Takes a closed bar of the sleeve and the account's mark at it. */
  update(close: number, equity: number, peakEquity: number): void {
    const method = this.#method;
    if (method.kind === "fixed-fraction") return;
    const volatility = this.#volatility?.update(close) ?? null;
    if (method.kind === "drawdown-throttle") {
      const wanted = this.#unthrottled(method.method, volatility);
      const multiplier = throttleMultiplier(this.#anchor(equity, peakEquity, method.limits.recovery), method.limits);
      this.#hold(wanted === null ? null : wanted * multiplier, method.noTradeBand);
    } else {
      const band = method.kind === "volatility-target" ? method.target.noTradeBand : method.noTradeBand;
      this.#hold(this.#unthrottled(method, volatility), band);
    }
  }

  /** Tells the sizer that prices are `priceFactor` times what they were: a split. */
  rescale(priceFactor: number): void {
    this.#volatility?.rescale(priceFactor);
  }

  #unthrottled(
    method: Exclude<SizingMethod, { readonly kind: "drawdown-throttle" }>,
    volatility: number | null,
  ): number | null {
    switch (method.kind) {
      case "fixed-fraction":
        return method.equityFraction;
      case "volatility-target": {
        const open: VolatilityTarget = { ...method.target, noTradeBand: 0 };
        return volatility === null ? null : volatilityTargetWeight(volatility, 0, open);
      }
      case "fractional-kelly": {
        const { edge, share, cap } = method;
        const sharpe = shrunkSharpe(edge.sharpe, edge.standardError, edge.spread);
        const leverage = volatility === null ? null : fractionalKelly(sharpe, volatility, share);
        return leverage === null ? null : Math.min(cap, leverage);
      }
      default:
        return assertNever(method);
    }
  }

  /** Deeper drawdowns count at once, shallower ones only after a recovery (as in `throttlePath`). */
  #anchor(equity: number, peakEquity: number, recovery: number): number {
    const drawdown = peakEquity > 0 ? Math.max(0, (peakEquity - equity) / peakEquity) : 1;
    const anchor = this.#drawdownAnchor;
    if (drawdown >= anchor || drawdown <= anchor - recovery) this.#drawdownAnchor = drawdown;
    return this.#drawdownAnchor;
  }

  /** A weight inside the band around the one held changes nothing; nothing at all always counts. */
  #hold(wanted: number | null, band: number): void {
    if (wanted === null) return;
    const held = this.#weight;
    if (held !== null && wanted !== 0 && Math.abs(wanted - held) <= band * held) return;
    this.#weight = wanted;
  }
}
