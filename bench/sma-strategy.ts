import { loadStrategyModule, StrategyCompiler, type StrategyModule } from "@rara-trading/strategy-runtime";
import { FAST, SLOW } from "./sma-market.ts";

/** Patience for a machine that does other things too; what compiling takes is another benchmark. */
const COMPILE_TIMEOUT_MS = 60_000;

const SOURCE = `
import { close, enterLong, exit, hold, Meta, param, SMA } from "rara";

let fast!: SMA, slow!: SMA;

export function meta(): Meta {
  return new Meta("sma-cross", 1, "Long while the fast average is above the slow one")
    .param("fast", ${FAST}, 2, 500)
    .param("slow", ${SLOW}, 2, 500);
}

export function init(): void {
  fast = new SMA(i32(param(0)));
  slow = new SMA(i32(param(1)));
}

export function onCandle(): f64 {
  const f = fast.update(close()), s = slow.update(close());
  return isNaN(s) ? hold() : f > s ? enterLong(1.0) : exit();
}
`;

/** Compiles, meters and loads the strategy of crossing averages as an author would write it. */
export async function compileSmaStrategy(): Promise<StrategyModule> {
  await using compiler = new StrategyCompiler({ timeoutMs: COMPILE_TIMEOUT_MS });
  const outcome = await compiler.compile(SOURCE);
  if (outcome.kind === "failed") throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  return loadStrategyModule(outcome.wasm);
}
