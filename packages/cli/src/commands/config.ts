import type { RegisterCommands } from "../command-groups.ts";

/** Declares `config init|set|get|list`. */
export const registerConfigCommands: RegisterCommands = (config, run) => {
  config
    .command("init")
    .description("write a commented config.toml into the home folder")
    .option("--force", "replace the file that is there")
    .action(
      run.withoutConfig("rara.config.init/1", async (context, args) => {
        const { initConfig } = await import("./config-file-commands.ts");
        return initConfig(context, { force: args.flag("force") });
      }),
    );
  config
    .command("set")
    .description("set a key in the home folder's config.toml")
    .argument("<key>", "section and key, for example research.seed")
    .argument("<value>", "the new value")
    .action(
      run.withoutConfig("rara.config.set/1", async (context, args) => {
        const { setConfig } = await import("./config-file-commands.ts");
        return setConfig(context, args.text("key"), args.text("value"));
      }),
    );
  config
    .command("get")
    .description("print the value of a key that is in force, and where it comes from")
    .argument("<key>", "section and key, for example research.seed")
    .action(
      run.withoutConfig("rara.config.get/1", async (context, args) => {
        const { getConfig } = await import("./config-view-commands.ts");
        return getConfig(context, args.text("key"));
      }),
    );
  config
    .command("list")
    .description("print every key, its value in force and where it comes from")
    .action(
      run.withoutConfig("rara.config.list/1", async (context) => {
        const { listConfig } = await import("./config-view-commands.ts");
        return listConfig(context);
      }),
    );
};
