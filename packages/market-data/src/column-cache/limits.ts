/** The layout of a cached file; a file of another version is built again. */
export const COLUMN_FILE_VERSION = 1;

/** Bytes that all cached files of a store may take together: eight series of ten years of minutes. */
export const COLUMN_CACHE_BYTES_MAX = 2 ** 31;

/** Bars from which on a load makes a cached file; below, Parquet is quick and a file not worth its fsync. */
export const CACHED_BARS_MIN = 4096;

/** Largest header that is read: a hundred thousand candle files. */
export const HEADER_BYTES_MAX = 2 ** 25;

/** Bytes that one read or write of the file system may move; Linux stops below 2 GiB. */
export const TRANSFER_BYTES_MAX = 2 ** 29;

/** Age at which a temporary file can only be that of a killed writer. */
export const STALE_TEMPORARY_MS = 3_600_000;
