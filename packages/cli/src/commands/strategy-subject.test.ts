import { copyFileSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { candleAt, SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { findRustToolchain } from "@rara-trading/strategy-runtime";
import { beforeAll, describe, expect, it } from "vitest";
import { type RunResult, runRara } from "../testing/run-rara.ts";
import { SCORER_MODULE } from "../testing/scorer-module.ts";

const SLOW_MS = 120_000;
const BARS = 2_000;
const TEMPLATE = fileURLToPath(new URL("../../../../strategies/template-rust/strategy.rs", import.meta.url));
const PATH = process.env["PATH"] ?? "";

const hasRust = await findRustToolchain({ searchPath: PATH }).then(
  () => true,
  () => false,
);
// Without `RARA_REQUIRE=rust` a missing compiler skips; with it the tests fail.
const isSkipped = !hasRust && !(process.env["RARA_REQUIRE"] ?? "").split(",").includes("rust");

let home = "";

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "rara-languages-"));
  const random = new SeededRandom("languages");
  const market = plantedMomentumMarket({ bars: BARS, sharpe: 3, random, startMs: Date.UTC(2018, 0, 1) });
  const rows = Array.from({ length: BARS }, (_, i) => {
    const { openTimeMs, open, high, low, close, volume } = candleAt(market, i);
    return [openTimeMs, open, high, low, close, volume].join(",");
  });
  writeFileSync(join(home, "bars.csv"), ["ts_ms,open,high,low,close,volume", ...rows].join("\n"));
  writeFileSync(join(home, "scorer.wasm"), SCORER_MODULE);
  copyFileSync(TEMPLATE, join(home, "cross.rs"));
  const args = ["data", "import", "bars.csv", "--instrument", "sim:languages", "--timeframe", "1d"];
  expect((await runRara(args, { home })).code).toBe(0);
}, SLOW_MS);

const strategy = (args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> =>
  runRara(["strategy", ...args], { home, env });

function failedChecks({ checks }: { readonly checks: readonly { check: string; passed: boolean }[] }): string[] {
  return checks.filter(({ passed }) => !passed).map(({ check }) => check);
}

describe.skipIf(isSkipped)("a strategy in Rust", { timeout: SLOW_MS }, () => {
  it("is checked, run and swept like any other", async () => {
    const checked = (await strategy(["check", "cross.rs"])).document().data;
    expect(checked).toMatchObject({ strategy: "sma-cross", parameters: { fast: 10, slow: 30 } });
    expect(failedChecks(checked)).toEqual([]);
    const tested = await strategy(["backtest", "cross.rs", "--params", "fast=5,slow=20"]);
    expect(tested.code).toBe(0);
    expect(tested.document().data).toMatchObject({ parameters: { fast: 5, slow: 20 } });
    expect(tested.document().data.fills).toBeGreaterThan(3);
    const swept = await strategy(["sweep", "cross.rs", "--params", "fast=5..10:5,slow=20"]);
    expect([swept.code, swept.document().ok]).toEqual([0, true]);
  });

  it("says where it does not compile", async () => {
    writeFileSync(join(home, "broken.rs"), "pub fn on_candle() -> f64 { missing }\n");
    const failed = await strategy(["check", "broken.rs"]);
    expect([failed.code, failed.document().error?.code]).toEqual([6, "strategy.invalid-module"]);
    expect(failed.document().error?.message).toMatch(/line 1.*missing/);
  });
});

describe("a strategy file", { timeout: SLOW_MS }, () => {
  it("in Rust says what to install where there is no compiler", async () => {
    const missing = await strategy(["check", "cross.rs"], { PATH: home });
    expect(missing.document().error).toMatchObject({ code: "strategy.rust-missing" });
    expect(missing.document().error?.hint).toContain("wasm32-unknown-unknown");
  });

  it("of version 1 takes the score that means a position from the configuration", async () => {
    const checked = (await strategy(["check", "scorer.wasm"])).document().data;
    expect([checked.strategy, failedChecks(checked)]).toEqual(["scorer", ["trades"]]);
    const idle = (await strategy(["backtest", "scorer.wasm"])).document().data;
    const env = { RARA_STRATEGY_SCORE_THRESHOLD: "0.2" };
    const invested = (await strategy(["backtest", "scorer.wasm"], env)).document().data;
    expect([idle.fills, invested.fills]).toEqual([0, 1]);
    const refused = await strategy(["backtest", "scorer.wasm"], { RARA_STRATEGY_SCORE_THRESHOLD: "1" });
    expect([refused.code, refused.document().error?.code]).toEqual([4, "config.invalid-value"]);
  });
});
