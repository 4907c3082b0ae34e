import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runRara, startRara } from "../testing/run-rara.ts";

const SLOW_MS = 240_000;
/** The real demo evaluates 600 a market; these tests are about the walk, not about the verdicts. */
const FEWER = { RARA_RESEARCH_HYPOTHESES: "150" };

let home = "";

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), "rara-demo-test-")), "home");
  mkdirSync(home);
});

/** A document without what may differ between two runs of one seed. */
function withoutClock(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutClock);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !/(AtMs|Seconds|Path)$/.test(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutClock(inner)]));
}

describe("demo", { timeout: SLOW_MS }, () => {
  it("walks the three markets, prints one document, writes a self-contained report and leaves the user's home alone", async () => {
    const result = await runRara(["demo"], { home, env: FEWER });
    expect(result.code).toBe(0);
    const { schema, data } = result.document();
    expect(schema).toBe("rara.demo/1");
    expect(data.markets.map(({ kind }: { kind: string }) => kind)).toEqual(["real", "noise", "planted"]);
    for (const market of data.markets) {
      expect(market.hypotheses).toBe(150);
      const rejected = Object.values<number>(market.rejections).reduce((sum, count) => sum + count, 0);
      expect(rejected + market.promoted.length).toBe(150);
      for (const promotion of market.promoted) {
        expect(promotion.decision.kind).toMatch(/^(promote|hold|retire)$/);
        expect(promotion.paper.sharpe).not.toBeUndefined();
      }
    }
    const report = readFileSync(data.reportPath, "utf8");
    expect(report).toMatch(/^<!doctype html>/);
    expect(report).not.toMatch(/(src|href)="(?!#)/);
    expect(result.stderr).toContain(`Report: ${data.reportPath}`);
    expect(existsSync(join(home, "research.db"))).toBe(false);
    expect(existsSync(join(home, "rara.db"))).toBe(false);
  });

  it("gives the same document for the same seed and another for another", async () => {
    const args = ["demo", "--markets", "noise,planted", "--quiet"];
    const [first, second, other] = await Promise.all([
      runRara([...args, "--seed", "5"], { home, env: FEWER }),
      runRara([...args, "--seed", "5"], { home, env: FEWER }),
      runRara([...args, "--seed", "6"], { home, env: FEWER }),
    ]);
    expect(withoutClock(second.document())).toEqual(withoutClock(first.document()));
    expect(withoutClock(other.document())).not.toEqual(withoutClock(first.document()));
    expect(readFileSync(second.document().data.reportPath)).toEqual(readFileSync(first.document().data.reportPath));
  });

  it("leaves a valid partial report when it is interrupted", async () => {
    const running = startRara(["demo", "--markets", "real,noise"], {
      home,
      env: { RARA_RESEARCH_HYPOTHESES: "100000" },
    });
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    running.process.kill("SIGINT");
    const result = await running.result;
    expect(result.code).toBe(130);
    const { ok, data } = result.document();
    expect(ok).toBe(true);
    expect(data.status).toBe("interrupted");
    for (const market of data.markets) expect(market).toMatchObject({ status: "interrupted", promoted: [] });
    expect(readFileSync(data.reportPath, "utf8")).toContain("this report is partial");
  });

  it("surveys several seeds with an interval, and refuses unknown markets", async () => {
    const args = ["demo", "--markets", "noise", "--seed", "40", "--seeds", "2"];
    const { data } = (await runRara(args, { home, env: FEWER })).document();
    expect(data.seeds.map(({ seed }: { seed: string }) => seed)).toEqual(["40", "41"]);
    expect(data.rates[0]).toMatchObject({ kind: "noise", seeds: 2 });
    const unknown = await runRara(["demo", "--markets", "moon"], { home });
    expect([unknown.code, unknown.document().error?.code]).toEqual([2, "demo.markets"]);
  });
});
