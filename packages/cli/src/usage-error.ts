import { RaraError } from "@rara-trading/domain";
import type { Command, CommanderError } from "commander";

/** Commander's codes in ours; any other of its codes becomes `cli.usage`. */
const CODES: Readonly<Record<string, string>> = {
  "commander.unknownCommand": "cli.unknown-command",
  "commander.unknownOption": "cli.unknown-option",
  "commander.missingArgument": "cli.missing-argument",
  "commander.missingMandatoryOptionValue": "cli.missing-option",
  "commander.optionMissingArgument": "cli.missing-argument",
  "commander.excessArguments": "cli.too-many-arguments",
  "commander.conflictingOption": "cli.conflicting-options",
  "commander.invalidArgument": "cli.option",
  "commander.help": "cli.missing-command",
};

/** The longest part of a command line that a message repeats. */
const QUOTED_LENGTH_MAX = 60;

/** Returns the full name of a command: `rara-trading data info`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** Removes what a person may have typed in the place of a secret: option values and surplus arguments. */
function withoutTypedValues(message: string): string {
  return message
    .replace(/^error: /, "")
    .replace(/'(--?[^'=]+)=[^']*'/, "'$1'")
    .replace(/(but got \d+): .*$/, "$1")
    .replaceAll(/'([^']*)'/g, (_, quoted: string) => `'${quoted.slice(0, QUOTED_LENGTH_MAX)}'`);
}

/** Returns what commander says about a command line as our error, with its suggestion as the hint. */
export function usageError(error: CommanderError, command: Command): RaraError {
  const [first = "", suggestion] = error.message.split("\n");
  const name = fullName(command);
  const isMissingCommand = error.code === "commander.help";
  const commands = command.commands.map((sub) => sub.name()).join(", ");
  const hint = isMissingCommand ? `One of: ${commands}.` : `See \`${name} --help\`.`;
  const message = isMissingCommand ? `Expected a command after \`${name}\`, found none` : withoutTypedValues(first);
  return new RaraError(message.charAt(0).toUpperCase() + message.slice(1), {
    category: "usage",
    code: CODES[error.code] ?? "cli.usage",
    hint: suggestion === undefined ? hint : `${suggestion.replaceAll(/[()]/g, "")} ${hint}`,
  });
}
