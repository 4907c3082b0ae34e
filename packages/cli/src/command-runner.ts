import type { Clock, IdSource } from "@rara-trading/domain";
import { RaraError } from "@rara-trading/domain";
import { Command } from "commander";
import type { CliIo } from "./cli-io.ts";
import { commandArguments, type CommandArguments, optionFlag } from "./command-arguments.ts";
import type { BaseContext, CommandContext } from "./command-context.ts";
import { globalOptions, type GlobalOptions } from "./global-options.ts";
import { resolveHomePath } from "./home-paths.ts";
import { listenForInterruption } from "./interruption.ts";
import type { DocumentWriter } from "./output/document-writer.ts";
import type { DocumentSchema } from "./output/envelope.ts";
import { EXIT_CODES, EXIT_OK } from "./output/exit-codes.ts";
import { createLogger, type Logger } from "./progress/logger.ts";
import { createProgressReporter } from "./progress/progress-reporter.ts";
import { StderrScreen } from "./progress/stderr-screen.ts";

/** What a command does: returns the data of its document, or undefined once it has streamed records. */
type CommandHandler<Context> = (context: Context, args: CommandArguments) => Promise<unknown>;

/** What commander calls. */
type CommandAction = (...parameters: unknown[]) => Promise<void>;

/** Options of a command that stand for configuration keys: `{ iterations: "research.hypotheses" }`. */
type ConfigFlags = Readonly<Record<string, string>>;

/**
 * Wraps a handler into a commander action: context in, one document out, errors and signals turned into documents and
 * exit codes. Handlers only return data and throw `RaraError`.
 */
export interface CommandRunner {
  /** For a command that works under the configuration in force; a broken configuration fails it before it starts. */
  (schema: DocumentSchema, handler: CommandHandler<CommandContext>, configFlags?: ConfigFlags): CommandAction;
  /** For a command that must also work while the configuration is broken. */
  withoutConfig(schema: DocumentSchema, handler: CommandHandler<BaseContext>): CommandAction;
}

/** What the runner needs from the program. */
export interface RunnerOptions {
  readonly io: CliIo;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Returns the writer, which is made once the global options are known. */
  readonly documents: (options: GlobalOptions) => DocumentWriter;
  /** Hears of the exit code when a command has ended. */
  readonly onExit: (code: number) => void;
}

/** A command that is running. */
interface Execution {
  readonly schema: DocumentSchema;
  readonly documents: DocumentWriter;
  readonly context: BaseContext;
  readonly args: CommandArguments;
  readonly given: Readonly<Record<string, unknown>>;
}

function parsedValues(command: Command): Readonly<Record<string, unknown>> {
  const operands = command.registeredArguments.map(
    (argument, i) => [argument.name(), command.processedArgs[i]] as const,
  );
  return { ...command.opts(), ...Object.fromEntries(operands) };
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}

/** Returns `error` as a RaraError; an abort that our own signal caused is an interruption, however it surfaced. */
function failureOf(error: unknown, signal: AbortSignal): RaraError {
  const isAbort = error instanceof Error && error.name === "AbortError";
  if (signal.aborted && isAbort && signal.reason instanceof RaraError) return signal.reason;
  return RaraError.from(error);
}

function logBug(logger: Logger, failure: RaraError): void {
  if (failure.category !== "bug") return;
  const origin = failure.cause instanceof Error ? failure.cause : failure;
  logger.error(failure.message, { code: failure.code, stack: origin.stack });
}

/** Returns the data of a handler's document. @throws RaraError `cli.no-data` (a bug) when it produced none at all. */
async function writeResult(execution: Execution, data: unknown): Promise<void> {
  const { documents, schema } = execution;
  if (data !== undefined) await documents.writeSuccess(schema, data);
  else if (!documents.streaming) {
    throw new RaraError("Expected the command to return data or to stream records, found neither", {
      category: "bug",
      code: "cli.no-data",
    });
  }
}

/** A reader that goes away (`| head`) has what it wanted: that is no failure. */
function endOfInterrupted(documents: DocumentWriter): number {
  return documents.closed ? EXIT_OK : EXIT_CODES.interrupted;
}

async function execute(execution: Execution, work: () => Promise<unknown>): Promise<number> {
  const { context, documents, schema } = execution;
  try {
    await writeResult(execution, await work());
    // A command that drained and still returned its partial result was interrupted all the same.
    return context.signal.aborted ? endOfInterrupted(documents) : EXIT_OK;
  } catch (error) {
    const failure = failureOf(error, context.signal);
    logBug(context.logger, failure);
    await documents.writeFailure(schema, failure);
    return failure.category === "interrupted" ? endOfInterrupted(documents) : EXIT_CODES[failure.category];
  }
}

function baseContext(
  { io, clock, ids }: RunnerOptions,
  options: GlobalOptions,
  parts: Pick<BaseContext, "signal" | "output"> & { readonly screen: StderrScreen },
): BaseContext {
  const readable = io.stderr.isTerminal && io.environment["TERM"] !== "dumb";
  const style = readable ? "bar" : "lines";
  const level = options.verbose ? "debug" : "info";
  return {
    homePath: resolveHomePath(io, options.home),
    workingDirectory: io.workingDirectory,
    environment: io.environment,
    clock,
    ids,
    signal: parts.signal,
    output: parts.output,
    logger: createLogger({ screen: parts.screen, level: options.quiet ? "error" : level, readable }),
    progress: createProgressReporter(parts.screen, clock, options.quiet ? "silent" : style),
  };
}

/** Returns the runner of one program. */
export function createCommandRunner(runner: RunnerOptions): CommandRunner {
  const start = async (
    schema: DocumentSchema,
    command: Command,
    work: (execution: Execution) => Promise<unknown>,
  ): Promise<void> => {
    const options = globalOptions(rootOf(command));
    const documents = runner.documents(options);
    const screen = new StderrScreen(runner.io.stderr);
    const note = (line: string): void => {
      if (!options.quiet) screen.write(`${line}\n`);
    };
    const interruption = listenForInterruption(runner.io, note);
    const record = async (data: unknown): Promise<void> => {
      await documents.writeRecord(schema, data);
      if (documents.closed) interruption.stdoutClosed();
    };
    const context = baseContext(runner, options, { signal: interruption.signal, output: { record, note }, screen });
    const given = parsedValues(command);
    const execution: Execution = { schema, documents, context, args: commandArguments(given), given };
    runner.onExit(await execute(execution, () => work(execution)));
  };
  const action =
    (schema: DocumentSchema, work: (execution: Execution) => Promise<unknown>): CommandAction =>
    async (...parameters) => {
      const command = parameters.at(-1);
      if (!(command instanceof Command)) throw new TypeError("Expected commander to pass its command last");
      await start(schema, command, work);
    };
  return Object.assign(
    (schema: DocumentSchema, handler: CommandHandler<CommandContext>, configFlags: ConfigFlags = {}) =>
      action(schema, async ({ context, args, given }) => {
        const { loadConfig } = await import("./config/load-config.ts");
        const flags = Object.entries(configFlags).flatMap(([name, keyName]) => {
          const text = given[name];
          return typeof text === "string" ? [{ keyName, flag: optionFlag(name), text }] : [];
        });
        const { config } = await loadConfig({ ...context, flags });
        return handler({ ...context, config }, args);
      }),
    {
      withoutConfig: (schema: DocumentSchema, handler: CommandHandler<BaseContext>) =>
        action(schema, ({ context, args }) => handler(context, args)),
    },
  );
}
