import type { CandleColumns, Fill, OrderPurpose } from "@rara-trading/domain";
import type { RiskRule } from "./target-array-session.ts";

/** What the reference is told: the same as the engine, with the two guards as plain limits. */
export interface ReferenceRules {
  readonly capital: number;
  readonly feeBps: number;
  readonly slippageBps: number;
  readonly equityFraction: number;
  readonly lotsPerUnit: number;
  readonly tradeFromMs: number;
  readonly warmupBars: number;
  readonly maxEquityFraction: number;
  readonly maxDrawdown: number;
}

/** A refusal as the reference reports it. */
interface ReferenceRefusal {
  readonly barOpenTimeMs: number;
  readonly guard: string;
  readonly positionAfter: number;
}

/** What should have happened. */
export interface ReferenceRun {
  readonly fills: readonly Omit<Fill, "sequence">[];
  readonly refusals: readonly ReferenceRefusal[];
  readonly equity: readonly number[];
  readonly cash: readonly number[];
}

/** The price at which `level` triggers in a bar, if it does: at the open beyond it, else at the level inside. */
function touched(level: number, below: boolean, open: number, extreme: number): number | undefined {
  if (Number.isNaN(level)) return undefined;
  if (below ? open <= level : open >= level) return open;
  if (below ? extreme <= level : extreme >= level) return level;
  return undefined;
}

/**
 * The written rules of a backtest as one plain loop, in the words of the strategy ABI ("Signals", "Order of events")
 * and of the conventions; it shares no code with the engine and exists to disagree with it.
 */
// oxlint-disable-next-line max-lines-per-function -- one loop, read beside the specification
export function referenceBacktest(
  bars: CandleColumns,
  targets: readonly number[],
  riskLevels: RiskRule,
  rules: ReferenceRules,
): ReferenceRun {
  const feeRate = rules.feeBps / 10_000;
  const slip = rules.slippageBps / 10_000;
  const fills: Omit<Fill, "sequence">[] = [];
  const refusals: ReferenceRefusal[] = [];
  const equityMarks: number[] = [];
  const cashMarks: number[] = [];

  let cash = rules.capital;
  let lots = 0; // signed; the position is lots / lotsPerUnit
  let entryPrice = 0;
  let stopLoss = NaN;
  let takeProfit = NaN;
  let equity = rules.capital;
  let peak = rules.capital;
  let ruined = false;
  let lastTarget = 0;
  let orders: { purpose: OrderPurpose; toLots: number }[] = [];

  const trade = (atMs: number, purpose: OrderPurpose, toLots: number, rawPrice: number): void => {
    const buys = toLots > lots;
    const slips = purpose !== "take-profit";
    const price = slips ? rawPrice * (buys ? 1 + slip : 1 - slip) : rawPrice;
    const quantity = Math.abs(toLots - lots) / rules.lotsPerUnit;
    const value = quantity * price;
    const fee = value * feeRate;
    cash = cash - (buys ? value : -value) - fee;
    let profit = 0;
    if (purpose === "entry") {
      const held = Math.abs(lots) / rules.lotsPerUnit;
      entryPrice = lots === 0 ? price : (held * entryPrice + quantity * price) / (held + quantity);
    } else {
      profit = (price - entryPrice) * quantity * (lots > 0 ? 1 : -1);
    }
    lots = toLots;
    if (lots === 0) {
      entryPrice = 0;
      stopLoss = NaN;
      takeProfit = NaN;
    }
    fills.push({
      barOpenTimeMs: atMs,
      side: buys ? "buy" : "sell",
      purpose,
      quantity,
      price,
      feeQuote: fee,
      realizedPnlQuote: profit,
      positionAfter: lots / rules.lotsPerUnit,
    });
  };

  for (let i = 0; i < bars.length; i++) {
    const [atMs = 0, open = 0, high = 0, low = 0, close = 0] = [
      bars.openTimeMs[i],
      bars.open[i],
      bars.high[i],
      bars.low[i],
      bars.close[i],
    ];

    // Fill the pending target at the open, then ask for risk levels.
    for (const { purpose, toLots } of orders) {
      trade(atMs, purpose, toLots, open);
      if (purpose !== "entry") continue;
      const levels = riskLevels(lots > 0 ? 1 : -1, entryPrice);
      stopLoss = levels.stopLoss > 0 ? levels.stopLoss : NaN;
      takeProfit = levels.takeProfit > 0 ? levels.takeProfit : NaN;
    }
    orders = [];

    // Stop and take-profit inside the bar, the entry bar included; at the open whatever was gapped through,
    // inside the bar the worse one first.
    if (lots !== 0) {
      const long = lots > 0;
      const stopAt = touched(stopLoss, long, open, long ? low : high);
      const takeAt = touched(takeProfit, !long, open, long ? high : low);
      if (stopAt !== undefined && (stopAt === open || takeAt !== open)) trade(atMs, "stop-loss", 0, stopAt);
      else if (takeAt !== undefined) trade(atMs, "take-profit", 0, takeAt);
    }

    // Mark equity at the close; at nothing or less, everything is sold and trading is over.
    equity = cash + (lots / rules.lotsPerUnit) * close;
    peak = Math.max(peak, equity);
    if (equity <= 0) {
      ruined = true;
      if (lots !== 0) trade(atMs, "liquidation", 0, close);
      equity = cash;
    }
    equityMarks.push(equity);
    cashMarks.push(cash);

    // The strategy's target for the next open.
    const target = targets[i] ?? NaN;
    if (i < rules.warmupBars || atMs < rules.tradeFromMs || ruined) continue;
    if (target === 2 || target === lastTarget) continue;
    lastTarget = target;
    const wanted =
      equity > 0
        ? Math.trunc(((target * rules.equityFraction * equity) / close) * rules.lotsPerUnit) + 0 // never -0
        : 0;
    const sameSide = Math.sign(wanted) === Math.sign(lots);
    let from = lots;
    if (lots !== 0 && !sameSide) {
      orders.push({ purpose: "exit", toLots: 0 });
      from = 0;
    }
    if (wanted === from) continue;
    if (from !== 0 && Math.abs(wanted) < Math.abs(from)) {
      orders.push({ purpose: "exit", toLots: wanted });
      continue;
    }
    const exposure = (Math.abs(wanted) / rules.lotsPerUnit) * close;
    const guard =
      exposure > rules.maxEquityFraction * equity * (1 + 1e-9)
        ? "max-position-size"
        : peak - equity >= rules.maxDrawdown * peak
          ? "drawdown-limit"
          : undefined;
    if (guard === undefined) orders.push({ purpose: "entry", toLots: wanted });
    else refusals.push({ barOpenTimeMs: atMs, guard, positionAfter: wanted / rules.lotsPerUnit });
  }
  return { fills, refusals, equity: equityMarks, cash: cashMarks };
}
