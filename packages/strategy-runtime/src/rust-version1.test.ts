// A module of the older protocol that a real compiler made, standard library and all, because no genuine one is at hand.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOLD_TARGET } from "@rara-trading/domain";
import { beforeAll, describe, expect, it } from "vitest";
import { runBounded } from "./rust/bounded-process.ts";
import { loadStrategyModule, type StrategyModule } from "./strategy-module.ts";
import { randomMarket } from "./testing/random-market.ts";
import { rustForTests } from "./testing/rust-required.ts";
import { thrownBy } from "./testing/thrown.ts";
import { VERSION_1_IN_RUST } from "./testing/version1-in-rust.ts";
import { Version1StrategySession } from "./version1/version1-session.ts";

const rust = await rustForTests(process.env);
/** The target of the older artifacts under its new and its old name; the last needs no WASI, where neither is there. */
const TARGETS = ["wasm32-wasip1", "wasm32-wasi", "wasm32-unknown-unknown"];

async function compileVersion1(): Promise<{ wasm: Uint8Array; target: string }> {
  const folder = await mkdtemp(join(tmpdir(), "rara-version1-"));
  try {
    await writeFile(join(folder, "v1.rs"), VERSION_1_IN_RUST);
    let found = "";
    for (const target of TARGETS) {
      const flags = ["-O", "-Cpanic=abort", "-Cstrip=debuginfo", "--crate-type=cdylib", "--edition=2021"];
      const outcome = await runBounded({
        file: rust.toolchain?.rustcPath ?? "rustc",
        arguments: [...flags, `--target=${target}`, "-o", "v1.wasm", "v1.rs"],
        folder,
        searchPath: rust.searchPath,
        timeoutMs: 50_000,
        outputBytes: 1 << 20,
      });
      if (outcome.exitCode === 0) return { target, wasm: new Uint8Array(await readFile(join(folder, "v1.wasm"))) };
      found += outcome.stderr;
    }
    throw new Error(`Expected a compiler for one of ${TARGETS.join(", ")}, found ${found}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(rust.skips)("a version 1 module made by a compiler", () => {
  const market = randomMarket(560, "older");
  let module: StrategyModule;
  let target: string;

  beforeAll(async () => {
    const compiled = await compileVersion1();
    target = compiled.target;
    module = loadStrategyModule(compiled.wasm);
  });

  function run(session: Version1StrategySession): readonly number[] {
    const { openTimeMs, open, high, low, close, volume } = market;
    return Array.from(close, (c, i) =>
      session.onCandle(openTimeMs[i] ?? 0, open[i] ?? 0, high[i] ?? 0, low[i] ?? 0, c, volume[i] ?? 0),
    );
  }

  it("speaks version 1, and sees of WASI an empty environment", () => {
    const lines: string[] = [];
    const session = Version1StrategySession.open(module, { onLog: (line) => lines.push(line) });
    expect(module.abiVersion).toBe(1);
    expect(session.meta).toMatchObject({ name: "older-sma", version: 2, warmupBars: 0 });
    const usesWasi = target.startsWith("wasm32-wasi");
    expect(module.info.imports.includes("wasi_snapshot_preview1.fd_write")).toBe(usesWasi);
    expect(lines).toEqual(usesWasi ? ["arguments 0 HOME Err(NotPresent)"] : []);
  });

  it("gives the targets of its rule over the last 500 bars, for the same fuel every time", () => {
    const mean = (i: number, count: number): number =>
      market.close.slice(i + 1 - count, i + 1).reduce((sum, close) => sum + close, 0) / count;
    const expected = Array.from(market.close, (_, i) => {
      if (i < 29) return HOLD_TARGET;
      return mean(i, 10) > mean(i, 30) ? Math.min(i + 1, 500) / 500 : 0;
    });
    const sessions = [1, 2].map(() => Version1StrategySession.open(module));
    expect(sessions.map(run)).toEqual([expected, expected]);
    expect(new Set(expected).size).toBeGreaterThan(100);
    expect(sessions[0]?.fuelUsed).toBe(sessions[1]?.fuelUsed);
  });

  it("gives its risk levels, and cannot end the process", () => {
    const session = Version1StrategySession.open(module);
    session.askRiskLevels(1, 200);
    expect([session.stopLoss, session.takeProfit]).toEqual([190, Number.NaN]);
    expect(thrownBy(() => session.askRiskLevels(-1, 200))).toMatchObject({
      kind: target.startsWith("wasm32-wasi") ? "abort" : "trap",
      place: { barIndex: 0 },
    });
  });
});
