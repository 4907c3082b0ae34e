import { StrategyFault } from "@rara-trading/domain";
import { loadStrategyModule, WasmStrategySession } from "../../src/index.ts";
import type { HostileModule } from "./hostile-module.ts";

const BARS = 3;
/** In a millisecond. */
const MICROSECONDS = 1000;

/** What became of a hostile module. */
export interface ModuleOutcome {
  readonly name: string;
  /** `survived`, the kind of a `StrategyFault`, or `escaped` for anything else that came out. */
  readonly outcome: string;
  readonly message: string;
  /**
   * The module's own time: processor time of its thread, so that a busy machine does not count; for one that had to be
   * stopped, the wall time until its thread was gone.
   */
  readonly ownMs: number;
  /** Resident memory of the process after it, while all that it holds is alive, above that before. */
  readonly grownBytes: number;
  /** Whether that is what the corpus asks for. */
  readonly asExpected: boolean;
}

/** Takes a module through a whole session: load, meta, parameters, init, bars, position, risk levels. */
export function runModule(hostile: HostileModule, wasm: Uint8Array): ModuleOutcome {
  const before = process.memoryUsage.rss();
  const start = process.threadCpuUsage();
  let alive: unknown;
  let targetsOne = true;
  let outcome = "survived";
  let message = "";
  try {
    const module = loadStrategyModule(wasm);
    const probe = WasmStrategySession.open(module);
    const parameters = Object.fromEntries(probe.meta.parameters.map(({ name, max }) => [name, max]));
    const session = WasmStrategySession.open(module, { parameters });
    alive = [module, probe, session];
    for (let i = 0; i < (hostile.bars ?? BARS); i++) {
      if (session.onCandle(i * 60_000, 1, 2, 0.5, 1.5, 10) !== 1) targetsOne = false;
    }
    session.setPosition(1, 1.5);
    session.askRiskLevels(1, 1.5);
    session.askRiskLevels(-1, 1.5);
  } catch (error) {
    outcome = error instanceof StrategyFault ? error.kind : "escaped";
    message = error instanceof Error ? error.message : String(error);
  }
  const { user, system } = process.threadCpuUsage(start);
  const grownBytes = alive === null ? 0 : process.memoryUsage.rss() - before;
  return {
    name: hostile.name,
    outcome,
    message,
    ownMs: (user + system) / MICROSECONDS,
    grownBytes,
    asExpected: isExpected(hostile, outcome, targetsOne),
  };
}

function isExpected(hostile: HostileModule, outcome: string, targetsOne: boolean): boolean {
  if (outcome === "escaped") return false;
  if (hostile.expected === "contained") return true;
  return hostile.expected === "fault" ? outcome !== "survived" : outcome === "survived" && targetsOne;
}
