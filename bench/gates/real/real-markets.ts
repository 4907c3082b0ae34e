import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ALL_TIME,
  type CandleColumns,
  type CandleStore,
  parseInstrumentId,
  type SeriesKey,
  type Timeframe,
  type TradingCosts,
} from "@rara-trading/domain";
import { importCandleCsv, resampleCandles } from "@rara-trading/market-data";
import { readFactorFile } from "@rara-trading/simulation";
import { adjustedCandles } from "./adjusted-candles.ts";

/** A real history and how it is traded. */
export interface RealMarket {
  readonly instrument: string;
  readonly timeframe: Timeframe;
  readonly costs: TradingCosts;
  /** File in the folder, and the timeframe of its bars. */
  readonly file: string;
  readonly fileTimeframe: Timeframe;
  /** LEAN factor file: the history is raw and is adjusted. */
  readonly factors?: string;
}

const LIQUID: TradingCosts = { feeBps: 1, slippageBps: 1 };
const CRYPTO: TradingCosts = { feeBps: 10, slippageBps: 2 };

const BITCOIN = {
  instrument: "binance:BTC/USDT",
  costs: CRYPTO,
  file: "BTCUSDT-1h-2019-2026.csv.gz",
  fileTimeframe: "1h",
} as const;

function equity(ticker: string): RealMarket {
  return {
    instrument: `yahoo:${ticker}`,
    timeframe: "1d",
    costs: LIQUID,
    file: `${ticker}-1d-1998-2021-LEAN-raw.csv.gz`,
    fileTimeframe: "1d",
    factors: `LEAN-factor-${ticker.toLowerCase()}.csv`,
  };
}

function coin(base: string): RealMarket {
  const file = `${base}USDT-5m-2024.csv.gz`;
  return { instrument: `binance:${base}/USDT`, timeframe: "1h", costs: CRYPTO, file, fileTimeframe: "5m" };
}

/** Every market, in the order of the table. */
export const REAL_MARKETS: readonly RealMarket[] = [
  equity("SPY"),
  equity("AAPL"),
  {
    instrument: "lean:EUR/USD",
    timeframe: "1h",
    costs: LIQUID,
    file: "EURUSD-1h-2007-2018-LEAN-mid.csv.gz",
    fileTimeframe: "1h",
  },
  { ...BITCOIN, timeframe: "1h" },
  { ...BITCOIN, timeframe: "4h" },
  { ...BITCOIN, timeframe: "1d" },
  coin("ETH"),
  coin("SOL"),
];

/** Where a file's own bars are kept, apart from the series that is searched. */
const RAW_VENUE = "raw";

/** Returns the bars of a file in the folder, as they stand in it. */
async function fileBars(market: RealMarket, folder: string, store: CandleStore): Promise<CandleColumns> {
  const { file, fileTimeframe } = market;
  const series: SeriesKey = {
    instrument: parseInstrumentId(`${RAW_VENUE}:${file.replaceAll(/[^A-Za-z0-9]/g, "").toUpperCase()}`),
    timeframe: fileTimeframe,
  };
  const { signal } = new AbortController();
  await importCandleCsv({ path: join(folder, file), series, store, signal, nowMs: Date.now() });
  return store.load(series, ALL_TIME);
}

/** Puts a market's bars into the store, adjusted and resampled where that is so, and returns its series. */
export async function storeRealMarket(market: RealMarket, folder: string, store: CandleStore): Promise<SeriesKey> {
  const { timeframe, fileTimeframe, factors } = market;
  const raw = await fileBars(market, folder, store);
  const series = { instrument: parseInstrumentId(market.instrument), timeframe };
  const adjusted =
    factors === undefined ? raw : adjustedCandles(raw, readFactorFile(await readFile(join(folder, factors), "utf8")));
  const bars = timeframe === fileTimeframe ? adjusted : resampleCandles(adjusted, fileTimeframe, timeframe).candles;
  await store.append(series, bars);
  return series;
}
