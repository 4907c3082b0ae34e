import type { RegisterCommands } from "../command-groups.ts";

const REPO_FLAG = "--repo <owner/name>";
/** `--repo` stands for the configured repository. */
const REPO_KEY = { repo: "registry.repo" };

/** Declares `strategy list|fetch|installed|accept`: strategies that other people published, and those that were taken over. */
export const registerStrategyRegistryCommands: RegisterCommands = (strategy, run) => {
  strategy
    .command("list")
    .description("show the strategies that a GitHub repository's releases offer")
    .option(REPO_FLAG, "which repository (default: registry.repo)")
    .action(
      run(
        "rara.strategy.list/1",
        async (context) => {
          const { listStrategies } = await import("./strategy-registry-listing.ts");
          return listStrategies(context);
        },
        REPO_KEY,
      ),
    );
  strategy
    .command("fetch")
    .description("download a published strategy, check it in the sandbox and store it; nothing trades it")
    .argument("<name>", "NAME for its newest version, or NAME@1.2.3")
    .option(REPO_FLAG, "which repository (default: registry.repo)")
    .action(
      run(
        "rara.strategy.fetch/1",
        async (context, args) => {
          const { fetchStrategy } = await import("./strategy-registry-fetch.ts");
          return fetchStrategy(context, args.text("name"));
        },
        REPO_KEY,
      ),
    );
  strategy
    .command("accept")
    .description("put a fetched strategy into the paper stage, on your word; shows it first, acts with --yes")
    .argument("<name>", "a fetched strategy's NAME, NAME@1.2.3 or sha256 prefix")
    .requiredOption("--reason <text>", "why, in your words; kept with your user name")
    .option("--instrument <instrument>", "which stored market, in any common spelling (default: the only one)")
    .option("--timeframe <timeframe>", "which of its timeframes (default: the only one)")
    .option("--yes", "do it; without it nothing changes")
    .action(
      run("rara.strategy.accept/1", async (context, args) => {
        const { acceptStrategy } = await import("./strategy-registry-accept.ts");
        return acceptStrategy(context, {
          name: args.text("name"),
          reason: args.text("reason"),
          instrument: args.optionalText("instrument"),
          timeframe: args.optionalText("timeframe"),
          confirmed: args.flag("yes"),
        });
      }),
    );
  strategy
    .command("installed")
    .description("show the fetched strategies and whether their modules are intact")
    .option(REPO_FLAG, "only those of this repository")
    .action(
      run.withoutConfig("rara.strategy.installed/1", async (context, args) => {
        const { installedStrategies } = await import("./strategy-registry-installed.ts");
        return installedStrategies(context, args.optionalText("repo"));
      }),
    );
};
