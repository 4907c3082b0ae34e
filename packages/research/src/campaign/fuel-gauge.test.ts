import { describe, expect, it } from "vitest";
import { FuelGauge } from "./fuel-gauge.ts";
import type { MeteredSession } from "./strategy-workshop.ts";

/** Takes as much fuel for a bar as its close says, 10 for being told what it holds and 50 for levels. */
class BurningSession implements MeteredSession {
  readonly meta = { name: "burning", version: 1, description: "", warmupBars: 0, parameters: [] };
  readonly takeProfit = 2;
  stopLoss = Number.NaN;
  /** What opening it took. */
  fuelUsed = 7_000;

  onCandle(_openTimeMs: number, _open: number, _high: number, _low: number, close: number): number {
    this.fuelUsed += close;
    return close / 1_000;
  }

  setPosition(): void {
    this.fuelUsed += 10;
  }

  askRiskLevels(side: 1 | -1): void {
    this.fuelUsed += 50;
    this.stopLoss = side;
  }
}

function takeBars(gauge: FuelGauge, closes: readonly number[]): readonly number[] {
  return closes.map((close, i) => gauge.onCandle(i, close, close, close, close, 1));
}

describe("FuelGauge", () => {
  it("knows the dearest call and the mean bar, and does not count what opening took", () => {
    const gauge = new FuelGauge(new BurningSession());
    expect(gauge.used).toEqual({ call: 0, meanBar: 0 });
    expect(takeBars(gauge, [30, 90, 20])).toEqual([0.03, 0.09, 0.02]);
    gauge.setPosition(1, 1);
    expect(gauge.used).toEqual({ call: 90, meanBar: 50 });
  });

  it("counts calls for levels too, and passes them on", () => {
    const gauge = new FuelGauge(new BurningSession());
    takeBars(gauge, [30]);
    gauge.askRiskLevels(-1, 5);
    expect([gauge.stopLoss, gauge.takeProfit]).toEqual([-1, 2]);
    expect(gauge.used).toEqual({ call: 50, meanBar: 80 });
  });
});
