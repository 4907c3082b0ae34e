import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { candleAt, SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { runRara } from "./run-rara.ts";

/** Bars of the planted market: twelve years of sessions. */
const BARS = 3_000;

/** Hypotheses that its campaign evaluates: enough to find a Sharpe ratio of 2, few enough for a test. */
const HYPOTHESES = 300;

/** Returns a planted momentum market as a CSV text that anybody could import. */
export function plantedCsv(seed: string): string {
  const random = new SeededRandom(seed);
  const market = plantedMomentumMarket({ bars: BARS, sharpe: 2, random, startMs: Date.UTC(2008, 0, 1) });
  const rows = Array.from({ length: BARS }, (_, i) => {
    const { openTimeMs, open, high, low, close, volume } = candleAt(market, i);
    return [openTimeMs, open, high, low, close, volume].join(",");
  });
  return `${["ts_ms,open,high,low,close,volume", ...rows].join("\n")}\n`;
}

/** A home folder whose research has accepted at least one strategy. */
export interface PlantedHome {
  readonly home: string;
  /** The document data of its `research run`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as in run-rara.ts
  readonly run: any;
}

/** Imports a planted market into a fresh home and researches it, through the command line only. */
export async function plantedHome(seed: string): Promise<PlantedHome> {
  const home = join(mkdtempSync(join(tmpdir(), "rara-planted-")), "home");
  mkdirSync(home);
  const csv = join(home, "..", "planted.csv");
  writeFileSync(csv, plantedCsv(seed));
  const imported = await runRara(["data", "import", csv, "--instrument", "sim:test-momentum", "--timeframe", "1d"], {
    home,
  });
  if (imported.code !== 0) throw new Error(`Expected the import to succeed, found ${imported.stdout}`);
  const run = await runRara(["research", "run", "--contract", "test-momentum", "--iterations", String(HYPOTHESES)], {
    home,
  });
  if (run.code !== 0) throw new Error(`Expected the research to succeed, found ${run.stdout} ${run.stderr}`);
  return { home, run: run.document().data };
}

/** Returns a copy of a home folder, so that a test may change it. */
export function copyHome(home: string): string {
  const copy = join(mkdtempSync(join(tmpdir(), "rara-copy-")), "home");
  cpSync(home, copy, { recursive: true });
  return copy;
}
