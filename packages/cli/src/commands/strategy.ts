import type { Command } from "commander";
import type { RegisterCommands } from "../command-groups.ts";
import type { CommandRunner } from "../command-runner.ts";
import { registerStrategyRegistryCommands } from "./strategy-registry.ts";

/** Options of `strategy backtest` that stand for keys of the section `[simulation]`. */
const SIMULATION_FLAGS = {
  order: "simulation.entry_order",
  latencyBars: "simulation.latency_bars",
  spreadBps: "simulation.spread_bps",
  slippage: "simulation.slippage",
  maxParticipation: "simulation.max_participation",
  sizing: "simulation.sizing",
  leverage: "simulation.leverage",
  borrowRate: "simulation.borrow_rate",
  fundingFile: "simulation.funding_file",
  factorFile: "simulation.factor_file",
};

function registerBacktest(strategy: Command, run: CommandRunner): void {
  strategy
    .command("backtest")
    .description("run a strategy over stored bars; ends at the research span unless told otherwise")
    .argument("<subject>", "source file, .wasm file, or a stored strategy's name, id or sha256 prefix")
    .option(
      "--instrument <instrument>",
      "which stored market, in any common spelling; several times for one account (default: the only one)",
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option("--timeframe <timeframe>", "which of its timeframes (default: the only one)")
    .option("--from <date>", "first day that trades, such as 2020-01-31 (default: the span's first)")
    .option("--to <date>", "day before which it ends (default: the span's end)")
    .option("--params <values>", "parameters such as fast=10,slow=30 (default: the strategy's own)")
    .option("--span <span>", "research, validation or vault; the last two answer pass or fail only", "research")
    .option("--report <file>", "write a self-contained HTML tearsheet")
    .option("--order <kind>", "entries as market, limit or stop orders (simulation.entry_order)")
    .option("--latency-bars <count>", "bars until an order arrives (simulation.latency_bars)")
    .option("--spread-bps <bps>", "full bid-ask spread (simulation.spread_bps)")
    .option("--slippage <kind>", "fixed, none, volatility or impact (simulation.slippage)")
    .option("--max-participation <share>", "largest share of a bar's volume (simulation.max_participation)")
    .option("--sizing <method>", "fixed-fraction, volatility-target or fractional-kelly (simulation.sizing)")
    .option("--leverage <times>", "margin account with liquidation (simulation.leverage)")
    .option("--borrow-rate <rate>", "annual interest on shorts (simulation.borrow_rate)")
    .option("--funding-file <file>", "CSV with the times and rates of a perpetual's funding (simulation.funding_file)")
    .option("--factor-file <file>", "splits and dividends of an unadjusted series (simulation.factor_file)")
    .action(
      run(
        "rara.strategy.backtest/1",
        async (context, args) => {
          const { backtestStrategy } = await import("./strategy-backtest.ts");
          return backtestStrategy(context, {
            subject: args.text("subject"),
            instruments: args.texts("instrument"),
            timeframe: args.optionalText("timeframe"),
            from: args.optionalText("from"),
            to: args.optionalText("to"),
            params: args.optionalText("params"),
            span: args.text("span"),
            report: args.optionalText("report"),
          });
        },
        SIMULATION_FLAGS,
      ),
    );
}

function registerNew(strategy: Command, run: CommandRunner): void {
  strategy
    .command("new")
    .description("write a commented strategy to start from; never overwrites a file")
    .argument("<name>", "lower-case letters, digits and dashes")
    .option("--dir <folder>", "where to write it (default: here)")
    .action(
      run.withoutConfig("rara.strategy.new/1", async (context, args) => {
        const { newStrategy } = await import("./strategy-new.ts");
        return newStrategy(context, args.text("name"), args.optionalText("dir"));
      }),
    );
}

function registerCheck(strategy: Command, run: CommandRunner): void {
  strategy
    .command("check")
    .description("compile a strategy and check it: look-ahead, determinism, lag, warm-up, fuel")
    .argument("<file>", "source file or .wasm file")
    .option("--instrument <instrument>", "stored market to check on (default: the only one, else a made-up market)")
    .option("--timeframe <timeframe>", "which of its timeframes (default: the only one)")
    .option("--params <values>", "parameters such as fast=10,slow=30 (default: the strategy's own)")
    .action(
      run("rara.strategy.check/1", async (context, args) => {
        const { checkStrategyFile } = await import("./strategy-check.ts");
        return checkStrategyFile(context, {
          file: args.text("file"),
          instrument: args.optionalText("instrument"),
          timeframe: args.optionalText("timeframe"),
          params: args.optionalText("params"),
        });
      }),
    );
}

function registerSweep(strategy: Command, run: CommandRunner): void {
  strategy
    .command("sweep")
    .description("try every combination of parameters on the research span; each is a trial in the ledger")
    .argument("<file>", "source file or .wasm file")
    .requiredOption("--params <ranges>", "ranges such as fast=5..50:5,slow=20..200:20")
    .option("--instrument <instrument>", "which stored market, in any common spelling (default: the only one)")
    .option("--timeframe <timeframe>", "which of its timeframes (default: the only one)")
    .action(
      run("rara.strategy.sweep/1", async (context, args) => {
        const { sweepStrategy } = await import("./strategy-sweep.ts");
        return sweepStrategy(context, {
          file: args.text("file"),
          params: args.text("params"),
          instrument: args.optionalText("instrument"),
          timeframe: args.optionalText("timeframe"),
        });
      }),
    );
}

const FOLDS_RANGE = { min: 1, max: 200 };
const BARS_RANGE = { min: 0, max: 100_000_000 };

function registerWalkForward(strategy: Command, run: CommandRunner): void {
  strategy
    .command("walk-forward")
    .description("fit the parameters on one window after the other and trade each choice on the bars that follow")
    .argument("<subject>", "source file, .wasm file, or a stored strategy's name, id or sha256 prefix")
    .option("--instrument <instrument>", "which stored market, in any common spelling (default: the only one)")
    .option("--timeframe <timeframe>", "which of its timeframes (default: the only one)")
    .option("--anchored", "every training window begins with the first bar (the default)")
    .option("--rolling", "training windows of one length move on with the tests")
    .option("--folds <count>", "test windows of equal length (default: 5)")
    .option("--train-bars <count>", "bars of a training window, the first one if anchored; with --test-bars")
    .option("--test-bars <count>", "bars of a test window; with --train-bars")
    .option("--purge-bars <count>", "bars left out before each test (default: the strategy's warm-up)")
    .option("--grid <ranges>", "sets to fit, such as fast=5..50:5,slow=20..200:20 (default: around the defaults)")
    .option("--metric <metric>", "what a fit maximises, at 10 % volatility", "sharpe")
    .option("--report <file>", "write a self-contained HTML report")
    .action(
      run("rara.strategy.walk-forward/1", async (context, args) => {
        const { walkStrategyForward } = await import("./strategy-walk-forward.ts");
        return walkStrategyForward(context, {
          subject: args.text("subject"),
          instrument: args.optionalText("instrument"),
          timeframe: args.optionalText("timeframe"),
          anchored: args.flag("anchored"),
          rolling: args.flag("rolling"),
          folds: args.integer("folds", FOLDS_RANGE),
          trainBars: args.integer("trainBars", BARS_RANGE),
          testBars: args.integer("testBars", BARS_RANGE),
          purgeBars: args.integer("purgeBars", BARS_RANGE),
          grid: args.optionalText("grid"),
          metric: args.text("metric"),
          report: args.optionalText("report"),
        });
      }),
    );
}

/** Declares `strategy new|check|backtest|sweep|walk-forward` and those of the registry. */
export const registerStrategyCommands: RegisterCommands = (strategy, run) => {
  registerNew(strategy, run);
  registerCheck(strategy, run);
  registerBacktest(strategy, run);
  registerSweep(strategy, run);
  registerWalkForward(strategy, run);
  registerStrategyRegistryCommands(strategy, run);
};
