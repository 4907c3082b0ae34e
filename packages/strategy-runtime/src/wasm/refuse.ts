import { StrategyFault } from "@rara-trading/domain";

/** Refuses a module whose bytes are not what the format says. */
export function refuseMalformed(what: string): never {
  throw new StrategyFault("invalid-module", `Expected a well-formed WebAssembly module, found ${what}`);
}

/** Refuses a module that uses something outside the allow-list. */
export function refuseFeature(what: string): never {
  throw new StrategyFault("unsupported-feature", `Expected only allowed WebAssembly features, found ${what}`);
}

/** Refuses a module that is larger than a limit in some respect. */
export function refuseAbove(limit: number, found: number, what: string): void {
  if (found <= limit) return;
  throw new StrategyFault("limit-exceeded", `Expected at most ${limit} ${what}, found ${found}`);
}
