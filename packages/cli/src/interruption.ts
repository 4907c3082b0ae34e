import { RaraError } from "@rara-trading/domain";
import type { CliIo, InterruptSignal } from "./cli-io.ts";
import { EXIT_CODES } from "./output/exit-codes.ts";

/** A command's abort signal, fed by the process's signals. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Aborts because nobody reads stdout any more, which ends a stream quietly. */
  stdoutClosed(): void;
}

/** The reason with which a command's signal aborts. */
function interruptedError(cause: InterruptSignal): RaraError {
  return new RaraError(`Expected the command to finish, found ${cause}`, {
    category: "interrupted",
    code: "cli.interrupted",
    hint: "What was finished before is kept; run the command again to go on.",
  });
}

/**
 * Turns the first SIGINT or SIGTERM into an abort, so that the command can drain, and the second of the same name into
 * the end of the process. (Of the same name, because the launcher on an old Node passes a terminal's SIGINT on as SIGTERM.)
 */
export function listenForInterruption(io: CliIo, say: (line: string) => void): Interruption {
  const controller = new AbortController();
  const seen = new Set<InterruptSignal>();
  io.onInterrupt((name) => {
    if (seen.has(name)) {
      say("Stopped at once; what was not finished is lost.");
      io.exit(EXIT_CODES.interrupted);
      return;
    }
    if (seen.size === 0) say("Stopping; once more to stop at once.");
    seen.add(name);
    controller.abort(interruptedError(name));
  });
  return {
    signal: controller.signal,
    stdoutClosed: () => {
      controller.abort(
        new RaraError("Expected a reader on stdout, found it closed", {
          category: "interrupted",
          code: "cli.stdout-closed",
        }),
      );
    },
  };
}
