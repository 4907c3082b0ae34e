import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The launcher that npm links as `rara-trading`. */
export const LAUNCHER = fileURLToPath(new URL("../../bin/rara-trading.js", import.meta.url));

/** The launcher's own cache of stripped sources, for scripts that bypass it. */
const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));

/** A command that runs longer than this is killed, and the test that waits for it fails. */
const TIMEOUT_MS = 150_000;

/** How to start a command. */
export interface RunOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Working directory; the home folder's parent has no rara.toml, so that is the default. */
  readonly cwd?: string;
  /** Another script than the launcher, for commands that only tests have. */
  readonly script?: string;
}

/** A document as the contract promises it. */
interface Document {
  readonly schema: string;
  readonly ok: boolean;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests reach into documents of every shape
  readonly data?: any;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    readonly details?: any;
  };
}

/** How a command ended. */
export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document on stdout. @throws SyntaxError when stdout is anything else. */
  document(): Document;
}

/** A command that is still running. */
export interface RunningRara {
  readonly process: ChildProcessWithoutNullStreams;
  readonly result: Promise<RunResult>;
  /** Resolves once stderr holds `text`. */
  stderrHas(text: string): Promise<void>;
}

/** Returns the environment of a user without any configuration. */
export function cleanEnvironment(options: RunOptions): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: options.home,
    RARA_HOME: options.home,
    NODE_COMPILE_CACHE: COMPILE_CACHE,
    ...options.env,
  };
}

/** Starts the real launcher in a process of its own. */
export function startRara(args: readonly string[], options: RunOptions): RunningRara {
  const child = spawn(process.execPath, ["--conditions=source", options.script ?? LAUNCHER, ...args], {
    cwd: options.cwd ?? options.home,
    env: cleanEnvironment(options),
    stdio: "pipe",
    timeout: TIMEOUT_MS,
  });
  return watch(child);
}

/** Collects what a process prints. */
export function watch(child: ChildProcessWithoutNullStreams): RunningRara {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const result = new Promise<RunResult>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout, stderr, document: () => JSON.parse(stdout) as Document });
    });
  });
  const stderrHas = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      look();
      child.stderr.on("data", look);
      child.on("close", () => {
        reject(new Error(`Expected ${JSON.stringify(text)} on stderr, found ${JSON.stringify(stderr)}`));
      });
    });
  return { process: child, result, stderrHas };
}

/** Runs one command to its end. */
export function runRara(args: readonly string[], options: RunOptions): Promise<RunResult> {
  return startRara(args, options).result;
}
