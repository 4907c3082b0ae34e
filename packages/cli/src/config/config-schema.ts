import { z } from "zod";
import { basisPoints, count, fraction, key, ratio } from "./config-fields.ts";
import { gates } from "./gates-section.ts";

const paper = z.strictObject({
  capital: key(
    z.number().gt(0).lte(1e12).default(100_000),
    "an amount above 0 and at most 1e12",
    "Starting capital of every paper account, in quote currency.",
  ),
  feeBps: basisPoints(5, "Fee of each fill, in basis points of its notional."),
  slippageBps: basisPoints(5, "Slippage of each fill that takes liquidity, in basis points."),
  maxPositionFraction: fraction(1, "Guard: the largest position, as a fraction of equity."),
  maxDrawdown: fraction(0.2, "Guard: no new entries while equity is this far below its peak."),
});

/** Research's own bounds, which a test compares: importing them here would slow every command down. */
const RUN_HYPOTHESES_MAX = 100_000;
const REPLAY_COPIES_MIN = 39;
const REPLAY_COPIES_MAX = 999;

const research = z.strictObject({
  hypotheses: count(1_000, 1, RUN_HYPOTHESES_MAX, "Hypotheses evaluated in one run."),
  seed: key(
    z.string().min(1).max(100).default("1"),
    "a text of 1 to 100 characters",
    "Seed of the generator: the same seed, data and memory of earlier runs give the same run.",
  ),
  generator: key(
    z.enum(["offline", "llm", "mixed"]).default("offline"),
    '"offline", "llm" or "mixed"',
    "Where hypotheses come from: the offline search, a language model, or the search around what a model proposes.",
  ),
  memory: key(
    z.enum(["on", "off"]).default("on"),
    '"on" or "off"',
    "Whether a search begins with what earlier runs on the market came to, and tries nothing twice; off begins blank.",
  ),
  halving: key(
    z.enum(["off", "on"]).default("off"),
    '"off" or "on"',
    "Whether a long history (18,000 bars) is searched on its first ninth and third first: the best third of the trials goes on.",
  ),
  workers: count(
    0,
    0,
    64,
    "Threads that evaluate hypotheses, with the same results; 0: one a core where there is much to do.",
  ),
  minRoundTrips: count(100, 1, 1_000_000, "Gate 1: closed round trips at least, unless there are 60 independent bets."),
  minSharpe: ratio(1, "Gate 1: annualised Sharpe ratio above this."),
  maxDrawdown: fraction(0.15, "Gate 1: drawdown below this at 10 % volatility."),
  realityCheckP: fraction(
    0.05,
    "Gate 1: p-value at most, of the null replay and of sweeps; of a search's reality check gates.breadth_factor times that.",
  ),
  realityCheckResamples: count(1000, 100, 1_000_000, "Bootstrap resamples of the reality check."),
  realityCheckBlock: count(5, 1, 10_000, "Mean block length of the bootstrap, in days."),
  replay: key(
    z
      .number()
      .int()
      .lte(REPLAY_COPIES_MAX)
      .refine((copies) => copies === 0 || copies >= REPLAY_COPIES_MIN)
      .default(0),
    `0, or a whole number from ${REPLAY_COPIES_MIN} to ${REPLAY_COPIES_MAX}`,
    "Copies of the bars on which the whole search is run again to judge it (offline generator only); 0 for none.",
  ),
  validation: key(
    z.enum(["record", "gate", "off"]).default("record"),
    '"record", "gate" or "off"',
    "What passed G0 to G7 asks the validation span once, yes or no: its answer is recorded, or refuses too; off asks never.",
  ),
  vault: key(
    z.enum(["record", "gate", "off"]).default("record"),
    '"record", "gate" or "off"',
    "What passed every other gate looks into the vault once: its answer is recorded, or refuses too; off looks never.",
  ),
  benchmark: key(
    z.enum(["auto", "buy-and-hold", "cash"]).default("auto"),
    '"auto", "buy-and-hold" or "cash"',
    "What a strategy must beat; auto takes buy-and-hold where the market drifts.",
  ),
});

const feedback = z.strictObject({
  minDays: count(60, 1, 100_000, "Days on paper before a strategy can be promoted."),
  minRoundTrips: count(20, 1, 1_000_000, "Closed round trips on paper before a strategy can be promoted."),
  minSharpe: ratio(1, "Gate 2: annualised Sharpe ratio on paper at least."),
  maxDrawdown: fraction(0.15, "Gate 2: drawdown on paper at most."),
  retireDrawdown: fraction(0.2, "A strategy that falls this far below its peak is retired."),
});

