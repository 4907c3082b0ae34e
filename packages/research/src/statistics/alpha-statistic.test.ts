import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { alphaStatistic } from "./alpha-statistic.ts";

describe("alphaStatistic", () => {
  it("takes the market out: beta, alpha and the t statistic of a line with known residuals", () => {
    // r = 0.5 + 2 m + e with e orthogonal to 1 and m, so least squares gives the line exactly.
    const market = Float64Array.from([-1, 1, -1, 1, -1, 1, -1, 1]);
    const residuals = [0.1, 0.1, -0.1, -0.1, 0.1, 0.1, -0.1, -0.1];
    const returns = market.map((value, i) => 0.5 + 2 * value + (residuals[i] ?? 0));
    const found = alphaStatistic(returns, market);
    expect(found?.beta).toBeCloseTo(2, 12);
    expect(found?.alpha).toBeCloseTo(0.5, 12);
    // mean(m) = 0, so the scores are e / 8. floor(4 (8 / 100)^(2/9)) = 2 lags, Bartlett weights 2/3 and 1/3:
    // sum e^2 = .08, lag 1: + - + - + - + = .01 (4 - 3) = .01, lag 2: -.06; (.08 + 2 (2/3 x .01 - 1/3 x .06)) / 64.
    const variance = (0.08 + 2 * ((2 / 3) * 0.01 - (1 / 3) * 0.06)) / 64;
    expect(found?.t).toBeCloseTo(0.5 / Math.sqrt(variance), 9);
  });

  it("is near a standard normal for a strategy that has nothing but the market", () => {
    const random = new SeededRandom("alpha");
    const values = Array.from({ length: 200 }, () => {
      const market = Float64Array.from({ length: 500 }, () => 0.0004 + 0.01 * random.nextNormal());
      const returns = market.map((value) => 0.7 * value + 0.005 * random.nextNormal());
      return alphaStatistic(returns, market)?.t ?? NaN;
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    // Standard errors .07 and .05; Newey-West is a few percent too small at 500 days.
    expect(Math.abs(mean)).toBeLessThan(0.25);
    expect(deviation).toBeGreaterThan(0.85);
    expect(deviation).toBeLessThan(1.2);
  });

  it("needs days of both, and residuals that vary", () => {
    expect(() => alphaStatistic(new Float64Array(3), new Float64Array(4))).toThrow(
      /Expected a market of 3 days, found 4/,
    );
    expect(
      alphaStatistic(
        new Float64Array(10),
        Float64Array.from({ length: 10 }, (_, i) => i),
      ),
    ).toBeNull();
  });

  it("leaves the mean alone where the market never moves", () => {
    const returns = Float64Array.from([0.01, -0.01, 0.02, 0, 0.01, 0.01]);
    expect(alphaStatistic(returns, new Float64Array(6))).toMatchObject({ beta: 0 });
    expect(alphaStatistic(returns, new Float64Array(6))?.alpha).toBeCloseTo(0.04 / 6, 12);
  });
});
