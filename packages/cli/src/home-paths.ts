import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { RaraError } from "@rara-trading/domain";
import type { CliIo } from "./cli-io.ts";

const HOME_NAME = ".rara-trading";
/** Only the owner may look inside: the ledger and the configuration are private. */
const HOME_MODE = 0o700;

/** Where everything of one home folder lies. */
export interface HomePaths {
  readonly homePath: string;
  readonly configFile: string;
  /** Events and projections. */
  readonly database: string;
  /** The trial ledger. */
  readonly researchDatabase: string;
  readonly candles: string;
  readonly strategies: string;
  readonly reports: string;
  readonly logs: string;
}

/** Returns the paths of a home folder. Creates nothing. */
export function homePaths(homePath: string): HomePaths {
  return {
    homePath,
    configFile: join(homePath, "config.toml"),
    database: join(homePath, "rara.db"),
    researchDatabase: join(homePath, "research.db"),
    candles: join(homePath, "candles"),
    strategies: join(homePath, "strategies"),
    reports: join(homePath, "reports"),
    logs: join(homePath, "logs"),
  };
}

/** Returns the home folder in force: `--home`, else RARA_HOME, else `~/.rara-trading`; relative to the working directory. */
export function resolveHomePath(
  io: Pick<CliIo, "environment" | "workingDirectory" | "userHome">,
  flag: string | undefined,
): string {
  const fromEnvironment = io.environment["RARA_HOME"];
  const chosen = flag ?? (fromEnvironment === "" ? undefined : fromEnvironment);
  return resolve(io.workingDirectory, chosen ?? join(io.userHome, HOME_NAME));
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Returns `path` and its missing ancestors, outermost first. */
function missingFolders(path: string): readonly string[] {
  const missing: string[] = [];
  for (let folder = path; !existsSync(folder) && folder !== dirname(folder); folder = dirname(folder))
    missing.unshift(folder);
  return missing;
}

/**
 * Creates the home folder, readable by its owner only, unless it exists. Every command that writes calls it first.
 * One folder at a time, because a recursive `mkdir` tries for ever where nothing can be created, such as /proc.
 * @throws RaraError `cli.home` (configuration) when it cannot be created.
 */
export async function ensureHome(homePath: string): Promise<void> {
  for (const folder of missingFolders(homePath)) {
    try {
      await mkdir(folder, { mode: HOME_MODE });
    } catch (error) {
      // Another process was faster.
      if (isThere(error)) continue;
      throw new RaraError(`Expected to create the home folder ${homePath}, found that ${folder} cannot be created`, {
        category: "configuration",
        code: "cli.home",
        hint: "Give --home (or RARA_HOME) a folder that you may write to.",
        cause: error,
      });
    }
  }
}
