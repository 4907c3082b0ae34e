import { RaraError } from "../rara-error.ts";

/** How a strategy can fail. After any of them its session is dead. */
export type StrategyFaultKind =
  | "invalid-module"
  | "forbidden-import"
  | "unsupported-feature"
  | "limit-exceeded"
  | "abi"
  | "start-trap"
  | "abort"
  | "out-of-fuel"
  | "recursion-limit"
  | "stack-overflow"
  | "trap"
  | "bad-target"
  | "timeout";

/** Where a strategy failed, as far as it is known. */
export interface StrategyFaultPlace {
  readonly functionName?: string;
  readonly line?: number;
  readonly barIndex?: number;
  readonly fuelUsed?: number;
}

/** A strategy broke its contract: the backtest fails, paper and live go flat. The last target is never kept. */
export class StrategyFault extends RaraError {
  override readonly name = "StrategyFault";
  readonly kind: StrategyFaultKind;
  readonly place: StrategyFaultPlace;

  constructor(kind: StrategyFaultKind, message: string, place: StrategyFaultPlace = {}, cause?: unknown) {
    const where = [
      place.functionName === undefined ? "" : ` in ${place.functionName}`,
      place.line === undefined ? "" : ` at line ${place.line}`,
      place.barIndex === undefined ? "" : ` on bar ${place.barIndex}`,
    ].join("");
    super(`${message}${where}`, {
      category: "refused",
      code: `strategy.${kind}`,
      hint: "Correct the strategy's source and compile it again.",
      details: place,
      ...(cause === undefined ? {} : { cause }),
    });
    this.kind = kind;
    this.place = place;
  }
}
