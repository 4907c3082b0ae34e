import { createRequire } from "node:module";
import { dirname, parse } from "node:path";
import { fileURLToPath } from "node:url";
import type { CandleColumns } from "@rara-trading/domain";

/** Name and version of the peer, as in package.json. */
export const PEER_NAME = "@backtest/framework 1.1.18";

const MINUTE_MS = 60_000;
const SYMBOL = "BENCH";
/** The peer looks for a strategy by folder and name. */
const STRATEGY = fileURLToPath(new URL("./strategies/sma-cross.ts", import.meta.url));
const HELPERS = "./node_modules/@backtest/framework/dist/src/helpers";

/** The part of the peer that is called. */
interface PeerRunner {
  run(parameters: Readonly<Record<string, unknown>>): Promise<{ readonly allOrders: readonly unknown[] }>;
}

/** Runs the peer once over some bars and returns the number of its orders. */
export type PeerRun = () => Promise<number>;

/**
 * Loads the peer with our bars in place of its database, which is all that it uses Prisma for.
 * @throws Error when it is not installed.
 */
export function openBacktestFramework(candles: CandleColumns, feePercent: number, startingAmount: number): PeerRun {
  const require = createRequire(import.meta.url);
  const { open, high, low, close, volume, openTimeMs, length } = candles;
  const rows = Array.from({ length }, (_, i) => ({
    symbol: SYMBOL,
    interval: "1m",
    openTime: openTimeMs[i] ?? NaN,
    open: open[i] ?? NaN,
    high: high[i] ?? NaN,
    low: low[i] ?? NaN,
    close: close[i] ?? NaN,
    volume: volume[i] ?? NaN,
    closeTime: (openTimeMs[i] ?? NaN) + MINUTE_MS - 1,
  }));
  const stored = { candles: rows, metaCandles: [{ name: SYMBOL, symbol: SYMBOL, interval: "1m" }] };
  const database = require.resolve(`${HELPERS}/prisma-historical-data.js`);
  const stub = { id: database, filename: database, loaded: true, exports: { getCandles: async () => stored } };
  require.cache[database] = stub as unknown as NodeJS.Module;
  const runner = require(`${HELPERS}/run-strategy.js`) as PeerRunner;
  const parameters = {
    strategyName: parse(STRATEGY).name,
    rootPath: dirname(STRATEGY),
    historicalData: [SYMBOL],
    supportHistoricalData: [],
    startingAmount,
    startTime: 0,
    endTime: Number.MAX_SAFE_INTEGER,
    params: {},
    percentFee: feePercent,
    percentSlippage: 0,
  };
  return async () => (await runner.run(parameters)).allOrders.length;
}
