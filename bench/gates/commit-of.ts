import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Returns what git prints; `null` where there is no git, or no checkout in the folder. */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)("git", ["-C", folder, ...args])).stdout.trim();
  } catch {
    return null;
  }
}

/** Returns the commit that a folder is a checkout of, with `-dirty` behind where a file differs from it; `null` outside of one. */
export async function commitOf(folder: string): Promise<string | null> {
  const commit = await git(folder, "rev-parse", "HEAD");
  if (commit === null) return null;
  return (await git(folder, "status", "--porcelain")) === "" ? commit : `${commit}-dirty`;
}
