import { RaraError } from "@rara-trading/domain";
import {
  type CompileDiagnostic,
  compileStrategy,
  FileArtifactStore,
  StrategyCompiler,
} from "@rara-trading/strategy-runtime";
import type { BaseContext } from "../command-context.ts";
import { ensureHome } from "../home-paths.ts";

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

/** Returns the refusal of a source that does not compile, with every diagnostic in its details. */
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

function newCompiler(): StrategyCompiler {
  return new StrategyCompiler({ timeoutMs: COMPILE_TIMEOUT_MS, startTimeoutMs: COMPILE_TIMEOUT_MS });
}

/** Compiles a source without storing it and returns its warnings. @throws RaraError `strategy.invalid-module`. */
export async function warningsOf(context: BaseContext, source: string): Promise<readonly CompileDiagnostic[]> {
  await using compiler = newCompiler();
  const outcome = await compiler.compile(source, context.signal);
  if (outcome.kind === "failed") throw rejected(outcome.diagnostics);
  return outcome.warnings ?? [];
}

/**
 * Compiles a person's source into the artifact store, or finds it there, and shows its warnings on stderr. Rust is
 * compiled by the user's own toolchain.
 * @throws RaraError `strategy.invalid-module` with every diagnostic in its details, `strategy.rust-missing` without a
 * toolchain; StrategyFault for a module that breaks a rule.
 */
export async function compileSource(
  context: BaseContext,
  name: string,
  source: string,
  language: "assemblyscript" | "rust" = "assemblyscript",
): Promise<CompiledFile> {
  await ensureHome(context.homePath);
  await using compiler = newCompiler();
  const { clock, signal, environment } = context;
  const store = new FileArtifactStore(context.homePath);
  const about = { compiler, store, clock, signal };
  const rust = { language: "rust", rust: { searchPath: environment["PATH"] ?? "" } } as const;
  const made = await compileStrategy(source, language === "rust" ? { ...about, ...rust } : about);
  if (made.kind === "failed") throw rejected(made.diagnostics);
  showWarnings(context, name, made.warnings);
  return { sha256: made.module.sha256, warnings: made.warnings };
}

/** Writes warnings to stderr as `file:line:column`, with the line and a caret. */
export function showWarnings(context: BaseContext, name: string, warnings: readonly CompileDiagnostic[]): void {
  for (const { line, column, code, message, excerpt, hint } of warnings) {
    const parts = [`${name}:${line ?? 1}:${column ?? 1}: warning ${code}: ${message}`, excerpt, hint ?? ""];
    context.output.note(parts.filter((part) => part !== "").join("\n"));
  }
}
