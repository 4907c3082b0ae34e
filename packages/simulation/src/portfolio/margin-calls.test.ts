import { DAY_MS, HOLD_TARGET, parseInstrumentId, RaraError } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import type { MarginRules } from "../account/margin-rules.ts";
import {
  daily,
  freeModel,
  PERPETUAL,
  type PriceBar,
  scriptedPortfolio,
  scriptedSleeve,
  still,
} from "../testing/scripted-portfolio.ts";
import { riskAtDistance } from "../testing/target-array-session.ts";
import type { PortfolioOptions } from "./portfolio-options.ts";
import { runPortfolioBacktest } from "./run-portfolio-backtest.ts";

const HOLD = HOLD_TARGET;
const OTHER = parseInstrumentId("binance:ETH/USDT:USDT");
const FIVE_TIMES: MarginRules = {
  leverageMax: 5,
  maintenance: [{ notionalMax: Infinity, rate: 0.05 }],
  liquidationFeeBps: 100,
};
const MODEL = freeModel({ margin: FIVE_TIMES });

function runOne(bars: readonly PriceBar[], options: PortfolioOptions) {
  return runPortfolioBacktest([{ instrument: PERPETUAL, timeframe: "1d", candles: daily(bars) }], options);
}

function leveraged(targets: readonly number[], equityFraction: number, risk?: Parameters<typeof scriptedSleeve>[2]) {
  return scriptedSleeve(targets, { sizing: { kind: "fixed-fraction", equityFraction } }, risk);
}

describe("liquidation", () => {
  // 50 units at 100 on 1,000. At 84 equity is 200, maintenance 0.05 x 4,200 = 210.
  const crash = [still(100), still(100), [100, 100, 84, 95], still(95)] as const;

  it("closes at the worst price of the bar that cost the margin, with its fee, and stays out", () => {
    const result = runOne(crash, scriptedPortfolio([leveraged([1, HOLD, HOLD, HOLD], 5)], [MODEL]));
    expect(result.fills.map(({ purpose, price }) => [purpose, price])).toEqual([
      ["entry", 100],
      ["liquidation", 84],
    ]);
    expect(result.liquidations).toEqual([
      { barOpenTimeMs: 2 * DAY_MS, reason: "maintenance-margin", instrument: PERPETUAL, equity: 200, required: 210 },
    ]);
    // 1,000 - 50 x 16 - 1 % of 4,200.
    expect(result.amounts["liquidation-fee"]).toBe(-42);
    expect([...result.equity]).toEqual([1_000, 1_000, 158, 158]);
  });

  it("keeps a position whose margin holds by a hair", () => {
    const result = runOne(
      [still(100), still(100), [100, 100, 85, 95]],
      scriptedPortfolio([leveraged([1, HOLD, HOLD], 5)], [MODEL]),
    );
    // At 85: 250 of 212.5.
    expect(result.liquidations).toEqual([]);
    expect(result.equity.at(-1)).toBe(750);
  });

  it("comes after a stop that leaves the margin, and before one that does not", () => {
    const near = runOne(
      crash,
      scriptedPortfolio([leveraged([1, HOLD, HOLD, HOLD], 5, riskAtDistance(10, 500))], [MODEL]),
    );
    expect(near.fills.map(({ purpose, price }) => [purpose, price])).toEqual([
      ["entry", 100],
      ["stop-loss", 90],
    ]);
    const far = runOne(
      crash,
      scriptedPortfolio([leveraged([1, HOLD, HOLD, HOLD], 5, riskAtDistance(15.9, 500))], [MODEL]),
    );
    expect(far.fills.at(-1)?.purpose).toBe("liquidation");
  });

  it("looks at the mark, not at the trade", () => {
    const wick = [still(100), still(100), [100, 100, 60, 100], still(100)] as const;
    const calm = daily([still(100), still(100), [100, 100, 95, 100], still(100)]);
    const model = freeModel({ margin: FIVE_TIMES, mark: { timeframe: "1d", candles: calm } });
    const result = runOne(wick, scriptedPortfolio([leveraged([1, HOLD, HOLD, HOLD], 5)], [model]));
    expect(result.liquidations).toEqual([]);
    const traded = runOne(wick, scriptedPortfolio([leveraged([1, HOLD, HOLD, HOLD], 5)], [MODEL]));
    // Sold 50 at 60: a debt of 1,000 and the fee.
    expect(traded.liquidations.map(({ reason }) => reason)).toEqual(["maintenance-margin", "ruin"]);
  });

  it("takes every margined position of the account with it: the margin is shared", () => {
    const result = runPortfolioBacktest(
      [
        { instrument: PERPETUAL, timeframe: "1d", candles: daily(crash) },
        { instrument: OTHER, timeframe: "1d", candles: daily([10, 10, 10, 10].map(still)) },
      ],
      scriptedPortfolio(
        [
          leveraged([1, HOLD, HOLD, HOLD], 4.5),
          { ...leveraged([-1, HOLD, HOLD, HOLD], 0.5), name: "other", instrument: OTHER },
        ],
        [MODEL, { ...MODEL, instrument: OTHER }],
      ),
    );
    // At 84: 1,000 - 45 x 16 = 280 is enough for 0.05 x (3,780 + 500) = 214; only a deeper fall takes both.
    expect(result.liquidations).toEqual([]);
    const deeper = [still(100), still(100), [100, 100, 80, 95], still(95)] as const;
    const both = runPortfolioBacktest(
      [
        { instrument: PERPETUAL, timeframe: "1d", candles: daily(deeper) },
        { instrument: OTHER, timeframe: "1d", candles: daily([10, 10, 10, 10].map(still)) },
      ],
      scriptedPortfolio(
        [
          leveraged([1, HOLD, HOLD, HOLD], 4.5),
          { ...leveraged([-1, HOLD, HOLD, HOLD], 0.5), name: "other", instrument: OTHER },
        ],
        [MODEL, { ...MODEL, instrument: OTHER }],
      ),
    );
    expect(
      both.fills.filter(({ purpose }) => purpose === "liquidation").map(({ sleeve, price }) => [sleeve, price]),
    ).toEqual([
      ["one", 80],
      ["other", 10],
    ]);
  });
});

