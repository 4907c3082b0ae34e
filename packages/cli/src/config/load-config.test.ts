import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { DEFAULT_SCORE_THRESHOLD } from "@rara-trading/strategy-runtime";
import {
  DEFAULT_GATE1_THRESHOLDS,
  REPLAY_COPIES_MAX,
  REPLAY_COPIES_MIN,
  RUN_HYPOTHESES_MAX,
} from "@rara-trading/research";
import { describe, expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";

interface Layers {
  readonly home?: string;
  readonly project?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

async function load(layers: Layers): ReturnType<typeof loadConfig> {
  const homePath = mkdtempSync(join(tmpdir(), "rara-load-home-"));
  const workingDirectory = mkdtempSync(join(tmpdir(), "rara-load-project-"));
  if (layers.home !== undefined) writeFileSync(join(homePath, "config.toml"), layers.home);
  if (layers.project !== undefined) writeFileSync(join(workingDirectory, "rara.toml"), layers.project);
  return await loadConfig({ homePath, workingDirectory, environment: layers.environment ?? {} });
}

async function faultOf(layers: Layers): Promise<RaraError> {
  const fault: unknown = await load(layers).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof RaraError) return fault;
  throw new Error(`Expected a RaraError, found ${String(fault)}`);
}

/** Thresholds of Gate 1 that stand in [research], under other names. */
const IN_RESEARCH = new Set([
  "tradesMin",
  "sharpeMin",
  "drawdownMax",
  "realityCheckPMax",
  "resamples",
  "meanBlockDays",
]);

describe("the configuration", () => {
  it("has the defaults of the contract", async () => {
    expect((await load({})).config).toEqual({
      paper: { capital: 100_000, feeBps: 5, slippageBps: 5, maxPositionFraction: 1, maxDrawdown: 0.2 },
      research: {
        hypotheses: 1000,
        generator: "offline",
        seed: "1",
        minRoundTrips: 100,
        minSharpe: 1,
        maxDrawdown: 0.15,
        realityCheckP: 0.05,
        realityCheckResamples: 1000,
        realityCheckBlock: 5,
        benchmark: "auto",
        memory: "on",
        halving: "off",
        workers: 0,
        validation: "record",
        vault: "record",
        replay: 0,
      },
      gates: Object.fromEntries(Object.entries(DEFAULT_GATE1_THRESHOLDS).filter(([name]) => !IN_RESEARCH.has(name))),
      feedback: { minDays: 60, minRoundTrips: 20, minSharpe: 1, maxDrawdown: 0.15, retireDrawdown: 0.2 },
      registry: { repo: "rararulab/rara-strategies", apiUrl: "https://api.github.com" },
      agent: {
        backend: "auto",
        model: "",
        baseUrl: "",
        keyVariable: "",
        script: "",
        maxOutputTokens: 8000,
        timeoutSeconds: 300,
        attempts: 4,
        concurrency: 1,
        tokensPerDay: 1_000_000,
        usdPerDay: 0,
        inputUsdPerMillion: "",
        outputUsdPerMillion: "",
      },
      strategy: { scoreThreshold: DEFAULT_SCORE_THRESHOLD },
      simulation: {
        entryOrder: "market",
        exitOrder: "market",
        orderOffsetBps: 0,
        orderBars: 1,
        stopOrder: "stop",
        stopLimitBps: 0,
        latencyBars: 0,
        spreadBps: 0,
        slippage: "fixed",
        slippageFactor: 1,
        slippageBars: 20,
        makerFeeBps: "",
        takerFeeBps: "",
        tickSize: 0,
        lotsPerUnit: 1_000_000,
        minNotional: 0,
        limitFill: "touch",
        maxParticipation: 0,
        leverage: 0,
        maintenanceMargin: 0.005,
        liquidationFeeBps: 50,
        borrowRate: 0,
        fundingFile: "",
        factorFile: "",
        sizing: "fixed-fraction",
        equityFraction: 1,
        targetVolatility: 0.1,
        sizeCap: 2,
        kellyShare: 0.25,
        kellySharpe: 0,
        kellySharpeError: 0.5,
        drawdownThrottle: "off",
        finerFills: "auto",
      },
    });
  });

  it("maps snake_case keys and variables to the same property", async () => {
    const { config } = await load({
      home: "[research]\nmin_round_trips = 40",
      environment: { RARA_RESEARCH_REALITY_CHECK_P: "1e-2", RARA_RESEARCH_SEED: "7" },
    });
    expect(config.research).toMatchObject({ minRoundTrips: 40, realityCheckP: 0.01, seed: "7" });
  });

  it("takes as many copies of a replay as the null replay itself", async () => {
    for (const copies of [0, REPLAY_COPIES_MIN, REPLAY_COPIES_MAX]) {
      expect((await load({ home: `[research]\nreplay = ${copies}` })).config.research.replay).toBe(copies);
    }
    for (const copies of [-1, 1, REPLAY_COPIES_MIN - 1, REPLAY_COPIES_MAX + 1]) {
      expect((await faultOf({ home: `[research]\nreplay = ${copies}` })).code).toBe("config.invalid-value");
    }
  });

  it("takes as many hypotheses as one run can judge", async () => {
    const most = await load({ home: `[research]\nhypotheses = ${RUN_HYPOTHESES_MAX}` });
    expect(most.config.research.hypotheses).toBe(RUN_HYPOTHESES_MAX);
    const more = await faultOf({ home: `[research]\nhypotheses = ${RUN_HYPOTHESES_MAX + 1}` });
    expect(more.code).toBe("config.invalid-value");
  });

  it.each([
    ["a table that does not close", "[paper\n", "config.malformed", /line 1, column \d+/],
    ["an unknown section", "[papers]\n", "config.unknown-key", /"papers"/],
    ["an unknown key", "[paper]\nfee_pbs = 5\n", "config.unknown-key", /"paper\.fee_pbs"/],
    ["a key in camel case", "[paper]\nfeeBps = 5\n", "config.unknown-key", /"paper\.feeBps"/],
    ["a text for a number", '[paper]\nfee_bps = "5"\n', "config.invalid-value", /paper\.fee_bps .*found "5"/],
    ["a number for a text", "[research]\nseed = 1\n", "config.invalid-value", /research\.seed .*found 1/],
    ["a fraction for a count", "[research]\nhypotheses = 1.5\n", "config.invalid-value", /research\.hypotheses/],
    ["a percentage for a fraction", "[paper]\nmax_drawdown = 15\n", "config.invalid-value", /fraction.*found 15/],
    ["a repository without an owner", '[registry]\nrepo = "x"\n', "config.invalid-value", /OWNER\/NAME.*found "x"/],
    ["a registry in the clear", '[registry]\napi_url = "http://x.example"\n', "config.invalid-value", /https:\/\/HOST/],
    ["infinity", "[paper]\ncapital = inf\n", "config.invalid-value", /paper\.capital .*found Infinity/],
    ["a value where a section belongs", "paper = 5\n", "config.invalid-value", /Expected a table \[paper\]/],
  ])("is refused for %s in either file, with the file's name", async (_, text, code, message) => {
    for (const [layer, name] of [
      [{ home: text }, "config.toml"],
      [{ project: text }, "rara.toml"],
    ] as const) {
      const fault = await faultOf(layer);
      expect(fault).toMatchObject({ category: "configuration", code });
      expect(fault.details).toMatchObject({ file: expect.stringContaining(name) as string });
      expect(fault.message).toMatch(message);
      expect(fault.message).toContain(name);
    }
  });

  it.each(["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "BINANCE_API_KEY", "HOME"])(
    "is refused for agent.key_variable = %s: a project's file must not send such a key to its own server",
    async (name) => {
      const fault = await faultOf({ project: `[agent]\nkey_variable = "${name}"\n` });
      expect(fault.code).toBe("config.invalid-value");
    },
  );

  it("suggests the nearest known key", async () => {
    expect((await faultOf({ home: "[paper]\nfee_pbs = 5\n" })).hint).toBe("Did you mean paper.fee_bps?");
    expect((await faultOf({ home: "[sentinel]\n" })).hint).toBe(
      "Known: paper, research, gates, feedback, registry, agent, strategy, simulation.",
    );
  });

  it("is refused for a wrong value that a stronger layer overrides", async () => {
    const fault = await faultOf({ home: "[paper]\ncapital = 0\n", environment: { RARA_PAPER_CAPITAL: "5" } });
    expect(fault.code).toBe("config.invalid-value");
  });

  it.each([
    ["much", 'found "much"'],
    ["", 'found ""'],
    ["0x10", 'found "0x10"'],
    ["Infinity", 'found "Infinity"'],
  ])("is refused for %j in the environment where a number belongs", async (text, found) => {
    const fault = await faultOf({ environment: { RARA_PAPER_CAPITAL: text } });
    expect(fault.message).toContain(`paper.capital (RARA_PAPER_CAPITAL), ${found}`);
  });

  it("is refused for an unknown variable of a known section, and ignores every other variable", async () => {
    const fault = await faultOf({ environment: { RARA_PAPER_CAPITOL: "1" } });
    expect(fault).toMatchObject({ code: "config.unknown-key", hint: "Did you mean RARA_PAPER_CAPITAL?" });
    await expect(load({ environment: { RARA_REQUIRE: "rust", RARA_HOME: "/x" } })).resolves.toBeDefined();
  });
});
