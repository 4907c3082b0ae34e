import { Option } from "commander";
import { optionFlag } from "../command-arguments.ts";
import type { RegisterCommands } from "../command-groups.ts";

/** Copies of a replay when their number is not given. */
const REPLAY_COPIES = "39";

/** Options of `research run` that a run keeps from its beginning, with their configuration keys. */
const RUN_SETTINGS = {
  iterations: "research.hypotheses",
  seed: "research.seed",
  generator: "research.generator",
  replay: "research.replay",
} as const;

/** Declares `research run|list|show|promoted|retrain|tree|report|gates|ledger verify`. */
export const registerResearchCommands: RegisterCommands = (research, run) => {
  registerRun(research, run);
  registerViews(research, run);
  registerLooks(research, run);
};

/** The campaign itself. */
const registerRun: RegisterCommands = (research, run) => {
  research
    .command("run")
    .description("search a stored market for strategies and put what survives the gates on paper")
    .option("--contract <instrument>", "which stored market, in any common spelling (default: the only one)")
    .option(
      "--timeframes <list>",
      "which of its timeframes, one campaign after the other, such as 1h,4h (default: the only one); made from finer bars when not stored",
    )
    .option("--iterations <count>", "hypotheses to evaluate (default: research.hypotheses, 1000 unless set)")
    .option("--seed <seed>", "seed of the generator (default: research.seed)")
    .option("--generator <kind>", "where hypotheses come from: offline, llm or mixed (default: research.generator)")
    .option("--backend <name>", "how a language model is reached (default: agent.backend)")
    .option("--model <name>", "which model to ask (default: agent.model)")
    .option("--around <strategy>", "search around a strategy that research once accepted, on its market")
    .addOption(
      new Option(
        "--replay [copies]",
        `judge the search by running it again on sign-flipped copies of its bars (${REPLAY_COPIES} when no number is given)`,
      ).preset(REPLAY_COPIES),
    )
    .option("--resume <run>", "go on with an interrupted run")
    .option(
      "--budget <amount>",
      "end the search when it has used this much: 2usd or 50000tokens of the model, 10m of processor time",
    )
    .option("--follow", "stream every event of the run as a line of JSON; the document comes last")
    .action(
      run(
        "rara.research.run/1",
        async (context, args) => {
          const { runResearch } = await import("./research-run.ts");
          return runResearch(context, {
            contract: args.optionalText("contract"),
            timeframes: args.optionalText("timeframes"),
            budget: args.optionalText("budget"),
            follow: args.flag("follow"),
            resume: args.optionalText("resume"),
            around: args.optionalText("around"),
            settings: Object.keys(RUN_SETTINGS)
              .filter((name) => args.optionalText(name) !== undefined)
              .map(optionFlag),
          });
        },
        { ...RUN_SETTINGS, backend: "agent.backend", model: "agent.model" },
      ),
    );
};

/** What the ledger holds of runs. */
const registerViews: RegisterCommands = (research, run) => {
  research
    .command("list")
    .description("list runs, and every evaluated hypothesis of one of them with its verdict and reason")
    .option("--run <run>", "which run (default: the latest)")
    .option("--order <order>", "best Sharpe ratio first (sharpe) or as evaluated (index)", "sharpe")
    .option("--limit <count>", "hypotheses to list (default: 20; all with --run)")
    .action(
      run("rara.research.list/1", async (context, args) => {
        const { listResearch } = await import("./research-views.ts");
        return listResearch(context, {
          run: args.optionalText("run"),
          order: args.text("order"),
          limit: args.integer("limit", { min: 1, max: 100_000 }),
        });
      }),
    );
  research
    .command("show")
    .description(
      "show the whole walk of one hypothesis: statement, code, difference to its parents, metrics a span, gates, events",
    )
    .requiredOption("--experiment-id <id>", "trial id as `research list` prints it")
    .option("--all", "list every event, the equity marks of paper trading as well (default: their count)")
    .action(
      run("rara.research.show/1", async (context, args) => {
        const { showExperiment } = await import("./research-show.ts");
        return showExperiment(context, args.text("experimentId"), args.flag("all"));
      }),
    );
  research
    .command("promoted")
    .description("list the strategies that passed Gate 1, with stage and artifact")
    .action(
      run("rara.research.promoted/1", async (context) => {
        const { listPromoted } = await import("./research-views.ts");
        return listPromoted(context);
      }),
    );
};

/** What follows from runs, and what explains them. */
const registerLooks: RegisterCommands = (research, run) => {
  research
    .command("retrain")
    .description("search around each strategy that feedback gave up, as it requested")
    .option("--limit <count>", "requests to answer, oldest first (default: all that wait, 100 at most)")
    .action(
      run("rara.research.retrain/1", async (context, args) => {
        const { retrain } = await import("./research-retrain.ts");
        return retrain(context, args.integer("limit", { min: 1, max: 100 }));
      }),
    );
  research
    .command("tree")
    .description("show from what a run's accepted hypotheses descend, or its best when none was accepted")
    .option("--run <run>", "which run (default: the latest)")
    .action(
      run("rara.research.tree/1", async (context, args) => {
        const { showTree } = await import("./research-tree.ts");
        return showTree(context, args.optionalText("run"));
      }),
    );
  research
    .command("report")
    .description("write what a run came to as one HTML page: funnel by gate, best so far, lineage, archive, cost")
    .option("--run <run>", "which run (default: the latest)")
    .option("--report <file>", "where to write it (default: reports/RUN.html in the home folder)")
    .action(
      run("rara.research.report/1", async (context, args) => {
        const { reportResearch } = await import("./research-report.ts");
        return reportResearch(context, { run: args.optionalText("run"), report: args.optionalText("report") });
      }),
    );
  research
    .command("ledger")
    .description("look after the trial ledger")
    .command("verify")
    .description("walk the ledger's chain of hashes: is it what was written")
    .action(
      run("rara.research.ledger.verify/1", async (context) => {
        const { verifyLedger } = await import("./research-ledger.ts");
        return verifyLedger(context);
      }),
    );
  research
    .command("gates")
    .description("explain the gates in the order in which they are asked, with the thresholds in force")
    .action(
      run("rara.research.gates/1", async (context) => {
        const { listGates } = await import("./research-gates.ts");
        return listGates(context);
      }),
    );
};
