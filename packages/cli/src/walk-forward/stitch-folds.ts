import { type Fill, type TradingCosts, sideSign } from "@rara-trading/domain";
import { type EngineOptions, foldRoundTrips, type RoundTrip } from "@rara-trading/simulation";
import { tradingCostsOf } from "../commands/strategy-run.ts";
import type { WindowRun } from "./evaluate-window.ts";

const BASIS_POINTS = 10_000;

/** The test windows of a walk-forward as one account. */
export interface StitchedTest {
  /** At each bar's close, quote currency, from the first test window's first bar on. */
  readonly equity: Float64Array;
  readonly openTimeMs: Float64Array;
  readonly roundTrips: readonly RoundTrip[];
  readonly fills: number;
  readonly barsInPosition: number;
  readonly tradedNotional: number;
  /** Fees and slippage. */
  readonly costsQuote: number;
}

/** Returns the fill that closes what a run still holds at its last close, or `undefined` when it holds nothing. */
function closingFill({ candles, result }: WindowRun, costs: TradingCosts): Fill | undefined {
  let entryPrice = 0;
  let position = 0;
  for (const { purpose, quantity, price, positionAfter } of result.fills) {
    const held = Math.abs(position);
    if (purpose === "entry") entryPrice = (entryPrice * held + price * quantity) / (held + quantity);
    position = positionAfter;
  }
  if (position === 0) return undefined;
  const side = position > 0 ? "sell" : "buy";
  const price = (candles.close.at(-1) ?? NaN) * (1 + (sideSign(side) * costs.slippageBps) / BASIS_POINTS);
  const quantity = Math.abs(position);
  return {
    sequence: 0,
    barOpenTimeMs: candles.openTimeMs.at(-1) ?? NaN,
    side,
    purpose: "exit",
    quantity,
    price,
    feeQuote: (quantity * price * costs.feeBps) / BASIS_POINTS,
    realizedPnlQuote: position * (price - entryPrice),
    positionAfter: 0,
  };
}

/**
 * Returns a run that ends flat: what it still holds is sold (or bought back) at the last close, and pays for it. Without
 * that, the costs of changing parameters between two windows would be left out.
 */
export function closedAtEnd(run: WindowRun, costs: TradingCosts): WindowRun {
  const fill = closingFill(run, costs);
  if (fill === undefined) return run;
  const { result, candles } = run;
  const equity = Float64Array.from(result.equity);
  const slipped = fill.quantity * Math.abs(fill.price - (candles.close.at(-1) ?? NaN));
  equity[equity.length - 1] = (equity.at(-1) ?? NaN) - slipped - fill.feeQuote;
  const fills = [...result.fills, fill];
  return {
    candles,
    result: {
      ...result,
      equity,
      fills,
      roundTrips: foldRoundTrips(fills),
      tradedNotional: result.tradedNotional + fill.quantity * fill.price,
    },
  };
}

/** Strings test runs together: each goes on with the equity that the one before ended with. They follow each other in time. */
export function stitchTests(runs: readonly WindowRun[], engine: EngineOptions): StitchedTest {
  const { capital } = engine;
  const bars = runs.reduce((sum, { candles }) => sum + candles.length, 0);
  const equity = new Float64Array(bars);
  const openTimeMs = new Float64Array(bars);
  const roundTrips: RoundTrip[] = [];
  let stitched = { at: 0, growth: 1, fills: 0, barsInPosition: 0, tradedNotional: 0, costsQuote: 0 };
  for (const { candles, result } of runs) {
    const { at, growth } = stitched;
    equity.set(
      result.equity.map((value) => value * growth),
      at,
    );
    openTimeMs.set(candles.openTimeMs, at);
    roundTrips.push(...result.roundTrips.map((trip) => ({ ...trip, pnlQuote: trip.pnlQuote * growth })));
    stitched = {
      at: at + candles.length,
      // What is lost beyond everything is not traded on.
      growth: (growth * Math.max(0, result.equity.at(-1) ?? capital)) / capital,
      fills: stitched.fills + result.fills.length,
      barsInPosition: stitched.barsInPosition + result.barsInPosition,
      tradedNotional: stitched.tradedNotional + result.tradedNotional * growth,
      costsQuote: stitched.costsQuote + tradingCostsOf({ result, engine }).totalQuote * growth,
    };
  }
  const { fills, barsInPosition, tradedNotional, costsQuote } = stitched;
  return { equity, openTimeMs, roundTrips, fills, barsInPosition, tradedNotional, costsQuote };
}
