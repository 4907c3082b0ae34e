import { fileURLToPath } from "node:url";
import { type CandleColumns, parseInstrumentId, RaraError, SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { loadSp500Daily, plantedMomentumMarket, signFlippedMarket, SP500_DAILY } from "@rara-trading/market-data";
import type { DemoMarketKind } from "./demo-result.ts";

/** One of the demo's markets. */
export interface DemoMarketDefinition {
  readonly kind: DemoMarketKind;
  readonly label: string;
  readonly series: SeriesKey;
}

/** The annualised Sharpe ratio, before costs, that the planted market holds. */
const PLANTED_SHARPE = 2;

/** Every market of the demo, in the order in which it shows them. */
const DEMO_MARKETS: readonly DemoMarketDefinition[] = [
  { kind: "real", label: "Real: S&P 500, daily, 2000 to 2020", series: SP500_DAILY },
  {
    kind: "noise",
    label: "Noise: the same returns with random signs",
    series: { instrument: parseInstrumentId("sim:gspc-sign-flipped"), timeframe: "1d" },
  },
  {
    kind: "planted",
    label: `Planted: a momentum edge of Sharpe ${PLANTED_SHARPE}`,
    series: { instrument: parseInstrumentId("sim:planted-momentum"), timeframe: "1d" },
  },
];

/** Returns the markets that a comma-separated list names. @throws RaraError `demo.markets` for an unknown name. */
export function selectMarkets(list: string | undefined): readonly DemoMarketDefinition[] {
  if (list === undefined) return DEMO_MARKETS;
  const wanted = list.split(",").map((name) => name.trim());
  const known = DEMO_MARKETS.map(({ kind }) => kind);
  const unknown = wanted.find((name) => !known.some((kind) => kind === name));
  if (unknown !== undefined) {
    throw new RaraError(`Expected markets among ${known.join(", ")}, found ${JSON.stringify(unknown)}`, {
      category: "usage",
      code: "demo.markets",
      hint: "For example --markets noise,planted.",
    });
  }
  return DEMO_MARKETS.filter(({ kind }) => wanted.includes(kind));
}

/** Returns the bars of the three markets for a seed: only the simulated ones depend on it. */
export async function demoCandles(
  seed: string,
  signal: AbortSignal,
): Promise<Readonly<Record<DemoMarketKind, CandleColumns>>> {
  const packageEntry = import.meta.resolve("vega-datasets");
  const real = await loadSp500Daily(fileURLToPath(new URL("../data/sp500-2000.csv", packageEntry)), signal);
  const random = new SeededRandom(seed).fork("demo-markets");
  return {
    real,
    noise: signFlippedMarket(real, random.fork("noise")),
    planted: plantedMomentumMarket({
      bars: real.length,
      sharpe: PLANTED_SHARPE,
      random: random.fork("planted"),
      startMs: real.openTimeMs[0] ?? 0,
    }),
  };
}
