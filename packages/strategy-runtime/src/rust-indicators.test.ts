import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type CandleColumns, emptyColumns } from "@rara-trading/domain";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CompiledStrategy } from "./artifacts/compile-strategy.ts";
import { compileStrategyFile } from "./artifacts/compile-strategy-file.ts";
import { FileArtifactStore } from "./artifacts/file-artifact-store.ts";
import { StrategyCompiler } from "./compile/strategy-compiler.ts";
import { WasmStrategySession } from "./session/wasm-strategy-session.ts";
import { randomMarket } from "./testing/random-market.ts";
import { rustForTests } from "./testing/rust-required.ts";

const TEMPLATE = readFileSync(new URL("../../../strategies/template-rust/strategy.rs", import.meta.url), "utf8");
const REAL_DATA = new URL("../../../../shared/data/BTCUSDT-1h-2019-2026.csv.gz", import.meta.url);
const PERIODS = [1, 2, 14, 200];
const REAL_BARS = 20_000;
const rust = await rustForTests(process.env);

/** Both show what the Rust template has: asked with the price 1 for EMA and ATR, with any other for SMA and the EMA of the ATR. */
const IN_RUST = `use rara::{Atr, Author, Candle, Ema, Meta, Position, RiskLevels, Sma};
pub struct Strategy { ema: Ema, atr: Atr, sma: Sma, smooth: Ema, values: [f64; 4] }
impl Author for Strategy {
    fn meta() -> Meta { Meta::new("probe", 1, "").param("period", 14.0, 1.0, 1000.0) }
    fn new(params: &[f64]) -> Self {
        let n = params[0] as usize;
        Strategy { ema: Ema::new(n), atr: Atr::new(n), sma: Sma::new(n), smooth: Ema::new(n), values: [f64::NAN; 4] }
    }
    fn on_candle(&mut self, c: &Candle, _: &Position) -> f64 {
        let atr = self.atr.update(c.high, c.low, c.close);
        self.values = [self.ema.update(c.close), atr, self.sma.update(c.close), self.smooth.update(atr)];
        rara::hold()
    }
    fn risk_levels(&self, _: i32, price: f64) -> RiskLevels {
        let at = if price == 1.0 { 0 } else { 2 };
        RiskLevels { stop: self.values[at], take_profit: self.values[at + 1] }
    }
}
`;
const IN_ASSEMBLYSCRIPT = `import { high, low, close, ATR, EMA, SMA, Meta, param, RiskLevels, hold } from "rara";
let ema!: EMA, atr!: ATR, sma!: SMA, smooth!: EMA;
const values = new StaticArray<f64>(4);
export function meta(): Meta { return new Meta("probe", 1).param("period", 14, 1, 1000); }
export function init(): void {
  const n = i32(param(0));
  ema = new EMA(n); atr = new ATR(n); sma = new SMA(n); smooth = new EMA(n);
}
export function onCandle(): f64 {
  values[0] = ema.update(close());
  values[1] = atr.update(high(), low(), close());
  values[2] = sma.update(close());
  values[3] = smooth.update(values[1]);
  return hold();
}
export function riskLevels(side: i32, price: f64): RiskLevels {
  const at = price == 1.0 ? 0 : 2;
  return RiskLevels.at(values[at], values[at + 1]);
}
`;

