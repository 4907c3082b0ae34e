import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { CandleColumns, SeriesKey } from "@rara-trading/domain";
import { COLUMN_FILE_VERSION, HEADER_BYTES_MAX, TRANSFER_BYTES_MAX } from "./limits.ts";
import { COLUMN_NAMES, columnBlock } from "./column-block.ts";

/** A candle file whose bars stand in a cached file: what the catalogue says of it. */
export interface CachedSource {
  readonly path: string;
  readonly sha256: string;
  readonly rowCount: number;
}

/** One candle file's rows in a cached file, with the CRC-32 of its part of each column. */
interface CachedPart extends CachedSource {
  readonly checksums: readonly number[];
}

interface ColumnFileHeader extends SeriesKey {
  readonly version: number;
  readonly rowCount: number;
  readonly firstOpenTimeMs: number;
  readonly lastOpenTimeMs: number;
  readonly parts: readonly CachedPart[];
}

/** Consecutive rows of a column. */
interface RowRange {
  readonly from: number;
  readonly count: number;
}

/*
 * Layout: magic (8 bytes), length and CRC-32 of the header (4 + 4), the header as JSON that ends in spaces up to a
 * multiple of 8, then the six columns one after the other as little-endian float64.
 */
const MAGIC = Buffer.from("RARACOLS");
const PRELUDE_BYTES = 16;
const ROW_BYTES = COLUMN_NAMES.length * Float64Array.BYTES_PER_ELEMENT;

/** Returns how many bytes the columns of `rowCount` bars take in a file. */
export function columnBytes(rowCount: number): number {
  return rowCount * ROW_BYTES;
}

function bytesOf(column: Float64Array, { from, count }: RowRange): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset + from * 8, count * 8);
}

function checksums(columns: CandleColumns, rows: RowRange): readonly number[] {
  return COLUMN_NAMES.map((name) => crc32(bytesOf(columns[name], rows)));
}

/** Returns where each part's rows stand, the first part's at 0. */
function rowRanges(parts: readonly CachedSource[]): readonly RowRange[] {
  let from = 0;
  return parts.map(({ rowCount: count }) => {
    const range = { from, count };
    from += count;
    return range;
  });
}

/** Writes the bars of `sources`, in their order, through `handle`, and makes them durable. */
export async function writeColumnFile(
  handle: FileHandle,
  series: SeriesKey,
  sources: readonly CachedSource[],
  columns: CandleColumns,
): Promise<void> {
  const ranges = rowRanges(sources);
  const header: ColumnFileHeader = {
    version: COLUMN_FILE_VERSION,
    instrument: series.instrument,
    timeframe: series.timeframe,
    rowCount: columns.length,
    firstOpenTimeMs: columns.openTimeMs[0] ?? NaN,
    lastOpenTimeMs: columns.openTimeMs.at(-1) ?? NaN,
    parts: sources.map(({ path, sha256, rowCount }, i) => ({
      path,
      sha256,
      rowCount,
      checksums: checksums(columns, ranges[i] ?? { from: 0, count: 0 }),
    })),
  };
  const json = JSON.stringify(header);
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const offset = PRELUDE_BYTES + text.length;
  const start = Buffer.alloc(offset);
  start.set(MAGIC);
  start.writeUInt32LE(text.length, 8);
  start.writeUInt32LE(crc32(text), 12);
  start.set(text, PRELUDE_BYTES);
  await transfer(start, 0, (bytes, at) => handle.write(bytes, 0, bytes.length, at).then((done) => done.bytesWritten));
  const all = { from: 0, count: columns.length };
  for (const [k, name] of COLUMN_NAMES.entries()) {
    await transfer(bytesOf(columns[name], all), offset + k * columns.length * 8, (bytes, at) =>
      handle.write(bytes, 0, bytes.length, at).then((done) => done.bytesWritten),
    );
  }
  await handle.sync();
}

/**
 * Returns the bars of exactly `sources` from a cached file, or undefined when the file does not hold them: it is of
 * another series, version or content, it was cut, or a checksum is wrong. File system errors are thrown as they come.
 */
export async function readColumnFile(
  path: string,
  series: SeriesKey,
  sources: readonly CachedSource[],
): Promise<CandleColumns | undefined> {
  await using handle = await open(path);
  const found = await readHeader(handle);
  if (found === undefined || found.header.instrument !== series.instrument) return undefined;
  const { header, offset } = found;
  if (header.timeframe !== series.timeframe) return undefined;
  const first = header.parts.findIndex(({ sha256 }) => sha256 === sources[0]?.sha256);
  const parts = header.parts.slice(first, first + sources.length);
  if (first === -1 || !sameSources(parts, sources)) return undefined;
  const from = header.parts.slice(0, first).reduce((sum, { rowCount }) => sum + rowCount, 0);
  const columns = columnBlock(parts.reduce((sum, { rowCount }) => sum + rowCount, 0));
  const ranges = rowRanges(parts);
  const all = { from: 0, count: columns.length };
  const intact = await Promise.all(
    COLUMN_NAMES.map(async (name, k) => {
      await transfer(bytesOf(columns[name], all), offset + (k * header.rowCount + from) * 8, (bytes, at) =>
        handle.read(bytes, 0, bytes.length, at).then((done) => done.bytesRead),
      );
      // Each column is checked while the next ones are still being read.
      return ranges.every((range, i) => crc32(bytesOf(columns[name], range)) === parts[i]?.checksums[k]);
    }),
  );
  return intact.every(Boolean) ? columns : undefined;
}

async function readHeader(
  handle: FileHandle,
): Promise<{ readonly header: ColumnFileHeader; readonly offset: number } | undefined> {
  const { size } = await handle.stat();
  // The checksum of no header at all is 0, like the bytes that are not there.
  if (size <= PRELUDE_BYTES) return undefined;
  const prelude = Buffer.alloc(PRELUDE_BYTES);
  await handle.read(prelude, 0, PRELUDE_BYTES, 0);
  const length = prelude.readUInt32LE(8);
  if (!prelude.subarray(0, MAGIC.length).equals(MAGIC) || length > Math.min(size, HEADER_BYTES_MAX)) return undefined;
  const text = Buffer.alloc(length);
  await handle.read(text, 0, length, PRELUDE_BYTES);
  if (crc32(text) !== prelude.readUInt32LE(12)) return undefined;
  // The checksum says that the text is what a build of this program wrote; the version, that it is a build like this.
  const header = JSON.parse(text.toString()) as ColumnFileHeader;
  const offset = PRELUDE_BYTES + length;
  if (header.version !== COLUMN_FILE_VERSION || size !== offset + columnBytes(header.rowCount)) return undefined;
  return { header, offset };
}

function sameSources(parts: readonly CachedPart[], sources: readonly CachedSource[]): boolean {
  return (
    parts.length === sources.length &&
    parts.every(({ path, sha256, rowCount }, i) => {
      const source = sources[i];
      return source?.path === path && source.sha256 === sha256 && source.rowCount === rowCount;
    })
  );
}

/** Moves all of `bytes` from or to file position `at`, in steps that every file system takes. */
async function transfer(
  bytes: Uint8Array,
  at: number,
  move: (bytes: Uint8Array, at: number) => Promise<number>,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const moved = await move(bytes.subarray(done, done + TRANSFER_BYTES_MAX), at + done);
    // A file that ends early: the checksum tells.
    if (moved === 0) return;
    done += moved;
  }
}
