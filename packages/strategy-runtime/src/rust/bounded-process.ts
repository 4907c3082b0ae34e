import { spawn } from "node:child_process";

/** A process to run to its end. */
export interface BoundedCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  /** All that the process sees of the environment. */
  readonly searchPath: string;
  readonly timeoutMs: number;
  /** Bytes of stdout and of stderr that are kept; more ends the process. */
  readonly outputBytes: number;
  readonly fileBytes?: number;
  readonly addressSpaceBytes?: number;
  readonly signal?: AbortSignal;
}

/** How a process ended. */
export interface BoundedOutcome {
  readonly kind: "exited" | "not-started" | "too-slow" | "too-much-output" | "interrupted";
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const FILE_BLOCK_BYTES = 512;
const KIB = 1024;

/**
 * Runs a process with an empty environment but for `PATH`, no input, and bounds on time, output and, where there is a
 * POSIX shell, on memory and files. Whatever it started ends with it.
 */
export async function runBounded(command: BoundedCommand): Promise<BoundedOutcome> {
  const [file, args] = withLimits(command);
  const child = spawn(file, args, {
    cwd: command.folder,
    env: { PATH: command.searchPath },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that the linker can be ended together with the compiler.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  let ending: BoundedOutcome["kind"] = "exited";
  const stop = (kind: BoundedOutcome["kind"]): void => {
    if (ending === "exited") ending = kind;
    endGroup(child.pid);
  };
  const interrupt = (): void => stop("interrupted");
  if (command.signal?.aborted === true) interrupt();
  command.signal?.addEventListener("abort", interrupt, { once: true });
  const timer = setTimeout(() => stop("too-slow"), command.timeoutMs);
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      texts[name] += chunk;
      if (texts[name].length > command.outputBytes) stop("too-much-output");
    });
  }
  try {
    const exitCode = await new Promise<number | null>((resolve) => {
      child.once("error", () => {
        ending = "not-started";
        resolve(null);
      });
      child.once("close", resolve);
    });
    return { kind: ending, exitCode, ...texts };
  } finally {
    clearTimeout(timer);
    command.signal?.removeEventListener("abort", interrupt);
  }
}

function withLimits(command: BoundedCommand): readonly [file: string, args: readonly string[]] {
  const { fileBytes, addressSpaceBytes } = command;
  if (process.platform === "win32" || fileBytes === undefined || addressSpaceBytes === undefined) {
    return [command.file, command.arguments];
  }
  const files = `ulimit -f ${Math.ceil(fileBytes / FILE_BLOCK_BYTES)}`;
  // macOS has no such limit and says so.
  const memory = process.platform === "linux" ? `ulimit -v ${Math.ceil(addressSpaceBytes / KIB)}` : "true";
  return ["/bin/sh", ["-c", `${files} && ${memory} && exec "$0" "$@"`, command.file, ...command.arguments]];
}

function endGroup(id: number | undefined): void {
  if (id === undefined) return;
  try {
    process.kill(process.platform === "win32" ? id : -id, "SIGKILL");
  } catch (error) {
    // It may have ended by itself a moment ago.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
