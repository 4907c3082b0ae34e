import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createHash } from "node:crypto";
import { extname, resolve } from "node:path";
import { RaraError, type StrategyMeta } from "@rara-trading/domain";
import {
  type CompileDiagnostic,
  FileArtifactStore,
  loadStrategyModule,
  type MeteredSession,
  openStrategySession,
  type ParameterValues,
  readStrategyMeta,
  type StrategyModule,
} from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { acceptedStrategies } from "../composition/accepted-strategies.ts";
import { compileSource } from "../compile/compile-source.ts";
import type { HomeServices } from "../composition/home-services.ts";

/** Bytes of a file that is read as a strategy. */
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const NAMES_SHOWN_MAX = 10;
const SHA_PREFIX = /^[0-9a-f]{6,64}$/;

/** A person's or the machine's strategy, ready to run any number of times. */
export interface StrategySubject {
  /** sha256 of the module: what is run, whatever it was called by. */
  readonly sha256: string;
  /** sha256 of the source text; `null` for a module without one. */
  readonly sourceSha256: string | null;
  readonly meta: StrategyMeta;
  /** What is run: plain data that threads can be sent. */
  readonly module: StrategyModule;
  /** The compiler's warnings, with line and column; none for what was not compiled from a file now. */
  readonly warnings: readonly CompileDiagnostic[];
  /** Opens a fresh sandboxed session. @throws RaraError `strategy.parameter` for values that it does not take. */
  readonly openSession: (parameters: ParameterValues) => MeteredSession;
}

function subjectOf({ config }: CommandContext, module: StrategyModule, sourceSha256: string | null): StrategySubject {
  // The same in every command and on paper: a score means a position in all of them, or in none.
  const { scoreThreshold } = config.strategy;
  return {
    sha256: module.sha256,
    sourceSha256,
    meta: readStrategyMeta(module),
    module,
    warnings: [],
    openSession: (parameters) => openStrategySession(module, { parameters, scoreThreshold }),
  };
}

async function storedSubject(context: CommandContext, sha256: string): Promise<StrategySubject> {
  const { wasm, manifest } = await new FileArtifactStore(context.homePath).load(sha256);
  return subjectOf(context, loadStrategyModule(wasm), manifest.sourceSha256 ?? null);
}

function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function readBounded(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size <= FILE_BYTES_MAX) return readFile(path);
  throw new RaraError(`Expected at most ${FILE_BYTES_MAX} bytes in ${path}, found ${size}`, {
    category: "refused",
    code: "strategy.file-too-large",
    hint: "Give a strategy's source (.ts or .rs) or its .wasm.",
  });
}

/**
 * Compiles (or takes from the store) the strategy in a file: a module when it ends in `.wasm`, Rust when it ends in
 * `.rs`, else AssemblyScript.
 * @throws RaraError `strategy.no-file`, `strategy.file-too-large`; StrategyFault when it is no valid strategy.
 */
export async function fileSubject(context: CommandContext, file: string): Promise<StrategySubject> {
  const path = resolve(context.workingDirectory, file);
  if (!existsSync(path)) {
    throw new RaraError(`Expected a strategy file, found none at ${path}`, {
      category: "not-found",
      code: "strategy.no-file",
      hint: "`rara-trading strategy new NAME` writes one.",
    });
  }
  const contents = await readBounded(path);
  if (extname(path) === ".wasm") return subjectOf(context, loadStrategyModule(new Uint8Array(contents)), null);
  const language = extname(path) === ".rs" ? "rust" : "assemblyscript";
  const { sha256, warnings } = await compileSource(context, file, contents.toString("utf8"), language);
  return { ...(await storedSubject(context, sha256)), sourceSha256: digestOf(contents), warnings };
}

/** Whether `typed` means a file rather than a stored strategy. */
function looksLikeFile(context: CommandContext, typed: string): boolean {
  if (/[/\\]/.test(typed) || /\.(ts|rs|wasm)$/.test(typed)) return true;
  return existsSync(resolve(context.workingDirectory, typed));
}

function nameFault(typed: string, found: string, names: readonly string[]): RaraError {
  const shown = [...new Set(names)].slice(0, NAMES_SHOWN_MAX).join(", ");
  return new RaraError(`Expected one stored strategy or a file called ${JSON.stringify(typed)}, found ${found}`, {
    category: found === "none" ? "not-found" : "usage",
    code: found === "none" ? "strategy.unknown" : "strategy.ambiguous",
    hint: shown === "" ? "Nothing is stored yet: give a file." : `Stored: ${shown}. A sha256 prefix is unique.`,
  });
}

/**
 * Returns the strategy that a person means: a file, or a stored artifact by strategy id, sha256 (a prefix of at least six
 * digits) or name. @throws RaraError `strategy.unknown` or `strategy.ambiguous`, which list what is stored.
 */
export async function resolveSubject(
  context: CommandContext,
  services: HomeServices,
  typed: string,
): Promise<StrategySubject> {
  if (looksLikeFile(context, typed)) return fileSubject(context, typed);
  const store = new FileArtifactStore(context.homePath);
  const accepted = await acceptedStrategies(services.bus, { retired: true });
  const promoted = accepted.find(({ strategyId }) => strategyId === typed);
  if (promoted !== undefined) return storedSubject(context, promoted.artifactSha256);
  const manifests = await store.list();
  const matches = manifests.filter(
    ({ name, sha256 }) => name === typed || (SHA_PREFIX.test(typed) && sha256.startsWith(typed)),
  );
  const [match] = matches;
  if (matches.length === 1 && match !== undefined) return storedSubject(context, match.sha256);
  const names = matches.length === 0 ? manifests.map(({ name }) => name) : matches.map(({ sha256 }) => sha256);
  throw nameFault(typed, matches.length === 0 ? "none" : String(matches.length), names);
}
