import { GithubStrategyRegistry } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";

/** Where the token may stand; it never comes from a file or a flag. */
const TOKEN_VARIABLE = "GITHUB_TOKEN";

/** Returns the registry that the configuration names, with the token of the environment where there is one. */
export function configuredRegistry({ config, clock, environment }: CommandContext): GithubStrategyRegistry {
  const { apiUrl, repo } = config.registry;
  const token = environment[TOKEN_VARIABLE];
  const access = { apiUrl, clock, fetch: (url: URL, init: RequestInit) => fetch(url, init) };
  // An empty variable is how people unset one for a single command.
  return new GithubStrategyRegistry(token === undefined || token === "" ? access : { ...access, token }, repo);
}
