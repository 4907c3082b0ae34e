import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import {
  type CompileDiagnostic,
  COMPILER_VERSION,
  compileStrategy,
  FileArtifactStore,
} from "@rara-trading/strategy-runtime";
import type { BaseContext } from "../command-context.ts";
import { ensureHome, homePaths } from "../home-paths.ts";
import { WarningCompiler } from "./warning-compiler.ts";

/** A person's source is small; a compilation that takes longer means a busy machine, which is worth waiting for. */
const COMPILE_TIMEOUT_MS = 120_000;
/** Diagnostics that a message carries; its details carry all. */
const DIAGNOSTICS_SHOWN = 3;

/** A source that is stored as a module. */
export interface CompiledFile {
  readonly sha256: string;
  /** What compiles but is rarely meant, with line and column. */
  readonly warnings: readonly CompileDiagnostic[];
}

function rejected(diagnostics: readonly CompileDiagnostic[]): RaraError {
  const shown = diagnostics
    .slice(0, DIAGNOSTICS_SHOWN)
    .map(({ line, column, message }) => `line ${line ?? "?"}${column === null ? "" : `:${column}`}: ${message}`);
  return new RaraError(`Expected the strategy to compile, found ${shown.join("; ")}`, {
    category: "refused",
    code: "strategy.invalid-module",
    hint: diagnostics[0]?.hint ?? "Correct the strategy's source and compile it again.",
    details: { diagnostics },
  });
}

/** Warnings belong to the text: two sources that differ in a comment give one module, but other lines. */
function warningsPath(context: BaseContext, source: string): string {
  const digest = createHash("sha256").update(`${COMPILER_VERSION}\n${source}`).digest("hex");
  return join(homePaths(context.homePath).strategies, "compiled", `${digest}.warnings`);
}

async function storedWarnings(path: string): Promise<readonly CompileDiagnostic[] | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    // Written below and nowhere else; anything that is no list costs one more compilation.
    return Array.isArray(value) ? (value as readonly CompileDiagnostic[]) : undefined;
  } catch {
    return undefined;
  }
}

async function keepWarnings(path: string, warnings: readonly CompileDiagnostic[]): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, JSON.stringify(warnings));
}

/** Compiles a source without storing it and returns its warnings. @throws RaraError `strategy.invalid-module`. */
export async function warningsOf(context: BaseContext, source: string): Promise<readonly CompileDiagnostic[]> {
  await using compiler = newCompiler();
  const outcome = await compiler.compile(source, context.signal);
  if (outcome.kind === "failed") throw rejected(outcome.diagnostics);
  return outcome.warnings ?? [];
}

function newCompiler(): WarningCompiler {
  return new WarningCompiler({ timeoutMs: COMPILE_TIMEOUT_MS, startTimeoutMs: COMPILE_TIMEOUT_MS });
}

/**
 * Compiles a person's source into the artifact store, or finds it there, and shows its warnings on stderr.
 * @throws RaraError `strategy.invalid-module` with every diagnostic in its details; StrategyFault for a module that
 * breaks a rule.
 */
export async function compileSource(context: BaseContext, name: string, source: string): Promise<CompiledFile> {
  await ensureHome(context.homePath);
  await using compiler = newCompiler();
  const { clock, signal } = context;
  const store = new FileArtifactStore(context.homePath);
  const made = await compileStrategy(source, { compiler, store, clock, signal });
  if (made.kind === "failed") throw rejected(made.diagnostics);
  const path = warningsPath(context, source);
  const known = compiler.warnings ?? (await storedWarnings(path));
  const warnings = known ?? (await warningsOf(context, source));
  if (compiler.warnings !== undefined || known === undefined) await keepWarnings(path, warnings);
  showWarnings(context, name, warnings);
  return { sha256: made.module.sha256, warnings };
}

/** Writes warnings to stderr as `file:line:column`, with the line and a caret. */
export function showWarnings(context: BaseContext, name: string, warnings: readonly CompileDiagnostic[]): void {
  for (const { line, column, code, message, excerpt, hint } of warnings) {
    const parts = [`${name}:${line ?? 1}:${column ?? 1}: warning ${code}: ${message}`, excerpt, hint ?? ""];
    context.output.note(parts.filter((part) => part !== "").join("\n"));
  }
}
