import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { plantedCsv } from "../testing/planted-home.ts";
import { runRara } from "../testing/run-rara.ts";

const SLOW_MS = 120_000;
const HALF_MS = 14_400_000;

/** Follows the sign of the last bars, with a stop-loss and a take-profit so near that many bars touch both. */
const STOPS = `import { close, ROC, Meta, param, enterLong, enterShort, hold, RiskLevels } from "rara";
let change!: ROC;
export function meta(): Meta { return new Meta("stops", 1, "Holds the side of the last bars").warmup(30).param("period", 20, 2, 60); }
export function init(): void { change = new ROC(i32(param(0))); }
export function onCandle(): f64 {
  const x = change.update(close());
  return isNaN(x) ? hold() : x > 0.0 ? enterLong() : enterShort();
}
export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  const distance = f64(side) * 0.005 * entryPrice;
  return new RiskLevels(entryPrice - distance, entryPrice + distance);
}
`;
const FREE = STOPS.replace("0.005", "100.0").replace("stops", "free");

let home = "";
let bars = "";
// oxlint-disable-next-line typescript/no-explicit-any -- documents of every shape
let plain: any;

/** Returns the same days as halves that go to the high first and to the low after it. */
function halves(): string {
  const rows = bars.trim().split("\n").slice(1);
  return [
    "ts_ms,open,high,low,close,volume",
    ...rows.flatMap((row) => {
      const [time = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row.split(",").map(Number);
      return [
        [time, open, high, open, high, volume / 2].join(","),
        [time + HALF_MS, high, high, low, close, volume / 2].join(","),
      ];
    }),
    "",
  ].join("\n");
}

// oxlint-disable-next-line typescript/no-explicit-any -- documents of every shape
async function backtest(file: string, args: readonly string[] = [], env: Record<string, string> = {}): Promise<any> {
  const result = await runRara(["strategy", "backtest", file, "--timeframe", "1d", ...args], { home, env });
  return result.document();
}

async function importBars(name: string, csv: string, instrument: string, timeframe: string): Promise<void> {
  writeFileSync(join(home, name), csv);
  const args = ["data", "import", name, "--instrument", instrument, "--timeframe", timeframe];
  expect((await runRara(args, { home })).code).toBe(0);
}

beforeAll(async () => {
  home = join(mkdtempSync(join(tmpdir(), "rara-simulation-")), "home");
  mkdirSync(home);
  bars = plantedCsv("strategy-simulation");
  writeFileSync(join(home, "stops.ts"), STOPS);
  writeFileSync(join(home, "free.ts"), FREE);
  await importBars("bars.csv", bars, "sim:planted", "1d");
}, SLOW_MS);

/** A bar two per cent below the one that was traded, without volume. */
function markedBelow(row: string): string {
  const [time = "", ...prices] = row.split(",");
  return [time, ...prices.slice(0, 4).map((price) => String(Number(price) * 0.98)), "0"].join(",");
}

describe("the models of strategy backtest", { timeout: SLOW_MS }, () => {
  it("give the same fills and equity when the full one is asked for nothing more", async () => {
    plain = (await backtest("free.ts")).data;
    const full = (await backtest("free.ts", [], { RARA_SIMULATION_ORDER_BARS: "2" })).data;
    expect([plain.model.kind, full.model.kind]).toEqual(["plain", "full"]);
    expect([full.finalEquity, full.fills, full.metrics]).toEqual([plain.finalEquity, plain.fills, plain.metrics]);
    expect(full.costs.totalQuote).toBeCloseTo(plain.costs.totalQuote, 6);
  });

  it("book funding, borrowing and the spread by kind, and cost equity", async () => {
    const times = bars
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(",")[0]);
    writeFileSync(
      join(home, "funding.csv"),
      ["ts_ms,funding_rate", ...times.map((time) => `${time},0.0003`)].join("\n"),
    );
    const options = ["--funding-file", "funding.csv", "--borrow-rate", "0.03", "--spread-bps", "10"];
    const full = (await backtest("free.ts", [...options, "--leverage", "3", "--latency-bars", "1"])).data;
    const kinds = full.costs.byKind.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(["fees", "spread", "slippage", "funding", "borrow"]);
    expect(full.finalEquity).toBeLessThan(plain.finalEquity);
  });

  it("value positions at stored mark prices where they cover every bar", async () => {
    const before = (await backtest("free.ts", ["--leverage", "3"])).data;
    expect(before.model).toMatchObject({ kind: "full", markTimeframe: null });
    // Equity is marked there, the trades are not.
    const [header = "", ...rows] = bars.trim().split("\n");
    await importBars("marks.csv", [header, ...rows.map(markedBelow)].join("\n"), "sim_mark:planted", "1d");
    const marked = (await backtest("free.ts", ["--leverage", "3"])).data;
    expect(marked.model).toMatchObject({ kind: "full", markTimeframe: "1d" });
    expect(marked.metrics.totalReturn).not.toBe(before.metrics.totalReturn);
  });

  it("count the bars that touched both levels, until finer bars are stored that tell", async () => {
    const alone = (await backtest("stops.ts")).data;
    expect(alone.model).toMatchObject({ kind: "plain", finerTimeframe: null });
    expect(alone.model.ambiguousBars).toBeGreaterThan(3);
    await importBars("halves.csv", halves(), "sim:planted", "4h");
    const resolved = (await backtest("stops.ts")).data;
    expect(resolved.model).toEqual({ kind: "plain", finerTimeframe: "4h", ambiguousBars: 0 });
    expect(resolved.finalEquity).not.toBe(alone.finalEquity);
  });

  it("trade several instruments in one account, each with its share", async () => {
    await importBars("other.csv", plantedCsv("another"), "sim:other", "1d");
    const both = ["--instrument", "sim:planted", "--instrument", "sim:other"];
    const { data } = await backtest("free.ts", both);
    expect(data.instruments).toEqual(["sim:planted", "sim:other"]);
    const net = data.sleeves.reduce((sum: number, { netQuote }: { netQuote: number }) => sum + netQuote, 0);
    expect(data.finalEquity).toBeCloseTo(100_000 + net, 4);
    expect(data.metrics.sharpe).toBeGreaterThan(0.5);
  });
});
