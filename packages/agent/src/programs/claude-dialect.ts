import { AgentFault } from "../agent-fault.ts";
import type { LlmRequest } from "../llm-client.ts";
import { ClaudeStream } from "./claude-stream.ts";
import type { ProgramDialect, ProgramInvocation } from "./program-client.ts";

/** One argument of a program may have 128 KiB on Linux. */
const SYSTEM_BYTES_MAX = 100_000;
const USD_DECIMALS = 6;

/** `claude -p`: one turn, no tools, no servers, no settings of any folder, nothing kept; the prompt on standard input. */
export const CLAUDE_DIALECT: ProgramDialect = {
  backend: "claude",
  reportsCost: true,
  loginVariable: "CLAUDE_CONFIG_DIR",
  invocation: claudeInvocation,
  newReader: () => new ClaudeStream(),
};

function claudeInvocation(request: LlmRequest, model: string | undefined): ProgramInvocation {
  if (Buffer.byteLength(request.system) > SYSTEM_BYTES_MAX) {
    throw new AgentFault("rejected", `Expected a system text of at most ${SYSTEM_BYTES_MAX} bytes, found more`, {
      hint: "Move the long part into the prompt, which has no such limit.",
    });
  }
  return {
    arguments: [
      ["-p", "--output-format", "stream-json", "--verbose"],
      ["--tools", ""],
      ["--permission-mode", "default"],
      ["--max-turns", "1"],
      ["--setting-sources", ""],
      ["--strict-mcp-config", "--disable-slash-commands", "--no-session-persistence"],
      ["--system-prompt", request.system],
      request.maxCostUsd === undefined ? [] : ["--max-budget-usd", request.maxCostUsd.toFixed(USD_DECIMALS)],
      model === undefined ? [] : ["--model", model],
    ].flat(),
    input: request.prompt,
    environment: { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(request.maxOutputTokens) },
  };
}
