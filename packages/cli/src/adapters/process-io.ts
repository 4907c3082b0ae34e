import { homedir } from "node:os";
import { isatty } from "node:tty";
import type { CliIo, InterruptSignal, OutputStream, WriteOutcome } from "../cli-io.ts";

const DEFAULT_COLUMNS = 80;
const INTERRUPT_SIGNALS: readonly InterruptSignal[] = ["SIGINT", "SIGTERM"];

function isBrokenPipe(error: Error): boolean {
  return "code" in error && (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED");
}

function outputStream(stream: NodeJS.WriteStream & { readonly fd: number }): OutputStream {
  // Without a listener a broken pipe would end the process with a stack trace; `write` reports it instead.
  stream.on("error", () => undefined);
  return {
    isTerminal: isatty(stream.fd),
    get columns() {
      // A terminal that does not know its width says 0.
      return stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS;
    },
    write: (text) =>
      new Promise<WriteOutcome>((resolve, reject) => {
        stream.write(text, (error) => {
          if (!error) resolve("written");
          else if (isBrokenPipe(error)) resolve("closed");
          else reject(error);
        });
      }),
  };
}

/** Returns the io of the running process. */
export function processIo(): CliIo {
  return {
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    environment: process.env,
    workingDirectory: process.cwd(),
    userHome: homedir(),
    onInterrupt(listener) {
      for (const signal of INTERRUPT_SIGNALS) process.on(signal, listener);
    },
    onUncaught(listener) {
      process.on("uncaughtException", listener);
    },
    exit: (code) => process.exit(code),
  };
}
