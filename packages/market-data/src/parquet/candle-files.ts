import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { CandleColumns } from "@rara-trading/domain";
import { HASH_LETTERS_IN_NAME } from "./limits.ts";
import type { ParquetCodec } from "./parquet-codec.ts";

/** Names that only this store gives: `candles-2024-01-<hash>.parquet`, and `.candles-2024-01.tmp` while it is written. */
const OWN_NAME = /^(?:candles-[0-9-]+-[0-9a-f]+\.parquet|\.candles-[0-9-]+\.tmp)$/;

/** A candle file that is safely on the disk. */
export interface WrittenFile {
  /** Below the root, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
}

/** Returns the sha256 of a file's bytes, as hex. */
export async function fileSha256(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

async function sync(path: string, flags: "r" | "r+"): Promise<void> {
  await using handle = await open(path, flags);
  await handle.sync();
}

/** Makes a folder's entries durable. Windows cannot open folders and journals their entries by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== "win32") await sync(path, "r");
}

/** Creates `folder` below `root` and makes its place in each new parent durable. */
async function makeFolder(root: string, folder: string): Promise<void> {
  const created = await mkdir(join(root, folder), { recursive: true });
  if (created === undefined) return;
  for (let path = dirname(folder); path !== "."; path = dirname(path)) await syncFolder(join(root, path));
  await syncFolder(root);
}

/**
 * Writes bars into `folder` below `root` as a file named by partition and content, durable when this returns: a
 * temporary file is written, fsynced and renamed, so that no reader ever sees half a file. Only the holder of the
 * store's write lock may call it.
 */
export async function writeCandleFile(
  codec: ParquetCodec,
  root: string,
  folder: string,
  partition: string,
  candles: CandleColumns,
): Promise<WrittenFile> {
  await makeFolder(root, folder);
  const temporary = join(root, folder, `.candles-${partition}.tmp`);
  await codec.write(temporary, candles);
  await sync(temporary, "r+");
  const sha256 = await fileSha256(temporary);
  const name = `candles-${partition}-${sha256.slice(0, HASH_LETTERS_IN_NAME)}.parquet`;
  await rename(temporary, join(root, folder, name));
  await syncFolder(join(root, folder));
  return { path: `${folder}/${name}`, sha256 };
}

/**
 * Removes files that the catalogue does not name any more. A file that cannot be removed now (Windows, while someone
 * reads it) stays until the next sweep.
 */
export async function removeFiles(root: string, paths: readonly string[]): Promise<void> {
  await Promise.allSettled(paths.map((path) => rm(join(root, path), { force: true })));
}

/** Appended to the name of a candle file that no catalogue row names: readers pass it over, and nothing is lost. */
const ORPHAN_ENDING = ".orphan";

async function ownFiles(root: string): Promise<readonly Dirent[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && OWN_NAME.test(entry.name));
}

/** Returns whether candle files of the store's own naming lie in `root`. */
export async function hasCandleFiles(root: string): Promise<boolean> {
  return (await ownFiles(root)).some(({ name }) => name.endsWith(".parquet"));
}

/**
 * Clears away what crashed writers left behind: temporary files are removed; finished files that no catalogue row names
 * are set aside under another ending, because a catalogue from an older backup would not name good files either. Names
 * are compared, not paths, because two spellings of a folder may be one on this file system. Only the holder of the
 * write lock may call it. Files that the store did not name are never touched.
 */
export async function sweepFiles(root: string, catalogued: readonly string[]): Promise<void> {
  const wanted = new Set(catalogued.map((path) => basename(path)));
  const stale = (await ownFiles(root)).filter(({ name }) => !wanted.has(name));
  await Promise.allSettled(
    stale.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return name.endsWith(".parquet") ? rename(path, `${path}${ORPHAN_ENDING}`) : rm(path, { force: true });
    }),
  );
}
