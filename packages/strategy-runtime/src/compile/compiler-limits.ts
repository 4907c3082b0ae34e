/** What a compilation may take. */
export interface CompilerLimits {
  /** Wall time of one compilation. */
  readonly timeoutMs: number;
  /** Wall time in which a fresh process has to load the compiler, before its first compilation begins. */
  readonly startTimeoutMs: number;
  /** Heap of the process's JavaScript, in MiB. */
  readonly heapMib: number;
  /** Resident memory of the whole process, the compiler's WebAssembly memory included, in MiB. */
  readonly memoryMib: number;
  /** UTF-8 bytes of a source. */
  readonly sourceBytes: number;
  /** Sources that may wait for the process. */
  readonly queueLength: number;
  /** Compilations after which a process is replaced, so that nothing the compiler leaks adds up. */
  readonly compilationsPerWorker: number;
  /**
   * For a handful of sources: V8 then never optimises the WebAssembly that the compiler itself is made of. The first
   * compilation of a process costs half the CPU time, a hundredth one up to twice as much. The modules are the same.
   */
  readonly fewSources: boolean;
}

/** The limits that apply unless a caller gives others. */
export const DEFAULT_COMPILER_LIMITS: CompilerLimits = {
  timeoutMs: 10_000,
  startTimeoutMs: 30_000,
  heapMib: 512,
  memoryMib: 768,
  sourceBytes: 65_536,
  queueLength: 64,
  compilationsPerWorker: 500,
  fewSources: false,
};
