import type { RegisterCommands } from "../command-groups.ts";

const REPO_FLAG = "--repo <owner/name>";
/** `--repo` stands for the configured repository. */
const REPO_KEY = { repo: "registry.repo" };

/** Declares `strategy list|fetch|installed`: strategies that other people published, and those that were taken over. */
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
