/** Indices of the globals that the pass appends behind the module's own. */
export interface MeteringGlobals {
  /** i64: fuel left in this call. */
  readonly fuel: number;
  /** i64: fuel used by all calls that returned. */
  readonly fuelUsed: number;
  /** i32: weight of the frames that lie on cycles of the call graph. */
  readonly depth: number;
}

/** Names under which the host finds them. */
export const METERING_EXPORTS = { fuel: "__fuel", fuelUsed: "__fuel_used", depth: "__fuel_depth" } as const;

/** Name of the export that runs the module's start function; absent when there is none. */
export const START_EXPORT = "__fuel_start";

/** Returns the indices for a module with `globalCount` globals of its own. */
export function meteringGlobals(globalCount: number): MeteringGlobals {
  return { fuel: globalCount, fuelUsed: globalCount + 1, depth: globalCount + 2 };
}