const registry = z.strictObject({
  repo: key(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/)
      .default("rararulab/rara-strategies"),
    "a repository as OWNER/NAME",
    "GitHub repository whose releases `strategy list` and `strategy fetch` look at.",
  ),
  apiUrl: key(
    z
      .string()
      .regex(/^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])[^\s?#@]{1,500}$/)
      .default("https://api.github.com"),
    "an address as https://HOST, or http:// on this machine",
    "Where GitHub's REST API is asked; the token comes from GITHUB_TOKEN and never from here.",
  ),
});

/** The runtime's own default, which a test compares: importing the runtime here would slow every command down. */
const SCORE_THRESHOLD = 0.3;

const strategy = z.strictObject({
  scoreThreshold: key(
    z.number().gte(0).lt(1).default(SCORE_THRESHOLD),
    "a number of at least 0 and below 1",
    "Version 1 strategies that answer a score: the score above which they are taken to want a position.",
  ),
});

function perMillion(what: string): z.ZodDefault<z.ZodString> {
  return key(
    z
      .string()
      .regex(/^(?:\d{1,6}(?:\.\d{1,6})?)?$/)
      .default(""),
    'an amount as text, such as "0.80", or an empty one',
    `Price of a million tokens ${what} by agent.model, in US dollars; empty while you do not know it.`,
  );
}

