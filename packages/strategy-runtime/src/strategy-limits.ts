/**
 * What a strategy module may be and do. Sizes bound the work of the pass and of V8's compiler, fuel and depth bound
 * the run. They are stored with every artifact, because fuel and faults are only comparable under the same limits.
 */
export interface StrategyLimits {
  /** Fuel of the start function; 1 unit is one instruction. */
  readonly startFuel: number;
  /** Fuel of every call of an export. */
  readonly callFuel: number;
  /** Fuel a bar may use on average over a run, checked every 4,096 bars. */
  readonly meanBarFuel: number;
  /** Calls that may nest inside cycles of the call graph; a frame of n locals counts 1 + n / 32. */
  readonly recursionDepth: number;
  /** Pages of 64 KiB that memory may grow to. */
  readonly memoryPages: number;
  readonly tableElements: number;
  readonly moduleBytes: number;
  /** Bytes of the module after metering, which makes it several times longer. */
  readonly meteredBytes: number;
  readonly types: number;
  /** Parameters and results of one function type together. */
  readonly signatureValues: number;
  readonly imports: number;
  readonly exports: number;
  readonly globals: number;
  readonly functions: number;
  readonly bodyBytes: number;
  readonly localsPerFunction: number;
  readonly localsPerModule: number;
  readonly blockNesting: number;
  readonly dataBytes: number;
}

/** The limits that apply unless a caller gives others. */
export const DEFAULT_STRATEGY_LIMITS: StrategyLimits = {
  startFuel: 10_000_000,
  callFuel: 1_000_000,
  meanBarFuel: 250_000,
  recursionDepth: 256,
  memoryPages: 256,
  tableElements: 4096,
  moduleBytes: 1 << 20,
  meteredBytes: 8 << 20,
  types: 1000,
  signatureValues: 64,
  imports: 16,
  exports: 100,
  globals: 1000,
  functions: 2000,
  bodyBytes: 1 << 16,
  localsPerFunction: 2000,
  localsPerModule: 50_000,
  blockNesting: 200,
  dataBytes: 1 << 20,
};
