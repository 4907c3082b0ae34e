import type { SourceFile } from "./source-file.ts";

/** One import of a file. */
export interface ImportOf {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Where a module specifier begins: static, side effect, dynamic and resolved imports. */
const SPECIFIER =
  /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\brequire\s*\(\s*|\brequire\.resolve\s*\(\s*|\bimport\.meta\.resolve\s*\(\s*|\bcreateRequire\s*\([^()]*\)(?:\.resolve)?\s*\(\s*)(["'])/g;

/** Returns every import of a file, dynamic and type imports included. */
export function importsOf(file: SourceFile): readonly ImportOf[] {
  const imports: ImportOf[] = [];
  for (const match of file.code.matchAll(SPECIFIER)) {
    const start = match.index + match[0].length;
    const end = file.code.indexOf(match[1] ?? '"', start);
    imports.push({
      specifier: file.uncommented.slice(start, end),
      line: file.code.slice(0, start).split("\n").length,
    });
  }
  return imports;
}

/** Returns the package that a specifier names (`node:fs`, `@scope/name`, `name`), or undefined for a relative one. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("/")) return undefined;
  if (specifier.startsWith("node:")) return specifier;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}
