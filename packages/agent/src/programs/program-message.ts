import type { AgentFaultKind } from "../agent-fault.ts";

/** What programs write when a call fails, in the order in which to look: a used-up quota also speaks of limits. */
const PATTERNS: readonly (readonly [AgentFaultKind, RegExp])[] = [
  ["quota", /usage limit|quota|billing|credit balance|out of credits|spend(?:ing)? limit/i],
  ["rate-limited", /\b429\b|rate.?limit|too many requests/i],
  ["auth", /\b40[13]\b|unauthori[sz]ed|authentication|not logged in|\/login\b|log in|api key/i],
  ["overloaded", /\b(?:529|503)\b|overloaded|at capacity/i],
  ["unreachable", /\b5\d\d\b|disconnected|connection|network|socket|timed out/i],
];

/** Returns what kind of fault a program's message speaks of. The message itself goes no further: it may hold a secret. */
export function kindOfMessage(message: string): AgentFaultKind {
  return PATTERNS.find(([, pattern]) => pattern.test(message))?.[0] ?? "rejected";
}