const agent = z.strictObject({
  backend: key(
    z.enum(["auto", "claude", "codex", "anthropic", "openai", "openai-compatible", "scripted"]).default("auto"),
    '"auto", "claude", "codex", "anthropic", "openai", "openai-compatible" or "scripted"',
    "How a language model is reached; auto takes the first that is there. Keys come from the environment only.",
  ),
  model: key(
    z
      .string()
      .regex(/^[\x21-\x7e]{0,200}$/)
      .refine((name) => !name.startsWith("-"))
      .default(""),
    "a model's name, or an empty text for a program's own choice",
    "Which model to ask.",
  ),
  baseUrl: key(
    z
      .string()
      .regex(/^(?:(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])[^\s?#@]{1,500})?$/)
      .default(""),
    "an address with its version as https://HOST/v1, or http:// on this machine, or an empty text",
    "Where an OpenAI-compatible server answers (Ollama, vLLM, llama.cpp, OpenRouter).",
  ),
  keyVariable: key(
    z
      .string()
      // Only keys of language models: a project's file must not send a venue's key to a server of its choice.
      .regex(/^(?:(?:[A-Z0-9]{1,40}_)?(?:LLM|OPENROUTER|OLLAMA|VLLM|GROQ|TOGETHER|MISTRAL|DEEPSEEK)_API_KEY)?$/)
      .default(""),
    "LLM_API_KEY, MY_LLM_API_KEY or a provider's variable such as OPENROUTER_API_KEY, or an empty text",
    "Which variable of the environment holds the key for base_url.",
  ),
  script: key(
    z.string().max(1000).default(""),
    "a path of at most 1000 characters, or an empty text",
    "File with the answers of the scripted backend, one JSON object a line.",
  ),
  maxOutputTokens: count(8000, 16, 200_000, "Tokens of one answer at most."),
  timeoutSeconds: count(300, 1, 3600, "Time for one answer."),
  attempts: count(4, 1, 10, "Attempts at one question while a provider is overloaded or limits the rate."),
  concurrency: count(1, 1, 2, "Questions asked at a time."),
  tokensPerDay: count(1_000_000, 0, 1_000_000_000, "Tokens read and written in one UTC day at most; 0 for no limit."),
  usdPerDay: key(
    z.number().gte(0).lte(1e6).default(0),
    "an amount from 0 to 1e6",
    "US dollars spent in one UTC day at most; 0 for no limit.",
  ),
  inputUsdPerMillion: perMillion("read"),
  outputUsdPerMillion: perMillion("written"),
});

function rate(defaultValue: number, most: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(z.number().gte(0).lte(most).default(defaultValue), `a number from 0 to ${most}`, description);
}

function choice<const Names extends readonly [string, ...string[]]>(names: Names, description: string) {
  const schema = z.enum(names).default(names[0] as never);
  return key(schema, names.map((name) => `"${name}"`).join(", "), description);
}

function file(description: string): z.ZodDefault<z.ZodString> {
  return key(z.string().max(1000).default(""), "a path of at most 1000 characters, or an empty text", description);
}

function feeText(description: string): z.ZodDefault<z.ZodString> {
  const schema = z.string().regex(/^(?:-?\d{1,3}(?:\.\d{1,4})?)?$/);
  return key(schema.default(""), 'basis points as text, such as "-0.5", or an empty one', description);
}

const simulation = z.strictObject({
  entryOrder: choice(
    ["market", "limit", "stop"],
    "Order of an entry; a limit or stop lies order_offset_bps from the signal's close.",
  ),
  exitOrder: choice(
    ["market", "limit"],
    "Order of an exit; what a limit did not get in order_bars is sent as a market order.",
  ),
  orderOffsetBps: basisPoints(0, "Distance of limit and stop orders from the signal's close, in basis points."),
  orderBars: count(1, 1, 10_000, "Bars that a limit or stop order waits."),
  stopOrder: choice(
    ["stop", "stop-limit", "trailing-stop"],
    "Order of a stop-loss; a trailing one follows at the distance that the strategy gave.",
  ),
  stopLimitBps: basisPoints(0, "Limit of a stop-limit beyond its stop, in basis points."),
  latencyBars: count(0, 0, 1000, "Bars between a decision and its arrival at the market, besides the next open."),
  spreadBps: basisPoints(0, "Full bid-ask spread, in basis points; who takes pays half."),
  slippage: choice(
    ["fixed", "none", "volatility", "impact"],
    "Slippage: paper.slippage_bps, none, scaled by volatility, or square-root impact.",
  ),
  slippageFactor: rate(1, 100, "Multiple of one bar's volatility, or coefficient of the square-root impact."),
  slippageBars: count(20, 2, 10_000, "Bars over which volatility and volume are measured for slippage."),
  makerFeeBps: feeText("Fee of resting orders in basis points, below 0 for a rebate; empty takes paper.fee_bps."),
  takerFeeBps: feeText("Fee of orders that take liquidity, in basis points; empty takes paper.fee_bps."),
  tickSize: rate(0, 1e9, "Smallest price step; 0 takes any price."),
  lotsPerUnit: count(1_000_000, 1, 1_000_000_000, "Lots in one base unit."),
  minNotional: rate(0, 1e9, "Smallest notional of an entry, in quote currency."),
  limitFill: choice(
    ["touch", "through"],
    "Whether a limit fills when the price touches it, or only when it trades through.",
  ),
  maxParticipation: rate(
    0,
    1,
    "Largest share of a bar's volume that orders take, filling the rest later; 0 for no cap.",
  ),
  leverage: rate(0, 1000, "Largest leverage of a margin account with liquidation; 0 pays in full."),
  maintenanceMargin: rate(0.005, 0.99, "Maintenance margin as a fraction of the notional, with leverage."),
  liquidationFeeBps: basisPoints(50, "Fee of a forced close, in basis points, with leverage."),
  borrowRate: rate(0, 10, "Annual interest on the notional of shorts (0.03 is 3 %)."),
  fundingFile: file("CSV with a time and a funding_rate column: at each time a long pays that share of its notional."),
  factorFile: file("LEAN factor file with the splits and dividends of an unadjusted series."),
  sizing: choice(["fixed-fraction", "volatility-target", "fractional-kelly"], "How large a position is."),
  equityFraction: fraction(
    1,
    "Fraction of equity at full strength, for fixed-fraction; shared by several instruments.",
  ),
  targetVolatility: fraction(0.1, "Annual volatility wanted, for volatility-target."),
  sizeCap: rate(2, 100, "Largest multiple of equity, for volatility-target and fractional-kelly."),
  kellyShare: fraction(0.25, "Share of the full Kelly size, at most a quarter."),
  kellySharpe: ratio(0, "Sharpe ratio that Kelly may count on; its uncertainty shrinks it."),
  kellySharpeError: rate(0.5, 100, "Standard error of that Sharpe ratio."),
  drawdownThrottle: choice(["off", "on"], "Whether size falls from 8 % drawdown on and is 0 at 15 %."),
  finerFills: choice(
    ["auto", "off"],
    "Whether fills inside a bar are resolved on finer stored bars, where there are some.",
  ),
});

/** The whole configuration with its defaults; a section is a table of the TOML file, a key there is snake_case. */
export const configSchema = z.strictObject({
  paper: paper.prefault({}),
  research: research.prefault({}),
  gates: gates.prefault({}),
  feedback: feedback.prefault({}),
  registry: registry.prefault({}),
  agent: agent.prefault({}),
  strategy: strategy.prefault({}),
  simulation: simulation.prefault({}),
});

/** The sections with their keys, for everything that walks over them. */
export const CONFIG_SECTIONS = {
  paper: paper.shape,
  research: research.shape,
  gates: gates.shape,
  feedback: feedback.shape,
  registry: registry.shape,
  agent: agent.shape,
  strategy: strategy.shape,
  simulation: simulation.shape,
};

type Parsed = z.output<typeof configSchema>;

/** The configuration in force. */
export type RaraConfig = { readonly [Section in keyof Parsed]: Readonly<Parsed[Section]> };