describe("what an entry may take up", () => {
  it("refuses more than the leverage allows and names what it found", () => {
    const { fills, refusals } = runOne([still(100), still(100)], scriptedPortfolio([leveraged([1, HOLD], 6)], [MODEL]));
    expect(fills).toEqual([]);
    expect(refusals).toMatchObject([{ guard: "initial-margin", limit: 1_000, actual: 1_200, sleeve: "one" }]);
  });

  it("counts what the other sleeves hold and have on order", () => {
    const sleeves = [leveraged([1, HOLD, HOLD], 1), { ...leveraged([1, HOLD, 0.5], 1), name: "two" }];
    const { fills, refusals } = runOne(
      [still(100), still(100), still(100)],
      scriptedPortfolio(sleeves, [MODEL], { grossLeverageMax: 1.5 }),
    );
    expect(fills.map(({ sleeve, quantity }) => [sleeve, quantity])).toEqual([["one", 10]]);
    expect(refusals).toMatchObject([{ guard: "gross-leverage", limit: 1.5, actual: 2, sleeve: "two" }]);
  });

  it("does not take a hedge that is marked in turns for a peak or for ruin", () => {
    const sleeves = [leveraged([1, HOLD, HOLD, HOLD], 1), { ...leveraged([-1, HOLD, HOLD, HOLD], 1), name: "short" }];
    const result = runOne([still(100), still(100), still(250), still(40)], scriptedPortfolio(sleeves));
    expect([...result.equity]).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(result.ruined).toBe(false);
    expect(result.sleeves.map(({ sleeve, netQuote }) => [sleeve, netQuote])).toEqual([
      ["one", -600],
      ["short", 600],
    ]);
  });
});

describe("input that makes no sense", () => {
  const one = leveraged([1], 1);
  it.each<[string, () => PortfolioOptions, RegExp]>([
    ["no sleeve", () => scriptedPortfolio([]), /1 to 256 sleeves/],
    ["two sleeves of one name", () => scriptedPortfolio([one, one]), /different names/],
    ["a session shared by two sleeves", () => scriptedPortfolio([one, { ...one, name: "two" }]), /session of its own/],
    ["an instrument without a model", () => scriptedPortfolio([one], []), /model of binance:BTC/],
    ["no capital", () => scriptedPortfolio([one], undefined, { capital: 0 }), /capital above 0/],
    [
      "a maintenance rate above the initial one",
      () => scriptedPortfolio([one], [freeModel({ margin: { ...FIVE_TIMES, leverageMax: 50 } })]),
      /maintenance rate/,
    ],
    ["a fraction of nothing", () => scriptedPortfolio([leveraged([1], 0)]), /equity fraction above 0/],
    [
      "funding out of order",
      () =>
        scriptedPortfolio(
          [one],
          [freeModel({ funding: { timeMs: Float64Array.of(5, 4), rate: Float64Array.of(0, 0) } })],
        ),
      /sorted by time \(row 1\)/,
    ],
    [
      "marks coarser than the bars",
      () =>
        scriptedPortfolio(
          [{ ...one, timeframe: "1h" }],
          [freeModel({ mark: { timeframe: "1d", candles: daily([]) } })],
        ),
      /bars of 1h or shorter/,
    ],
  ])("refuses %s", (_what, options, message) => {
    const run = () =>
      runPortfolioBacktest(
        [{ instrument: PERPETUAL, timeframe: options().sleeves[0]?.timeframe ?? "1d", candles: daily([]) }],
        options(),
      );
    expect(run).toThrow(RaraError);
    expect(run).toThrow(message);
  });

  it("refuses a series that nobody trades, and a sleeve without one", () => {
    const hourly = [{ instrument: PERPETUAL, timeframe: "1h" as const, candles: daily([]) }];
    expect(() => runPortfolioBacktest(hourly, scriptedPortfolio([one]))).toThrow(/series that a sleeve trades/);
    expect(() => runPortfolioBacktest([], scriptedPortfolio([one]))).toThrow(/series of binance:BTC/);
  });

  it("refuses to guess a mark price", () => {
    const mark = { timeframe: "1d" as const, candles: daily([still(100)]) };
    const run = () => runOne([still(100), still(100)], scriptedPortfolio([one], [freeModel({ mark })]));
    expect(run).toThrow(/mark price of binance:BTC\/USDT:USDT at 1970-01-03/);
  });
});
