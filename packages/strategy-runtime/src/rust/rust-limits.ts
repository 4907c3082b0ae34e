/** What compiling a Rust strategy may take. */
export interface RustCompilerLimits {
  /** UTF-8 bytes of a source. */
  readonly sourceBytes: number;
  /** Wall time of the compiler and its linker. */
  readonly timeoutMs: number;
  /** Bytes of diagnostics that are read. */
  readonly outputBytes: number;
  /** Bytes that any file which the compiler writes may have. */
  readonly fileBytes: number;
  /** Bytes of address space, which the compiler's libraries fill to a good part. Not enforced on Windows and macOS. */
  readonly addressSpaceBytes: number;
}

/** The limits that apply unless a caller gives others. */
export const DEFAULT_RUST_LIMITS: RustCompilerLimits = {
  sourceBytes: 131_072,
  timeoutMs: 30_000,
  outputBytes: 1 << 20,
  fileBytes: 32 << 20,
  addressSpaceBytes: 4 * 2 ** 30,
};
