import { AgentFault } from "../agent-fault.ts";
import type { LlmUsage } from "../llm-client.ts";

/** Returns the fault of a model that declined to answer. */
export function declined(source: string, usage: LlmUsage): AgentFault {
  return new AgentFault("refused", `Expected ${source} to answer, found that it declined`, {
    hint: "Word the question differently, or ask another model.",
    usage,
  });
}

/** Returns the fault of an answer that ended at its length limit. */
export function cutOff(source: string, maxOutputTokens: number, usage?: LlmUsage): AgentFault {
  return new AgentFault(
    "truncated",
    `Expected a complete answer from ${source}, found it cut off at its length limit`,
    {
      hint: "Raise agent.max_output_tokens; models that think first use part of it for that.",
      usage,
      details: { maxOutputTokens },
    },
  );
}
