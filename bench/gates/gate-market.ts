import { fileURLToPath } from "node:url";
import { type CandleColumns, SeededRandom } from "@rara-trading/domain";
import {
  bootstrappedMarket,
  garchMarket,
  gaussianMarket,
  loadSp500Daily,
  plantedMarket,
  signFlippedMarket,
  twoStateMarket,
} from "@rara-trading/market-data";

/** Markets without an edge: whatever is promoted on one is a false promotion. */
type NullMarket = "gaussian" | "garch" | "bootstrap" | "sign-flip" | "two-state";

/** Markets with a known edge. */
type PlantedKind = "momentum" | "reversion" | "decaying" | "cost-killed";

/** A market of the benchmark: with its seed it is the same bars for ever. */
export interface GateMarket {
  readonly kind: NullMarket | PlantedKind;
  /** Annualised Sharpe ratio that is planted, before costs; 0 on a market without an edge. */
  readonly sharpe: number;
  readonly seed: string;
}

/** Five years of sessions for research, a purge gap, and two years that no gate before the vault sees. */
export const RESEARCH_BARS = 1_260;
export const PURGE_BARS = 160;
const VAULT_BARS = 504;
export const MARKET_BARS = RESEARCH_BARS + PURGE_BARS + VAULT_BARS;

/** Twenty years, on which the true Sharpe ratio of a promoted rule is measured. */
export const TRUTH_BARS = 5_040;

const START_MS = Date.UTC(2000, 0, 3);
const MEAN_BLOCKS = [5, 10, 20] as const;

let loaded: Promise<CandleColumns> | undefined;

async function sp500(): Promise<CandleColumns> {
  const path = fileURLToPath(new URL("../data/sp500-2000.csv", import.meta.resolve("vega-datasets")));
  loaded ??= loadSp500Daily(path, new AbortController().signal);
  return loaded;
}

/** Returns `bars` of the market; another label gives fresh bars of the same kind. */
export async function marketBars(
  { kind, sharpe, seed }: GateMarket,
  bars: number,
  label: string,
): Promise<CandleColumns> {
  const random = new SeededRandom(`${seed}/${kind}/${sharpe}`).fork(label);
  const about = { bars, random, startMs: START_MS };
  switch (kind) {
    case "gaussian":
      return gaussianMarket(about);
    case "garch":
      return garchMarket(about);
    case "two-state":
      return twoStateMarket(about);
    case "bootstrap": {
      const meanBlockDays = MEAN_BLOCKS[random.nextInt(MEAN_BLOCKS.length)] ?? 10;
      return bootstrappedMarket(await sp500(), { bars, random, meanBlockDays });
    }
    case "sign-flip": {
      const flipped = signFlippedMarket(await sp500(), random);
      return sliceOf(flipped, 0, bars);
    }
    case "momentum":
    case "reversion":
      return plantedMarket({ ...about, edge: kind, sharpeOn: () => sharpe });
    case "decaying":
      return plantedMarket({ ...about, edge: "momentum", sharpeOn: (day) => (day < RESEARCH_BARS / 2 ? sharpe : 0) });
    case "cost-killed":
      return plantedMarket({ ...about, edge: "reversion", sharpeOn: () => sharpe });
    default:
      return kind satisfies never;
  }
}

/** Returns bars `from` … `to` - 1. */
export function sliceOf(candles: CandleColumns, from: number, to: number): CandleColumns {
  return {
    length: Math.min(to, candles.length) - from,
    openTimeMs: candles.openTimeMs.slice(from, to),
    open: candles.open.slice(from, to),
    high: candles.high.slice(from, to),
    low: candles.low.slice(from, to),
    close: candles.close.slice(from, to),
    volume: candles.volume.slice(from, to),
  };
}
