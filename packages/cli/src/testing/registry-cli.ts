// The real command line with the registry's commands alone under `strategy`.
import { processIo } from "../adapters/process-io.ts";
import { COMMAND_GROUPS } from "../command-groups.ts";
import { registerStrategyRegistryCommands } from "../commands/strategy-registry.ts";
import { runCli } from "../main.ts";

const registry = {
  name: "strategy",
  summary: "published strategies",
  load: () => Promise.resolve(registerStrategyRegistryCommands),
};
const groups = [registry, ...COMMAND_GROUPS.filter(({ name }) => name !== "strategy")];
process.exitCode = await runCli(process.argv.slice(2), processIo(), groups);
