import type { LlmUsage } from "../llm-client.ts";

/** Returns what all of these used together; the cost is `null` as soon as one of them is not known. */
export function addUsage(...usages: readonly LlmUsage[]): LlmUsage {
  const total = (pick: (usage: LlmUsage) => number): number => usages.reduce((all, usage) => all + pick(usage), 0);
  const isPriced = usages.every(({ costUsd }) => costUsd !== null);
  return {
    inputTokens: total((usage) => usage.inputTokens),
    outputTokens: total((usage) => usage.outputTokens),
    costUsd: isPriced ? total((usage) => usage.costUsd ?? 0) : null,
  };
}
