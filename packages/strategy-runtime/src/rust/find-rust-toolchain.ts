import { access, constants, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { runBounded } from "./bounded-process.ts";

/** The target that strategies are compiled for: no operating system, so nothing to import but what they declare. */
export const RUST_TARGET = "wasm32-unknown-unknown";

/** A compiler that can make strategies. */
export interface RustToolchain {
  /** Absolute path of `rustc`. */
  readonly rustcPath: string;
  /** What `rustc --version` says; part of an artifact's identity. */
  readonly version: string;
}

/** Where to look for a compiler. */
export interface RustSearch {
  /** The `PATH` of whoever runs this: folders to look through, and all the environment that the compiler sees. */
  readonly searchPath: string;
  /** The one compiler to take, from the configuration, instead of looking. */
  readonly rustcPath?: string;
}

const PROBE_TIMEOUT_MS = 10_000;
const PROBE_OUTPUT_BYTES = 65_536;
/** Compilers that are asked before giving up. */
const CANDIDATES_MAX = 8;

/**
 * Returns the configured compiler, else the first on `PATH` that has the standard library for WebAssembly: rustup's may
 * come first and lack it where a distribution's has it.
 * @throws RaraError `strategy.rust-missing` that says what was tried and what to install.
 */
export async function findRustToolchain({ searchPath, rustcPath }: RustSearch): Promise<RustToolchain> {
  const name = process.platform === "win32" ? "rustc.exe" : "rustc";
  const folders = [...new Set(searchPath.split(delimiter))].filter(isAbsolute);
  const candidates = rustcPath === undefined ? folders.map((folder) => join(folder, name)) : [rustcPath];
  const tried: string[] = [];
  for (const candidate of candidates) {
    if (tried.length >= CANDIDATES_MAX) break;
    if (!(await isExecutable(candidate))) continue;
    tried.push(candidate);
    const version = await versionForTarget(candidate, searchPath);
    if (version !== undefined) return { rustcPath: candidate, version };
  }
  throw missing(rustcPath, tried);
}

/** Returns the version of a compiler that has the target's standard library, else `undefined`. */
async function versionForTarget(rustcPath: string, searchPath: string): Promise<string | undefined> {
  const ask = async (...args: readonly string[]): Promise<string | undefined> => {
    const bounds = { timeoutMs: PROBE_TIMEOUT_MS, outputBytes: PROBE_OUTPUT_BYTES };
    // A neutral folder: rustup reads which toolchain to use from files in the one that it runs in.
    const outcome = await runBounded({ file: rustcPath, arguments: args, folder: tmpdir(), searchPath, ...bounds });
    return outcome.kind === "exited" && outcome.exitCode === 0 ? outcome.stdout.trim() : undefined;
  };
  const folder = await ask("--print", "target-libdir", "--target", RUST_TARGET);
  if (folder === undefined) return undefined;
  const files = await readdir(folder).catch(() => []);
  if (!files.some((file) => /^libstd-.*\.rlib$/.test(file))) return undefined;
  return ask("--version");
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function missing(configured: string | undefined, tried: readonly string[]): RaraError {
  const found = tried.length === 0 ? "no rustc" : `${tried.join(" and ")} without it`;
  const where = configured === undefined ? "on PATH" : `at ${configured}`;
  return new RaraError(`Expected a Rust compiler with the target ${RUST_TARGET} ${where}, found ${found}`, {
    category: "configuration",
    code: "strategy.rust-missing",
    hint:
      "On Debian or Ubuntu run `apt-get install rustc lld libstd-rust-dev-wasm32`; with rustup run " +
      `\`rustup target add ${RUST_TARGET}\`. Strategies in AssemblyScript need neither.`,
  });
}
