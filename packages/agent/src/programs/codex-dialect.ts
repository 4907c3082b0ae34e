import type { LlmRequest } from "../llm-client.ts";
import { CodexStream } from "./codex-stream.ts";
import type { ProgramDialect, ProgramInvocation } from "./program-client.ts";

/**
 * `codex exec --json`: read-only sandbox, shell and web search off, no settings or rules of the person or folder, nothing kept. It
 * takes no system text of its own, so that goes first on standard input, before the prompt.
 */
export const CODEX_DIALECT: ProgramDialect = {
  backend: "codex",
  reportsCost: false,
  loginVariable: "CODEX_HOME",
  invocation: codexInvocation,
  newReader: () => new CodexStream(),
};

function codexInvocation(request: LlmRequest, model: string | undefined): ProgramInvocation {
  return {
    arguments: [
      ["exec", "--json"],
      ["--sandbox", "read-only"],
      ["--config", "features.shell_tool=false"],
      ["--config", 'web_search="disabled"'],
      ["--skip-git-repo-check", "--ephemeral", "--ignore-user-config", "--ignore-rules"],
      ["--color", "never"],
      model === undefined ? [] : ["--model", model],
      // The prompt is read from standard input.
      ["-"],
    ].flat(),
    input: `${request.system}\n\n${request.prompt}`,
    environment: {},
  };
}
