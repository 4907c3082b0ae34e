import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { candleAt, SeededRandom } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { beforeAll, describe, expect, it } from "vitest";
import { type RunResult, runRara } from "../testing/run-rara.ts";

const SLOW_MS = 120_000;
const BARS = 2_000;

/** Follows the momentum that is planted in the market: the sign of the last twenty bars. */
const MOMENTUM = `import { close, ROC, Meta, param, enterLong, enterShort, hold } from "rara";
let change!: ROC;
export function meta(): Meta { return new Meta("momentum", 1, "Holds the side of the last bars").warmup(30).param("period", 20, 2, 60); }
export function init(): void { change = new ROC(i32(param(0))); }
export function onCandle(): f64 {
  const x = change.update(close());
  return isNaN(x) ? hold() : x > 0.0 ? enterLong() : enterShort();
}
`;

let home = "";

function marketCsv(): string {
  const random = new SeededRandom("strategy-test");
  const market = plantedMomentumMarket({ bars: BARS, sharpe: 3, random, startMs: Date.UTC(2012, 0, 2) });
  const rows = Array.from({ length: BARS }, (_, i) => {
    const { openTimeMs, open, high, low, close, volume } = candleAt(market, i);
    return [openTimeMs, open, high, low, close, volume].join(",");
  });
  return `${["ts_ms,open,high,low,close,volume", ...rows].join("\n")}\n`;
}

const strategy = (...args: readonly string[]): Promise<RunResult> => runRara(["strategy", ...args], { home });

beforeAll(async () => {
  home = join(mkdtempSync(join(tmpdir(), "rara-strategy-")), "home");
  mkdirSync(home);
  writeFileSync(join(home, "bars.csv"), marketCsv());
  writeFileSync(join(home, "momentum.ts"), MOMENTUM);
  const args = ["data", "import", "bars.csv", "--instrument", "sim:planted", "--timeframe", "1d"];
  expect((await runRara(args, { home })).code).toBe(0);
}, SLOW_MS);

