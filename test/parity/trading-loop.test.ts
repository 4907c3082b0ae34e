import {
  type CandleColumns,
  emptyColumns,
  maxPositionSizeGuard,
  drawdownLimitGuard,
  SeededRandom,
  sliceColumns,
  StrategyFault,
  type StrategySession,
} from "@rara-trading/domain";
import { type BacktestResult, type EngineOptions, measureBacktest, runBacktest } from "@rara-trading/simulation";
import {
  declareFixed,
  DEFAULT_STRATEGY_LIMITS,
  loadStrategyModule,
  type ParameterValues,
  StrategyCompiler,
  type StrategyModule,
  WasmStrategySession,
} from "@rara-trading/strategy-runtime";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

/**
 * Draws targets, stops and targets from its parameter, and fails in one of five ways at a bar of one's choice. Its draws
 * depend on further numbers of the bar: what a strategy reads of a bar, and no more, is fetched for it.
 */
const sourceOf = (further: readonly string[]): string => `
import { ${["barIndex", "close", "hold", "Meta", "param", "RiskLevels", ...further].join(", ")} } from "rara";

let state: u32 = 1;
let target: f64 = 0.0;

function draw(): f64 {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return f64(state) * 2.3283064365386963e-10;
}

function deeper(n: i32): i32 { return n > 1000000 ? n : deeper(n + 1) + 1; }

function fail(kind: i32): f64 {
  if (kind == 1) throw new Error("as asked");
  if (kind == 2) return f64(state % u32(close() * 0.0));
  if (kind == 3) while (true) state++;
  if (kind == 4) return f64(deeper(i32(close())));
  return kind == 5 ? NaN : 1.5;
}

export function meta(): Meta {
  return new Meta("erratic", 1, "Trades at random").warmup(4)
    .param("seed", 1, 1, 1000000).param("calm", 0.9, 0, 1).param("failAt", -1, -1, 100000).param("failKind", 1, 1, 6)
    .param("oddLevels", 0, 0, 1);
}

export function init(): void { state = u32(param(0)) * 2654435761 + 1; for (let i = 0; i < 8; i++) draw(); }

export function onCandle(): f64 {
  state = (state ^ u32(reinterpret<u64>(${["close()", ...further.map((name) => `${name}()`)].join(" * 3.0 + ")}) >> 20)) | 1;
  if (barIndex() == i32(param(2))) return fail(i32(param(3)));
  const drawn = draw();
  if (drawn < param(1)) return drawn < 0.3 ? hold() : target;
  const next = draw();
  target = next < 0.2 ? -1.0 : next < 0.4 ? 0.0 : next < 0.6 ? 1.0 : next < 0.7 ? -0.0 : next * 2.0 - 1.0;
  return target;
}

function oddLevel(): f64 {
  const drawn = draw();
  return drawn < 0.1 ? Infinity : drawn < 0.2 ? -Infinity : drawn < 0.4 ? -1.0 : drawn < 0.5 ? 0.0 : drawn < 0.6 ? -0.0 : drawn * 200.0;
}

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  if (param(4) > 0.0 && draw() < param(4)) return RiskLevels.at(oddLevel(), oddLevel());
  const distance = entryPrice * 0.03;
  const stop = draw() < 0.3 ? NaN : entryPrice - f64(side) * distance * draw();
  const profit = draw() < 0.3 ? NaN : entryPrice + f64(side) * distance * draw();
  return RiskLevels.at(stop, profit);
}
`;

let wasm: Uint8Array;
let module: StrategyModule;
/** The same strategy, reading the whole bar. */
let wholeBarModule: StrategyModule;

async function compiled(compiler: StrategyCompiler, source: string): Promise<Uint8Array> {
  const outcome = await compiler.compile(source);
  if (outcome.kind === "failed") throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  return outcome.wasm;
}

beforeAll(async () => {
  await using compiler = new StrategyCompiler({ timeoutMs: 50_000 });
  wasm = await compiled(compiler, sourceOf([]));
  module = loadStrategyModule(wasm);
  const wholeBar = sourceOf(["time", "open", "high", "low", "volume"]);
  wholeBarModule = loadStrategyModule(await compiled(compiler, wholeBar));
});

/** Minute bars with a jump now and then, so that levels are gapped and accounts ruined. */
function walk(bars: number, seed: string): CandleColumns {
  const random = new SeededRandom(seed);
  const columns = emptyColumns(bars);
  let price = 100;
  for (let i = 0; i < bars; i++) {
    const jump = random.next() < 0.01 ? (random.next() - 0.4) * 2 : 0;
    const open = price * (1 + jump);
    price = open * (1 + (random.next() - 0.5) * 0.01);
    const spread = price * random.next() * 0.003;
    columns.openTimeMs[i] = i * 60_000;
    columns.open[i] = open;
    columns.high[i] = Math.max(open, price) + spread;
    columns.low[i] = Math.min(open, price) - spread;
    columns.close[i] = price;
    columns.volume[i] = random.next() * 100;
  }
  return columns;
}

