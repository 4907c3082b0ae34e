import type { StrategyMeta, StrategySession } from "@rara-trading/domain";
import type { Fuel } from "../gates/fuel-gate.ts";
import type { MeteredSession } from "./strategy-workshop.ts";

/** A session that is driven bar by bar, so that the fuel of every call is known; it does what the one inside does. */
export class FuelGauge implements StrategySession {
  readonly meta: StrategyMeta;
  readonly #inner: MeteredSession;
  readonly #atStart: number;
  #dearestCall = 0;
  #bars = 0;

  constructor(inner: MeteredSession) {
    this.#inner = inner;
    this.meta = inner.meta;
    this.#atStart = inner.fuelUsed;
  }

  /** What it used so far, opening it left out. */
  get used(): Fuel {
    const all = this.#inner.fuelUsed - this.#atStart;
    return { call: this.#dearestCall, meanBar: all / Math.max(1, this.#bars) };
  }

  get stopLoss(): number {
    return this.#inner.stopLoss;
  }

  get takeProfit(): number {
    return this.#inner.takeProfit;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    const before = this.#inner.fuelUsed;
    const target = this.#inner.onCandle(openTimeMs, open, high, low, close, volume);
    this.#bars++;
    this.#callTook(before);
    return target;
  }

  setPosition(size: number, entryPrice: number): void {
    const before = this.#inner.fuelUsed;
    this.#inner.setPosition(size, entryPrice);
    this.#callTook(before);
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    const before = this.#inner.fuelUsed;
    this.#inner.askRiskLevels(side, entryPrice);
    this.#callTook(before);
  }

  #callTook(before: number): void {
    this.#dearestCall = Math.max(this.#dearestCall, this.#inner.fuelUsed - before);
  }
}
