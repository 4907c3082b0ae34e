import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { blankOut } from "./blank-out.ts";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What a file is for; the rules differ. */
type SourceRole = "product" | "test";

/** A source file with everything that the house rules look at. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments and without what stands inside strings. */
  readonly code: string;
  /** The text without comments. */
  readonly uncommented: string;
  readonly role: SourceRole;
  /** Name of the folder under packages/, if it lies in one. */
  readonly packageFolder: string | undefined;
}

const TEST_FILE = /\.test\.ts$|(?:^|\/)contract\.ts$|-contract\.ts$|\/testing\/|\/scripts\//;

/** Returns a source file from its path and text. */
export function sourceFile(path: string, text: string): SourceFile {
  return {
    path,
    text,
    ...blankOut(text),
    role: TEST_FILE.test(path) ? "test" : "product",
    packageFolder: /^packages\/([^/]+)\//.exec(path)?.[1],
  };
}

/** Reads every file of the repository that matches one of `patterns`, sorted by path. */
export function readSources(...patterns: readonly string[]): readonly SourceFile[] {
  return globSync([...patterns], { cwd: ROOT, exclude: ["**/node_modules/**", "**/dist/**"] })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => sourceFile(path, readFileSync(join(ROOT, path), "utf8")));
}