/** The same session, without the way to take several bars at once. */
function barByBar(session: WasmStrategySession): StrategySession {
  return {
    meta: session.meta,
    onCandle: (...bar) => session.onCandle(...bar),
    setPosition: (size, entryPrice) => session.setPosition(size, entryPrice),
    askRiskLevels: (side, entryPrice) => session.askRiskLevels(side, entryPrice),
    get stopLoss() {
      return session.stopLoss;
    },
    get takeProfit() {
      return session.takeProfit;
    },
  };
}

interface Outcome {
  readonly result: unknown;
  readonly fuelUsed: number;
  readonly barsTaken: number;
  readonly fills: number;
}

/** Keeping no fills must change no figure. */
function expectSameFigures(
  { equity, roundTrips, barsInPosition, tradedNotional }: BacktestResult,
  strategy: StrategyModule,
  candles: CandleColumns,
  options: EngineOptions,
  parameters: ParameterValues,
): void {
  using session = WasmStrategySession.open(strategy, { parameters });
  expect(measureBacktest(session, candles, options)).toEqual({
    equity,
    roundTrips: roundTrips.map(({ pnlQuote }) => ({ pnlQuote })),
    barsInPosition,
    tradedNotional,
  });
}

function outcomeOf(
  open: (session: WasmStrategySession) => StrategySession,
  candles: CandleColumns,
  options: EngineOptions,
  parameters: ParameterValues,
  strategy = module,
): Outcome {
  const session = WasmStrategySession.open(strategy, { parameters });
  const after = { fuelUsed: () => session.fuelUsed, barsTaken: () => session.barsTaken };
  try {
    const result = runBacktest(open(session), candles, options);
    expectSameFigures(result, strategy, candles, options, parameters);
    return { result, fuelUsed: after.fuelUsed(), barsTaken: after.barsTaken(), fills: result.fills.length };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    const { kind, message, place } = error;
    return { result: { kind, message, place }, fuelUsed: after.fuelUsed(), barsTaken: after.barsTaken(), fills: 0 };
  }
}

const OPTIONS: EngineOptions = {
  capital: 10_000,
  costs: { feeBps: 10, slippageBps: 5 },
  sizing: { equityFraction: 1, lotsPerUnit: 1_000 },
  guards: [maxPositionSizeGuard(0.9), drawdownLimitGuard(0.8)],
  tradeFromMs: 0,
};

function compare(
  candles: CandleColumns,
  options: EngineOptions,
  parameters: ParameterValues,
  strategy = module,
): Outcome {
  const stepped = outcomeOf(barByBar, candles, options, parameters, strategy);
  const strode = outcomeOf((session) => session, candles, options, parameters, strategy);
  expect(strode).toEqual(stepped);
  return strode;
}

