import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** The longest line and the most text on either stream; more ends the program. */
const LINE_CHARACTERS_MAX = 4 * 1024 * 1024;
const OUTPUT_CHARACTERS_MAX = 16 * 1024 * 1024;
/** How long a program may linger once it has said all it had to. */
const GRACE_MS = 1_000;

/** What the reader of a line wants next: more of them, the program's end in its own time, or its end at once. */
export type LineVerdict = "more" | "done" | "stop";

/** A program to run to its end. */
export interface LineCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  /** Working directory. */
  readonly folder: string;
  /** All that the program sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Takes one line of standard output. What comes after anything but "more" is not read. */
  readonly onLine: (line: string) => LineVerdict;
}

/** How a program ended; `finished` when the reader had what it wanted. */
export interface LineOutcome {
  readonly kind: "finished" | "exited" | "not-started" | "too-slow" | "too-much-output";
  readonly exitCode: number | null;
}

/**
 * Runs a program and hands its standard output over line by line; what it writes to standard error is read and dropped, because
 * it may hold a secret. The program and everything it started end with the call.
 * @throws the signal's reason when it aborts.
 */
export async function runLines(command: LineCommand): Promise<LineOutcome> {
  command.signal.throwIfAborted();
  const child = spawn(command.file, command.arguments, {
    cwd: command.folder,
    env: { ...command.environment },
    stdio: "pipe",
    // A group of its own, so that helpers end together with the program.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const run = new LineRun(child, command);
  const interrupt = (): void => run.stop("exited");
  command.signal.addEventListener("abort", interrupt, { once: true });
  const timer = setTimeout(() => run.stop("too-slow"), command.timeoutMs);
  try {
    const outcome = await run.ended();
    command.signal.throwIfAborted();
    return outcome;
  } finally {
    clearTimeout(timer);
    command.signal.removeEventListener("abort", interrupt);
    endGroup(child.pid);
  }
}

class LineRun {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #onLine: LineCommand["onLine"];
  readonly #characters = { stdout: 0, stderr: 0 };
  #kind: LineOutcome["kind"] = "exited";
  #rest = "";
  #grace: NodeJS.Timeout | undefined;

  constructor(child: ChildProcessWithoutNullStreams, { input, onLine }: LineCommand) {
    this.#child = child;
    this.#onLine = onLine;
    // A program may end without having read its input; how it ended says more than the broken pipe.
    child.stdin.on("error", () => undefined).end(input);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (this.#counted("stdout", text)) this.#take(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => void this.#counted("stderr", text));
  }

  async ended(): Promise<LineOutcome> {
    const exitCode = await new Promise<number | null>((resolve) => {
      this.#child.once("error", () => {
        this.#kind = "not-started";
        resolve(null);
      });
      this.#child.once("close", resolve);
    });
    clearTimeout(this.#grace);
    if (this.#kind === "exited" && this.#rest !== "") this.#read(this.#rest);
    return { kind: this.#kind, exitCode };
  }

  /** Ends the program; the first reason counts. */
  stop(kind: LineOutcome["kind"]): void {
    if (this.#kind === "exited") this.#kind = kind;
    endGroup(this.#child.pid);
    // A helper that left the group may hold the pipes open for ever.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  #counted(stream: "stdout" | "stderr", text: string): boolean {
    this.#characters[stream] += text.length;
    if (this.#characters[stream] <= OUTPUT_CHARACTERS_MAX) return true;
    this.stop("too-much-output");
    return false;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (this.#kind !== "exited") return;
      this.#read(line);
    }
    if (this.#rest.length > LINE_CHARACTERS_MAX) this.stop("too-much-output");
  }

  #read(line: string): void {
    if (line.trim() === "") return;
    const verdict = this.#onLine(line);
    if (verdict === "stop") this.stop("finished");
    if (verdict !== "done") return;
    this.#kind = "finished";
    this.#grace = setTimeout(() => this.stop("finished"), GRACE_MS);
  }
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
