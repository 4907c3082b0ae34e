import { open, type FileHandle } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { RaraError } from "@rara-trading/domain";
import { CSV_BYTES_MAX, LINE_LETTERS_MAX } from "./limits.ts";

/** Some whole lines of a text file, each with its line end (the last line of the file may lack it). */
export interface CsvBlock {
  readonly text: string;
  /** Bytes of the file on the disk that were read so far. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
}

/** The first two bytes of every gzip file (RFC 1952). */
const GZIP_MAGIC = 0x1f8b;

/** Yields a text file block by block; gzip is recognised by content, whatever the file is called. */
export async function* csvBlocks(
  path: string,
  signal: AbortSignal,
  bytesMax: number = CSV_BYTES_MAX,
): AsyncGenerator<CsvBlock> {
  try {
    await using handle = await open(path);
    yield* wholeLines(handle, path, signal, bytesMax);
  } catch (error) {
    signal.throwIfAborted();
    throw fileError(error, path);
  }
}

async function* wholeLines(
  handle: FileHandle,
  path: string,
  signal: AbortSignal,
  bytesMax: number,
): AsyncGenerator<CsvBlock> {
  const { size: bytesTotal } = await handle.stat();
  const file = handle.createReadStream({ start: 0, autoClose: false, signal });
  const decoder = new TextDecoder();
  let rest = "";
  let bytes = 0;
  for await (const chunk of (await isGzip(handle)) ? gunzipped(file) : file) {
    bytes += (chunk as Buffer).length;
    if (bytes > bytesMax) throw tooLarge(path, `at most ${bytesMax} bytes of text`, "more");
    const text = rest + decoder.decode(chunk as Buffer, { stream: true });
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    if (rest.length > LINE_LETTERS_MAX)
      throw tooLarge(path, `lines of at most ${LINE_LETTERS_MAX} letters`, "a longer one");
    if (end > 0) yield { text: text.slice(0, end), bytesRead: file.bytesRead, bytesTotal };
  }
  rest += decoder.decode();
  if (rest !== "") yield { text: rest, bytesRead: file.bytesRead, bytesTotal };
}

function gunzipped(file: Readable): Readable {
  // An error of either stream reaches the reader of the last one.
  return pipeline(file, createGunzip(), () => undefined);
}

async function isGzip(handle: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC;
}

function tooLarge(path: string, expected: string, found: string): RaraError {
  return new RaraError(`Expected ${expected} in ${path}, found ${found}`, {
    category: "refused",
    code: "data.file-too-large",
    hint: "Split the file and import the parts one after the other.",
  });
}

function fileError(error: unknown, path: string): RaraError {
  if (error instanceof RaraError) return error;
  const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
  return new RaraError(
    `Expected a readable CSV file at ${path}, found ${error instanceof Error ? error.message : String(error)}`,
    {
      category: missing ? "not-found" : "usage",
      code: missing ? "data.file-not-found" : "data.file-not-readable",
      hint: "Give the path of a .csv or .csv.gz file.",
      cause: error,
    },
  );
}
