import type { Clock, IdSource } from "@rara-trading/domain";
import type { RaraConfig } from "./config/config-schema.ts";
import type { Logger } from "./progress/logger.ts";
import type { ProgressReporter } from "./progress/progress-reporter.ts";

/** What a command may print besides its result. The result itself is what its handler returns. */
interface CommandOutput {
  /** Writes one line of a stream (NDJSON) to stdout; the handler of a streaming command then returns undefined. */
  record(data: unknown): Promise<void>;
  /** Writes one line for people to stderr; nothing with --quiet. */
  note(line: string): void;
}

/** Everything that any command gets. */
export interface BaseContext {
  /** The home folder; `homePaths(homePath)` says what lies where, `ensureHome` creates it before the first write. */
  readonly homePath: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Aborts at the first SIGINT or SIGTERM with a RaraError of category `interrupted`. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly progress: ProgressReporter;
  readonly output: CommandOutput;
}

/** What a command gets that works under the configuration in force, flags included. */
export interface CommandContext extends BaseContext {
  readonly config: RaraConfig;
}
