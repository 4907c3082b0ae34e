import { open } from "node:fs/promises";
import { RaraError } from "@rara-trading/domain";
import type { FailedSource } from "../compile/compile-outcome.ts";
import { strategyLanguageOf } from "../strategy-language.ts";
import { type CompiledStrategy, compileStrategy, type CompileStrategyOptions } from "./compile-strategy.ts";

/** Bytes that are read of a file at most: more than any compiler takes, so that each refuses a longer source itself. */
const FILE_BYTES_MAX = 1 << 20;

/**
 * Compiles a strategy's source from a file, AssemblyScript when its name ends in `.ts`, Rust when it ends in `.rs`, or takes
 * it from the store.
 * @throws RaraError `strategy.no-file`, `strategy.file-kind` or `strategy.file-too-large`, and whatever `compileStrategy`
 * throws.
 */
export async function compileStrategyFile(
  path: string,
  options: Omit<CompileStrategyOptions, "language">,
): Promise<CompiledStrategy | FailedSource> {
  const language = strategyLanguageOf(path);
  if (language === undefined) throw unknownKind(path);
  return compileStrategy(await readSource(path), { ...options, language });
}

async function readSource(path: string): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw error instanceof Error && "code" in error && error.code === "ENOENT" ? noFile(path) : error;
  });
  try {
    const bytes = Buffer.alloc(FILE_BYTES_MAX + 1);
    let length = 0;
    for (let read = 1; read > 0 && length <= FILE_BYTES_MAX; length += read) {
      ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length));
    }
    if (length > FILE_BYTES_MAX) throw tooLarge(path);
    return bytes.toString("utf8", 0, length);
  } finally {
    await file.close();
  }
}

function unknownKind(path: string): RaraError {
  return new RaraError(`Expected a strategy's source that ends in .ts or .rs, found ${path}`, {
    category: "usage",
    code: "strategy.file-kind",
    hint: "`.ts` is AssemblyScript, `.rs` is Rust.",
  });
}

function noFile(path: string): RaraError {
  return new RaraError(`Expected a strategy file, found none at ${path}`, {
    category: "not-found",
    code: "strategy.no-file",
    hint: "`rara-trading strategy new NAME` writes one.",
  });
}

function tooLarge(path: string): RaraError {
  return new RaraError(`Expected at most ${FILE_BYTES_MAX} bytes in ${path}, found more`, {
    category: "refused",
    code: "strategy.file-too-large",
    hint: "A strategy is one source file of at most a few dozen KiB.",
  });
}