describe("a compiled strategy in the trusted loop, against the same bar by bar", () => {
  it("trades, earns and burns fuel the same, bit for bit", () => {
    let fills = 0;
    let ruined = 0;
    let refusedLevels = 0;
    fc.assert(
      fc.property(
        fc.record({
          bars: fc.integer({ min: 1, max: 400 }),
          seed: fc.integer({ min: 1, max: 1_000_000 }),
          calm: fc.constantFrom(0.3, 0.9, 0.99),
          equityFraction: fc.constantFrom(0.5, 1, 6),
          guards: fc.constantFrom([], OPTIONS.guards, [drawdownLimitGuard(0.05)]),
          tradeFromMs: fc.constantFrom(0, 0, 77 * 60_000),
          oddLevels: fc.constantFrom(0, 0, 0.02),
          readsWholeBar: fc.boolean(),
        }),
        ({ bars, seed, calm, equityFraction, guards, tradeFromMs, oddLevels, readsWholeBar }) => {
          const options = { ...OPTIONS, sizing: { equityFraction, lotsPerUnit: 1_000 }, guards, tradeFromMs };
          const { fills: traded, result } = compare(
            walk(bars, String(seed)),
            options,
            { seed, calm, oddLevels },
            readsWholeBar ? wholeBarModule : module,
          );
          fills += traded;
          if ((result as { ruined?: boolean }).ruined === true) ruined++;
          if ((result as { kind?: string }).kind === "bad-target") refusedLevels++;
        },
      ),
      { numRuns: 400, seed: 20_261_125 },
    );
    expect(fills).toBeGreaterThan(2_000);
    expect(ruined).toBeGreaterThan(5);
    expect(refusedLevels).toBeGreaterThan(5);
  });

  it("does so over more bars than the loop's memory holds", () => {
    const options = { ...OPTIONS, sizing: { equityFraction: 0.2, lotsPerUnit: 1_000 }, guards: [] };
    expect(compare(walk(12_500, "long"), options, { seed: 5, calm: 0.99 }).fills).toBeGreaterThan(100);
  });

  it("does so when more fills come of a stretch than the loop's memory has room for", () => {
    const options = { ...OPTIONS, guards: [] };
    expect(compare(walk(4_200, "busy"), options, { seed: 5, calm: 0.2 }).fills).toBeGreaterThan(2_000);
  });

  it("does so over bars that stay in memory from one run to the next, and over others in between", () => {
    const kept = walk(9_000, "kept");
    declareFixed(kept);
    const slice = (from: number, to: number): CandleColumns => sliceColumns(kept, from, to);
    const runs = [
      kept,
      slice(0, 9_000),
      slice(0, 9_000),
      walk(300, "between"),
      kept,
      slice(0, 5_000),
      slice(100, 9_000),
    ];
    for (const [i, candles] of runs.entries()) compare(candles, OPTIONS, { seed: i + 1, calm: 0.99 });
    // Aborts in the middle: what was brought in until then is all that may be kept.
    compare(kept, OPTIONS, { seed: 1, calm: 0.99, failAt: 4_500, failKind: 1 });
    compare(slice(0, 9_000), OPTIONS, { seed: 2, calm: 0.99 });
    expect(compare(slice(4_096, 9_000), OPTIONS, { seed: 3, calm: 0.99 }).fills).toBeGreaterThan(10);
  });

  it.each(["openTimeMs", "open", "high", "low", "close"] as const)(
    "refuses a bar whose %s is missing, after the bars before it",
    (name) => {
      for (const [bars, missing, fixed] of [
        [300, 0],
        [300, 77],
        [9_000, 4_096],
        [9_000, 8_191, true],
      ] as const) {
        const candles = walk(bars, "gap");
        candles[name][missing] = name === "high" ? Infinity : NaN;
        if (fixed) declareFixed(candles);
        const session = WasmStrategySession.open(module, { parameters: { seed: 4 } });
        const run = (): unknown => runBacktest(session, candles, OPTIONS);
        expect(run).toThrow(expect.objectContaining({ code: "simulation.bad-bar" }));
        expect(session.barsTaken).toBe(missing);
      }
    },
  );

  it("leaves two runs that take turns alone", () => {
    const candles = [walk(300, "a"), walk(300, "b")] as const;
    const equities = candles.map(({ length }) => new Float64Array(length));
    const alone = candles.map((columns, i) =>
      runBacktest(WasmStrategySession.open(module, { parameters: { seed: i + 1 } }), columns, OPTIONS),
    );
    // The second run is made from within a call of the first.
    let inner: unknown;
    const outer = WasmStrategySession.open(module, { parameters: { seed: 1 } });
    const nested: StrategySession = {
      ...barByBar(outer),
      tradeStretch: (stretch) => {
        outer.tradeStretch(stretch);
        inner ??= runBacktest(
          WasmStrategySession.open(module, { parameters: { seed: 2 } }),
          candles[1],
          OPTIONS,
          equities[1],
        );
      },
      get stopLoss() {
        return outer.stopLoss;
      },
      get takeProfit() {
        return outer.takeProfit;
      },
    };
    expect(runBacktest(nested, candles[0], OPTIONS, equities[0])).toEqual(alone[0]);
    expect(inner).toEqual(alone[1]);
  });

  it.each([
    ["abort", 1],
    ["trap", 2],
    ["out-of-fuel", 3],
    ["recursion-limit", 4],
    ["bad-target", 5],
    ["bad-target", 6],
  ])("reports %s (way %d) with the same bar and fuel", (kind, failKind) => {
    for (const failAt of [0, 3, 4, 150, 4_095, 4_096]) {
      const { result, barsTaken } = compare(walk(4_200, "fault"), OPTIONS, { seed: 9, calm: 0.95, failAt, failKind });
      expect(result).toMatchObject({ kind, place: { barIndex: failAt } });
      expect(barsTaken).toBe(failAt);
    }
  });

  it("starts in memory that holds nothing of the session that had it before", () => {
    const candles = walk(500, "again");
    const run = (): unknown => {
      using session = WasmStrategySession.open(module, { parameters: { seed: 7, calm: 0.5 } });
      return runBacktest(session, candles, OPTIONS);
    };
    const first = run();
    expect([run(), run()]).toEqual([first, first]);
  });

  it("refuses a session that was given back", () => {
    const session = WasmStrategySession.open(module);
    session[Symbol.dispose]();
    session[Symbol.dispose]();
    expect(() => runBacktest(session, walk(10, "late"), OPTIONS)).toThrow(/given back/);
    expect(() => session.onCandle(0, 1, 1, 1, 1, 1)).toThrow(/given back/);
  });

  it("notices a run that burns too much fuel on average at the same bar", () => {
    const limits = { ...DEFAULT_STRATEGY_LIMITS, startFuel: 100_000, meanBarFuel: 10 };
    const { result } = compare(walk(9_000, "fuel"), OPTIONS, { seed: 3, calm: 0.95 }, loadStrategyModule(wasm, limits));
    expect(result).toMatchObject({ kind: "out-of-fuel", place: { barIndex: 4_095 } });
  });
});
