import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { IdSource } from "@rara-trading/domain";
import { ensureHome } from "../home-paths.ts";

const FILE_MODE = 0o600;

/** Replaces the home's configuration file in one step: a reader sees the old text or the new one, also after a crash. */
export async function writeConfigFile(file: string, text: string, ids: IdSource): Promise<void> {
  await ensureHome(dirname(file));
  const draft = `${file}.${ids.next("draft")}`;
  try {
    const handle = await open(draft, "wx", FILE_MODE);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
