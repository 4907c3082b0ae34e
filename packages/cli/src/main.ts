import { readFileSync } from "node:fs";
import { RaraError } from "@rara-trading/domain";
import { Command, CommanderError, Help, type Option } from "commander";
import { RandomIdSource } from "./adapters/random-id-source.ts";
import { SystemClock } from "./adapters/system-clock.ts";
import type { CliIo } from "./cli-io.ts";
import { COMMAND_GROUPS, type CommandGroup } from "./command-groups.ts";
import { createCommandRunner } from "./command-runner.ts";
import { addGlobalOptions, globalOptions, type GlobalOptions } from "./global-options.ts";
import { DocumentWriter } from "./output/document-writer.ts";
import type { DocumentSchema } from "./output/envelope.ts";
import { EXIT_CODES, EXIT_OK } from "./output/exit-codes.ts";
import { usageError } from "./usage-error.ts";

const PROGRAM = "rara-trading";

/** The schema of an error that belongs to no command. */
const PROGRAM_SCHEMA: DocumentSchema = "rara.cli/1";

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** An option that may stand without a value says in its own words what it then is, so commander's `preset` is left out. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(preset: .*\)$/, "");
}

/** The program while it parses one command line. */
class Invocation {
  readonly #io: CliIo;
  readonly #program = new Command(PROGRAM);
  /** The deepest command that the command line has reached. */
  #reached: Command = this.#program;
  #documents: DocumentWriter | undefined;
  #exitCode = EXIT_OK;
  /** Help and version texts on their way out. */
  readonly #texts: Promise<unknown>[] = [];

  constructor(io: CliIo, groups: readonly CommandGroup[]) {
    this.#io = io;
    this.#program
      .description(
        "Researches, proves and trades its own strategies. Prints JSON on stdout, everything else on stderr.",
      )
      .version(version(), "--version", "print the version")
      .helpOption("--help", "print this help")
      .helpCommand(false)
      .configureHelp({ showGlobalOptions: true, optionDescription })
      .configureOutput({
        writeOut: (text) => void this.#texts.push(io.stdout.write(text)),
        writeErr: (text) => void this.#texts.push(io.stderr.write(text)),
        outputError: () => undefined,
        getOutHelpWidth: () => io.stdout.columns,
        getErrHelpWidth: () => io.stderr.columns,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
      })
      .exitOverride();
    addGlobalOptions(this.#program);
    this.#addGroups(groups);
  }

  #addGroups(groups: readonly CommandGroup[]): void {
    const run = createCommandRunner({
      io: this.#io,
      clock: new SystemClock(),
      ids: new RandomIdSource(),
      documents: (options) => this.#writer(options),
      onExit: (code) => {
        this.#exitCode = code;
      },
    });
    const commands = new Map(
      groups.map((group) => [this.#program.command(group.name).description(group.summary), group]),
    );
    this.#program.hook("preSubcommand", async (_, command) => {
      this.#reached = command;
      const register = await commands.get(command)?.load();
      command.helpCommand(false);
      command.hook("preSubcommand", (__, inner) => {
        this.#reached = inner;
      });
      register?.(command, run);
    });
  }

  #writer(options: GlobalOptions): DocumentWriter {
    const { stdout, stderr, environment } = this.#io;
    const color = stdout.isTerminal && (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb";
    this.#documents ??= new DocumentWriter({ stdout, stderr, format: options.output, color });
    return this.#documents;
  }

  /** Returns `rara.data.info/1` once the command line has reached `data info`. */
  #schemaReached(): DocumentSchema {
    const names: string[] = [];
    for (let command = this.#reached; command.parent !== null; command = command.parent) names.unshift(command.name());
    return names.length === 0 ? PROGRAM_SCHEMA : `rara.${names.join(".")}/1`;
  }

  async fail(error: RaraError): Promise<number> {
    await this.#writer(globalOptions(this.#program)).writeFailure(this.#schemaReached(), error);
    return EXIT_CODES[error.category];
  }

  async run(argv: readonly string[]): Promise<number> {
    try {
      await this.#program.parseAsync(argv, { from: "user" });
      return this.#exitCode;
    } catch (error) {
      if (!(error instanceof CommanderError)) return await this.fail(RaraError.from(error));
      if (error.exitCode === EXIT_OK) return EXIT_OK;
      return await this.fail(usageError(error, this.#reached));
    } finally {
      await Promise.all(this.#texts);
    }
  }
}

/** `help data info` means `data info --help`. */
function withHelpAsOption(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
}

/**
 * Runs one command line (without `node` and the script) and returns its exit code. All results, errors and help have been
 * written when it resolves. Never rejects.
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  groups: readonly CommandGroup[] = COMMAND_GROUPS,
): Promise<number> {
  const invocation = new Invocation(io, groups);
  io.onUncaught((error) => {
    const stack = error instanceof Error ? error.stack : undefined;
    void io.stderr.write(`${stack ?? String(error)}\n`);
    void invocation.fail(RaraError.from(error)).then((code) => io.exit(code));
  });
  return await invocation.run(withHelpAsOption(argv));
}
