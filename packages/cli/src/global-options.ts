import { type Command, Option } from "commander";
import type { OutputFormat } from "./output/document-writer.ts";

/** The options that every command takes, before or after its name. */
export interface GlobalOptions {
  readonly output: OutputFormat;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly home: string | undefined;
}

/** Declares the global options on the program. */
export function addGlobalOptions(program: Command): void {
  program
    .addOption(new Option("--output <format>", "how to print the result").choices(["json", "table"]).default("json"))
    .addOption(new Option("--quiet", "no progress and no logs but errors").conflicts("verbose"))
    .option("--verbose", "more logs")
    .option("--home <folder>", "home folder (default: RARA_HOME, else ~/.rara-trading)");
}

/** Returns what the program was given, also while its command line is only partly parsed. */
export function globalOptions(program: Command): GlobalOptions {
  const values = program.opts<Readonly<Record<string, unknown>>>();
  const home = values["home"];
  return {
    output: values["output"] === "table" ? "table" : "json",
    quiet: values["quiet"] === true,
    verbose: values["verbose"] === true,
    home: typeof home === "string" ? home : undefined,
  };
}
