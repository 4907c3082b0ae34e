import { RaraError } from "@rara-trading/domain";
import type { ExecutionModel } from "./execution-model.ts";
import { slippageBars } from "./slippage.ts";

/** Longest look-back of a slippage model, bars: it is walked at every execution. */
const SLIPPAGE_BARS_MAX = 10_000;

/** Longest latency, bars. */
const LATENCY_BARS_MAX = 10_000;

function refuse(expected: string, found: unknown): never {
  throw new RaraError(`Expected ${expected} in an execution model, found ${String(found)}`, {
    category: "configuration",
    code: "simulation.bad-model",
    hint: "Correct the execution model.",
  });
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && value >= min && value <= max;
}

function isAmount(value: number): boolean {
  return value >= 0 && value < Infinity;
}

function checkSlippage(model: ExecutionModel["slippage"]): void {
  const bars = slippageBars(model);
  if (bars !== 0 && !isWhole(bars, 2, SLIPPAGE_BARS_MAX)) refuse(`2 to ${SLIPPAGE_BARS_MAX} bars of history`, bars);
  if (model.kind === "fixed-bps" && !isAmount(model.slippageBps)) refuse("slippage of 0 or more", model.slippageBps);
  if (model.kind === "volatility-scaled" && !isAmount(model.multiple))
    refuse("a multiple of 0 or more", model.multiple);
  if (model.kind === "square-root-impact" && !isAmount(model.coefficient)) {
    refuse("a coefficient of 0 or more", model.coefficient);
  }
}

/** Refuses a model that no market has. @throws RaraError `simulation.bad-model`. */
export function checkExecutionModel(model: ExecutionModel): void {
  const { latencyBars, spreadBps, fees, rules, maxParticipation } = model;
  if (!isWhole(latencyBars, 0, LATENCY_BARS_MAX)) refuse(`a latency of 0 to ${LATENCY_BARS_MAX} bars`, latencyBars);
  if (!isAmount(spreadBps)) refuse("a spread of 0 or more", spreadBps);
  checkSlippage(model.slippage);
  if (!Number.isFinite(fees.makerBps) || !Number.isFinite(fees.takerBps)) {
    refuse("finite fees", `${fees.makerBps} and ${fees.takerBps}`);
  }
  if (!isWhole(rules.lotsPerUnit, 1, Number.MAX_SAFE_INTEGER)) refuse("whole lots in a unit", rules.lotsPerUnit);
  if (rules.tickSize !== null && !(rules.tickSize > 0 && rules.tickSize < Infinity)) {
    refuse("a tick above 0 or null", rules.tickSize);
  }
  if (!isAmount(rules.minNotional)) refuse("a smallest notional of 0 or more", rules.minNotional);
  if (maxParticipation !== null && !(maxParticipation > 0 && maxParticipation <= 1)) {
    refuse("a participation above 0 and at most 1, or null", maxParticipation);
  }
}