function realMarket(): CandleColumns {
  const rows = gunzipSync(readFileSync(REAL_DATA))
    .toString("utf8")
    .trim()
    .split("\n")
    .slice(1, REAL_BARS + 1);
  const columns = emptyColumns(rows.length);
  for (const [i, row] of rows.entries()) {
    const [openTimeMs = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = row.split(",").map(Number);
    columns.openTimeMs[i] = openTimeMs;
    columns.open[i] = open;
    columns.high[i] = high;
    columns.low[i] = low;
    columns.close[i] = close;
    columns.volume[i] = volume;
  }
  return columns;
}

/** EMA, ATR, SMA and EMA of ATR of every bar, as the bits of their 64-bit numbers; every NaN is one. */
function bitsOf(strategy: CompiledStrategy | undefined, market: CandleColumns, period: number): BigUint64Array {
  if (strategy === undefined) throw new Error("Expected a compiled probe, found none");
  const session = WasmStrategySession.open(strategy.module, { parameters: { period } });
  const values = new Float64Array(4 * market.length);
  for (let i = 0; i < market.length; i++) {
    const { openTimeMs, open, high, low, close, volume } = market;
    const [t = 0, o = 0, h = 0, l = 0, c = 0, v = 0] = [openTimeMs, open, high, low, close, volume].map((x) => x[i]);
    session.onCandle(t, o, h, l, c, v);
    for (const asked of [1, 2]) {
      session.askRiskLevels(1, asked);
      values.set([session.stopLoss, session.takeProfit], 4 * i + 2 * (asked - 1));
    }
  }
  return new BigUint64Array(values.buffer);
}

describe.skipIf(rust.skips)("the indicators of the Rust template", () => {
  let folder: string;
  let home: string;
  const compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  const compiled: CompiledStrategy[] = [];

  async function compileFile(name: string): Promise<CompiledStrategy> {
    const store = new FileArtifactStore(home);
    const made = await compileStrategyFile(join(folder, name), { compiler, store, rust });
    if (made.kind === "failed") throw new Error(JSON.stringify(made.diagnostics));
    return made;
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rara-languages-"));
    home = join(folder, "home");
    await writeFile(join(folder, "probe.rs"), IN_RUST + TEMPLATE.slice(TEMPLATE.indexOf("#[allow(dead_code)]")));
    await writeFile(join(folder, "probe.ts"), IN_ASSEMBLYSCRIPT);
    for (const name of ["probe.rs", "probe.ts"]) compiled.push(await compileFile(name));
  });
  afterAll(async () => {
    await compiler[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function expectSameBits(market: CandleColumns, period: number): void {
    const [inRust, inAssemblyScript] = compiled.map((strategy) => bitsOf(strategy, market, period));
    expect(inRust?.findIndex((bits, i) => bits !== inAssemblyScript?.[i])).toBe(-1);
    // With period 1 the averages are the price and the range themselves.
    expect(new Set(inRust?.slice(-400)).size).toBeGreaterThanOrEqual(200);
  }

  it.each(PERIODS)("equal those of the SDK bit for bit on random bars, period %d", (period) => {
    expectSameBits(randomMarket(5000, `languages ${period}`), period);
  });

  it.skipIf(!existsSync(REAL_DATA)).each(PERIODS)(
    "equal those of the SDK bit for bit on real hourly bars (needs ../shared/data), period %d",
    (period) => {
      expectSameBits(realMarket(), period);
    },
  );

  it("are kept by content and toolchain: the same file comes from the store, with its source", async () => {
    const [first] = compiled;
    const again = await compileFile("probe.rs");
    expect(first).toMatchObject({ fromStore: false, warnings: [] });
    expect(again).toMatchObject({ fromStore: true, artifact: first?.artifact });
    expect(again.artifact.manifest).toMatchObject({
      language: "rust",
      name: "probe",
      compilerVersion: rust.toolchain?.version,
    });
    const stored = join(home, "strategies", `${again.artifact.manifest.sha256}.rs`);
    expect(await readFile(stored, "utf8")).toBe(again.artifact.source);
  });
});

describe("compileStrategyFile", () => {
  it("refuses a file of another kind, and one that is not there or too large", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rara-file-"));
    await using compiler = new StrategyCompiler();
    await writeFile(join(folder, "large.ts"), " ".repeat((1 << 20) + 1));
    for (const [name, code] of [
      ["strategy.py", "strategy.file-kind"],
      ["none.ts", "strategy.no-file"],
      ["large.ts", "strategy.file-too-large"],
    ] as const) {
      await expect(compileStrategyFile(join(folder, name), { compiler })).rejects.toMatchObject({ code });
    }
    await rm(folder, { recursive: true });
  });
});
