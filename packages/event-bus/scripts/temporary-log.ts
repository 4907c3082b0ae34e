import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The path of a log in a folder of its own, which goes with the handle. */
export interface TemporaryLog extends AsyncDisposable {
  readonly path: string;
}

/** Returns a path for a test's log; the file exists only when `content` is given. */
export async function temporaryLog(content?: string): Promise<TemporaryLog> {
  const folder = await mkdtemp(join(tmpdir(), "rara-event-bus-"));
  const path = join(folder, "rara.db");
  if (content !== undefined) await writeFile(path, content);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
