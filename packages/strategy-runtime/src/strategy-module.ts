import { StrategyFault } from "@rara-trading/domain";
import { type MemoryPages, meterModule, METERING_VERSION } from "./metering/meter-module.ts";
import { checkAbiVersion, findAbiProblems } from "./session/abi.ts";
import { GuestInstance } from "./session/guest-instance.ts";
import { GuestLog } from "./session/guest-log.ts";
import { sha256 } from "./sha256.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "./strategy-limits.ts";
import { findVersion1Problems, isVersion1, version1Limits } from "./version1/version1-abi.ts";
import { WASI_FUNCTIONS } from "./version1/wasi-functions.ts";
import { exportNames } from "./wasm/export-names.ts";
import { ABI_HOST_FUNCTIONS } from "./wasm/host-functions.ts";
import { parseModule } from "./wasm/parse-module.ts";
import { refuseAbove } from "./wasm/refuse.ts";

/** A strategy that has been validated, metered and compiled. Plain data that can be posted to a worker. */
export interface StrategyModule {
  /** Identity of the module as it was given, before metering. */
  readonly sha256: string;
  /** Protocol that it speaks: 2 is ours, 1 the JSON protocol of older artifacts. `openStrategySession` runs either. */
  readonly abiVersion: AbiVersion;
  readonly module: WebAssembly.Module;
  /** Pages of the memory that the host makes for each instance; `null` where the module makes its own. */
  readonly memory: MemoryPages | null;
  readonly limits: StrategyLimits;
  readonly meteringVersion: number;
  readonly info: StrategyModuleInfo;
}

/** The versions of the protocol between host and strategy. */
export type AbiVersion = 1 | 2;

/** What the pass found in a module. */
export interface StrategyModuleInfo {
  readonly bytes: number;
  readonly meteredBytes: number;
  readonly functions: number;
  /** Functions on cycles of the call graph; only there is depth counted. */
  readonly recursiveFunctions: number;
  /** Imported host functions as `module.name`. */
  readonly imports: readonly string[];
}

/**
 * Turns untrusted bytes into a module that can be run: format check, allow-list and limits, metering, format check of
 * the result, compilation, ABI check.
 * @throws StrategyFault `invalid-module`, `forbidden-import`, `unsupported-feature`, `limit-exceeded`, `abi`, or what its
 * start function does.
 */
export function loadStrategyModule(
  wasm: Uint8Array,
  version2Limits: StrategyLimits = DEFAULT_STRATEGY_LIMITS,
): StrategyModule {
  let limits = version2Limits;
  refuseAbove(limits.moduleBytes, wasm.length, "bytes in the module");
  // A copy of our own: bytes in shared memory could change between the check and the use.
  const bytes = new Uint8Array(wasm);
  if (!WebAssembly.validate(bytes)) {
    throw new StrategyFault("invalid-module", "Expected a valid WebAssembly module, found one that V8 refuses");
  }
  const abiVersion = versionOf(bytes, limits);
  if (abiVersion === 1) limits = version1Limits(limits);
  const parsed = parseModule(bytes, limits, abiVersion === 1 ? WASI_FUNCTIONS : ABI_HOST_FUNCTIONS);
  const abiProblems = abiVersion === 1 ? findVersion1Problems(parsed) : findAbiProblems(parsed);
  const trades = abiVersion === 2 && abiProblems.length === 0;
  const metered = meterModule(parsed, limits, trades);
  const strategy: StrategyModule = {
    sha256: sha256(bytes),
    abiVersion,
    module: compile(metered.bytes),
    memory: metered.memory,
    limits,
    meteringVersion: METERING_VERSION,
    info: {
      bytes: bytes.length,
      meteredBytes: metered.bytes.length,
      functions: parsed.functionTypes.length,
      recursiveFunctions: metered.recursiveFunctions,
      imports: parsed.imports.map(({ module, name }) => `${module}.${name}`),
    },
  };
  if (abiVersion === 2) askVersion(strategy);
  if (abiProblems.length > 0) {
    throw new StrategyFault(
      "abi",
      `Expected every export of ABI version ${abiVersion}, found these missing or mistyped: ${abiProblems.join(", ")}`,
    );
  }
  return strategy;
}

/**
 * Returns the protocol that a module speaks, by reading no more of it than the names of its exports. Whatever is no module
 * counts as version 2: loading it says what is wrong with it.
 */
export function abiVersionOf(wasm: Uint8Array): AbiVersion {
  try {
    return versionOf(wasm, DEFAULT_STRATEGY_LIMITS);
  } catch (error) {
    if (error instanceof StrategyFault) return 2;
    throw error;
  }
}

/** Modules are told apart by what they export, never by a number alone. */
function versionOf(wasm: Uint8Array, limits: StrategyLimits): AbiVersion {
  return isVersion1(exportNames(wasm, limits)) ? 1 : 2;
}

function compile(metered: Uint8Array): WebAssembly.Module {
  try {
    return new WebAssembly.Module(new Uint8Array(metered));
  } catch (error) {
    throw new StrategyFault(
      "invalid-module",
      "Expected the metered module to be valid, found that it is not",
      {},
      error,
    );
  }
}

/** The version comes before any other complaint: a newer module is told so, not that an export is missing. */
function askVersion(strategy: StrategyModule): void {
  const guest = new GuestInstance(strategy, new GuestLog(() => undefined), () => 0);
  checkAbiVersion(guest.run(() => guest.exports.abi_version()));
}
