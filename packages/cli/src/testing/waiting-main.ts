// Stands in for `main.ts` behind a copied launcher: prints the signals that reach it, for the launcher's tests.
import type { CliIo } from "../cli-io.ts";

/** How long a second signal may take to arrive. */
const SETTLE_MS = 300;

/** Waits for signals and prints their names. */
export async function runCli(_argv: readonly string[], io: CliIo): Promise<number> {
  const received: string[] = [];
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => undefined, SETTLE_MS);
    io.onInterrupt((signal) => {
      received.push(signal);
      setTimeout(() => {
        clearInterval(keepAlive);
        resolve();
      }, SETTLE_MS);
    });
    void io.stderr.write("waiting\n");
  });
  await io.stdout.write(JSON.stringify(received));
  return 130;
}
