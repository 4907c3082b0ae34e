import type { RegisterCommands } from "../command-groups.ts";

/** Options that stand for configuration keys. */
const CONFIG_FLAGS = {
  backend: "agent.backend",
  model: "agent.model",
  maxOutputTokens: "agent.max_output_tokens",
};

/** Declares `agent PROMPT` and `agent backends`. */
export const registerAgentCommands: RegisterCommands = (agent, run) => {
  agent
    .argument("<prompt>", "what to ask; nothing is remembered from one question to the next")
    .option("--backend <name>", "auto, claude, codex, anthropic, openai, openai-compatible or scripted")
    .option("--model <name>", "which model to ask (default: agent.model)")
    .option("--system <file>", "file with the system text")
    .option("--json", "ask for one JSON object and check that it is one")
    .option("--schema <file>", "ask for one JSON object that fits this JSON Schema")
    .option("--max-output-tokens <count>", "tokens of the answer at most (default: agent.max_output_tokens)")
    .action(
      run(
        "rara.agent/1",
        async (context, args) => {
          const { askAgent } = await import("./agent-ask.ts");
          return askAgent(context, {
            prompt: args.text("prompt"),
            systemFile: args.optionalText("system"),
            json: args.flag("json"),
            schemaFile: args.optionalText("schema"),
          });
        },
        CONFIG_FLAGS,
      ),
    );
  agent
    .command("backends")
    .description("show which language models can be asked, and why the others cannot; asks none")
    .action(
      run("rara.agent.backends/1", async (context) => {
        const { showBackends } = await import("./agent-backends.ts");
        return showBackends(context);
      }),
    );
};
