import { StrategyFault } from "@rara-trading/domain";

/** Returns what a call of a session that failed before is answered with: the same kind of fault, which says so. */
export function deadSession(death: Error): Error {
  if (!(death instanceof StrategyFault)) return death;
  const message = `Expected a live session, found one that has failed before (${death.message})`;
  return new StrategyFault(death.kind, message, death.place, death);
}
