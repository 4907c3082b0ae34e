import { existsSync, realpathSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";

/** This file's own ending: `.ts` from source, `.js` when built. */
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Packages that the process's code imports, besides the one it stands in. */
const IMPORTED = [join("@rara-trading", "domain"), "decimal.js"] as const;

/** How a strategy's process is started. */
export interface HostProcess {
  readonly command: string;
  readonly flags: readonly string[];
  readonly script: string;
  /** A folder that says nothing about the user. */
  readonly workingDirectory: string;
}

/**
 * Returns how a strategy's process is started: it may read the files that it consists of and nothing else, may write
 * nothing, and may start no process, thread or addon. Its environment is to be empty.
 */
export function hostProcess(heapMib: number): HostProcess {
  const own = fileURLToPath(new URL("../../", import.meta.url));
  return {
    command: process.execPath,
    flags: [
      "--permission",
      ...[own, ...IMPORTED.flatMap((name) => installedAt(name, own))].map((path) => `--allow-fs-read=${path}`),
      ...(EXTENSION === "ts" ? ["--conditions=source"] : []),
      `--max-old-space-size=${heapMib}`,
      "--disallow-code-generation-from-strings",
      "--no-warnings",
    ],
    script: fileURLToPath(new URL(`./strategy-host-worker.${EXTENSION}`, import.meta.url)),
    workingDirectory: parse(process.execPath).root,
  };
}

/** Returns where Node finds a package from `folder`, and where its files are; none when it is bundled. */
function installedAt(name: string, folder: string): readonly string[] {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "node_modules", name);
    if (existsSync(path)) return [path, realpathSync(path)];
    if (at === dirname(at)) return [];
  }
}
