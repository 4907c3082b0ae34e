import type { Command } from "commander";
import type { CommandRunner } from "./command-runner.ts";

/** Declares a group's commands, or a single command's options, on the `command` that carries its name. */
export type RegisterCommands = (command: Command, run: CommandRunner) => void;

/** A top-level name of the command line. Its module is loaded only when the name is used. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<RegisterCommands>;
}

/**
 * Every top-level command, in the order of `--help`.
 *
 * To add one: write `commands/NAME.ts` after the example of `commands/data.ts`. It declares operands and options on the
 * command it is given and ends each command with `.action(run("rara.NAME.SUB/1", async (context, args) => …))`, which
 * imports the module that does the work, so that declaring costs nothing. The handler returns the document's data and
 * throws `RaraError`; envelope, exit code, signals, log and progress are `run`'s business. Then add a line here.
 */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: "demo",
    summary: "walk the whole loop on three markets, offline, in a fresh home folder",
    load: async () => (await import("./commands/demo.ts")).registerDemoCommand,
  },
  {
    name: "research",
    summary: "search for strategies; list and show what was tried",
    load: async () => (await import("./commands/research.ts")).registerResearchCommands,
  },
  {
    name: "strategy",
    summary: "backtest, check and tune a strategy of your own",
    load: async () => (await import("./commands/strategy.ts")).registerStrategyCommands,
  },
  {
    name: "paper",
    summary: "trade accepted strategies on paper",
    load: async () => (await import("./commands/paper.ts")).registerPaperCommands,
  },
  {
    name: "feedback",
    summary: "show what was decided about strategies",
    load: async () => (await import("./commands/feedback.ts")).registerFeedbackCommands,
  },
  {
    name: "data",
    summary: "import candles and show what is stored",
    load: async () => (await import("./commands/data.ts")).registerDataCommands,
  },
  {
    name: "agent",
    summary: "ask a language model; show which ones can be asked",
    load: async () => (await import("./commands/agent.ts")).registerAgentCommands,
  },
  {
    name: "config",
    summary: "write, read and change the configuration",
    load: async () => (await import("./commands/config.ts")).registerConfigCommands,
  },
];