describe("strategy backtest", { timeout: SLOW_MS }, () => {
  it("runs a source over the research span and writes a self-contained tearsheet", async () => {
    const result = await strategy("backtest", "momentum.ts", "--report", "out.html");
    const { schema, data } = result.document();
    expect([result.code, schema]).toEqual([0, "rara.strategy.backtest/1"]);
    expect(data).toMatchObject({ span: "research", instrument: "sim:planted", parameters: { period: 20 } });
    expect(data.bars).toBeLessThan(BARS * 0.62);
    expect(data.metrics.sharpe).toBeGreaterThan(1);
    expect(data.doubledCosts.sharpe).toBeLessThan(data.metrics.sharpe);
    expect(data.costs.totalQuote).toBeCloseTo(data.costs.feesQuote + data.costs.slippageQuote, 6);
    expect(data.model).toEqual({ kind: "plain", finerTimeframe: null, ambiguousBars: 0 });
    expect(data.oneBarLater.sharpe).toBeGreaterThan(1);
    expect(data.neighbours).toMatchObject({ sharpe: data.metrics.sharpe, plateau: true });
    expect(Object.keys(data.benchmark)).toEqual(
      expect.arrayContaining(["alpha", "beta", "informationRatio", "upCapture"]),
    );
    expect(data.checks.map(({ passed }: { passed: boolean }) => passed)).not.toContain(false);
    const report = readFileSync(data.reportPath, "utf8");
    expect(report).not.toMatch(/(src|href)="(?!#)/);
    expect(report.match(/<svg[^>]*role="img"/g)).toHaveLength(6);
    expect(report.match(/class="twin"/g)).toHaveLength(6);
  });

  it("finds a stored strategy by name and by the beginning of its sha256, and gives the same figures", async () => {
    const { data } = (await strategy("backtest", "momentum.ts", "--params", "period=10")).document();
    const byName = await strategy("backtest", "momentum", "--params", "period=10");
    expect(byName.document().data).toEqual(data);
    const part = ["--from", "2014-01-01", "--to", "2015-01-01"];
    const bySha = (await strategy("backtest", data.artifactSha256.slice(0, 10), ...part)).document().data;
    expect(bySha.from).toBe("2014-01-01T00:00:00.000Z");
    expect(bySha.bars).toBe(261);
  });

  it("says yes or no about validation, charges each look, and opens the vault once", async () => {
    const validation = (await strategy("backtest", "momentum.ts", "--span", "validation")).document().data;
    expect(Object.keys(validation)).not.toContain("metrics");
    expect(validation).toMatchObject({ passed: true, looks: { asked: 1, passed: 1 } });
    const vault = (await strategy("backtest", "momentum.ts", "--span", "vault")).document().data;
    expect(vault.looks.asked).toBe(1);
    expect(typeof vault.passed).toBe("boolean");
    const again = await strategy("backtest", "momentum.ts", "--span", "vault");
    expect([again.code, again.document().error?.code]).toEqual([6, "strategy.vault-spent"]);
    const told = await strategy("backtest", "momentum.ts", "--span", "vault", "--report", "no.html");
    expect([told.code, existsSync(join(home, "no.html"))]).toEqual([2, false]);
  });

  it.each([
    [["nothing-like-it"], 3, "strategy.unknown"],
    [["missing.ts"], 3, "strategy.no-file"],
    [["momentum.ts", "--to", "2019-06-01"], 2, "strategy.outside-span"],
    [["momentum.ts", "--params", "period=ten"], 2, "strategy.params"],
    [["momentum.ts", "--params", "speed=10"], 2, "strategy.parameter"],
  ])("refuses %j", async (args, code, error) => {
    const refused = await strategy("backtest", ...args);
    expect([refused.code, refused.document().error?.code]).toEqual([code, error]);
  });
});

describe("strategy new and strategy check", { timeout: SLOW_MS }, () => {
  it("writes a strategy that passes its checks on a made-up market, and never overwrites one", async () => {
    const empty = join(mkdtempSync(join(tmpdir(), "rara-strategy-new-")), "home");
    mkdirSync(empty);
    const inEmpty = (...args: readonly string[]): Promise<RunResult> => runRara(["strategy", ...args], { home: empty });
    const written = (await inEmpty("new", "slow-trend", "--dir", "mine")).document().data;
    expect(written).toMatchObject({ path: join(empty, "mine", "slow-trend.ts"), warnings: [] });
    const again = await inEmpty("new", "slow-trend", "--dir", "mine");
    expect([again.code, again.document().error?.code]).toEqual([6, "strategy.exists"]);
    const { data } = (await inEmpty("check", "mine/slow-trend.ts")).document();
    expect(data).toMatchObject({ strategy: "slow-trend", passed: true, market: { instrument: null, bars: 2_000 } });
    expect(data.checks.map(({ check }: { check: string }) => check)).toEqual([
      "trades",
      "prefix-invariance",
      "future-shuffle",
      "own-bar",
      "determinism",
      "lag",
      "warm-up",
    ]);
    expect(data.fuelPerBar).toBeGreaterThan(10);
  });

  it("flags a warm-up that is declared too short, and says where a source does not compile", async () => {
    const { data } = (await strategy("check", "momentum.ts", "--params", "period=60")).document();
    const failed = data.checks.filter(({ passed }: { passed: boolean }) => !passed);
    expect(failed.map(({ check }: { check: string }) => check)).toEqual(["warm-up"]);
    writeFileSync(join(home, "broken.ts"), MOMENTUM.replace("new ROC", "new RCO"));
    const broken = await strategy("check", "broken.ts");
    expect([broken.code, broken.document().error?.code]).toEqual([6, "strategy.invalid-module"]);
    expect(broken.document().error?.message).toMatch(/line 4/);
    expect(broken.document().error?.details.diagnostics[0]).toMatchObject({ line: 4, column: 45 });
  });
});

describe("the compiler's warnings", { timeout: SLOW_MS }, () => {
  it("name line and column on stderr and in the document, however often the source was compiled before", async () => {
    const halved = MOMENTUM.replace("i32(param(0))", "i32(param(0)) / 2");
    writeFileSync(join(home, "halved.ts"), halved);
    writeFileSync(join(home, "lower.ts"), `// One line down.\n${halved}`);
    const lines: unknown[] = [];
    for (const file of ["halved.ts", "lower.ts", "halved.ts"]) {
      const result = await strategy("check", file);
      const [warning] = result.document().data.warnings;
      expect(result.stderr).toContain(`${file}:${warning.line}:${warning.column}: warning rara.integer-division`);
      lines.push(warning.line);
    }
    expect(lines).toEqual([4, 5, 4]);
  });
});

describe("strategy sweep", { timeout: SLOW_MS }, () => {
  it("tries every combination, logs each as a trial that research show prints, best first", async () => {
    const result = await strategy("sweep", "momentum.ts", "--params", "period=5..30:5");
    const { data } = result.document();
    expect(data).toMatchObject({ trials: 6, span: "research" });
    expect(data.warning).toContain("best of 6 tries");
    const sharpes: number[] = data.results.map(({ sharpe }: { sharpe: number }) => sharpe);
    expect(sharpes).toEqual(sharpes.toSorted((a, b) => b - a));
    const [best] = data.results;
    const shown = (await runRara(["research", "show", "--experiment-id", best.experimentId], { home })).document().data;
    expect(shown).toMatchObject({ tree: { artifactSha256: data.artifactSha256, parameters: best.parameters } });
    expect(shown.metrics.sharpe).toBe(best.sharpe);
    const listed = (await runRara(["research", "list", "--run", data.runId], { home })).document().data;
    expect(listed.experiments).toHaveLength(6);
  });

  it.each([
    ["period=30..5", "strategy.params"],
    ["period=2..60:0.01", "strategy.sweep-too-large"],
    ["period=50..90:10", "strategy.parameter"],
  ])("refuses %s", async (params, error) => {
    const refused = await strategy("sweep", "momentum.ts", "--params", params);
    expect([refused.code, refused.document().error?.code]).toEqual([2, error]);
  });
});
