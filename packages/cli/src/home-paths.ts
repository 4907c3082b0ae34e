import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
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

/** Creates the home folder, readable by its owner only, unless it exists. Every command that writes calls it first. */
export async function ensureHome(homePath: string): Promise<void> {
  await mkdir(homePath, { recursive: true, mode: HOME_MODE });
}
