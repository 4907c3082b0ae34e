import type { RegisterCommands } from "../command-groups.ts";

/** Declares `paper start|status|stop`. */
export const registerPaperCommands: RegisterCommands = (paper, run) => {
  paper
    .command("start")
    .description("trade the strategies that passed Gate 1 on paper, in the foreground")
    .option("--contracts <instruments...>", "only strategies on these markets, in any common spelling")
    .option("--feed <feed>", "where bars come from: replay (the paper span of the stored history)", "replay")
    .option("--speed <speed>", "bars a second, or max", "max")
    .action(
      run("rara.paper.start/1", async (context, args) => {
        const { startPaper } = await import("./paper-run.ts");
        return startPaper(context, {
          contracts: args.texts("contracts"),
          feed: args.text("feed"),
          speed: args.text("speed"),
        });
      }),
    );
  paper
    .command("status")
    .description("show every paper session: position, equity, fills, refusals")
    .action(
      run("rara.paper.status/1", async (context) => {
        const { paperStatus } = await import("./paper-run.ts");
        return paperStatus(context);
      }),
    );
  paper
    .command("stop")
    .description("ask the running paper desk to stop and wait for its acknowledgement (10 s at most)")
    .action(
      run("rara.paper.stop/1", async (context) => {
        const { stopPaper } = await import("./paper-run.ts");
        return stopPaper(context);
      }),
    );
};
