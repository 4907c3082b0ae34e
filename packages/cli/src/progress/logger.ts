import { createRequire } from "node:module";
import type { Logger as PinoLogger, pino as Pino } from "pino";
import { redactSecrets } from "../redact.ts";
import type { StderrScreen } from "./stderr-screen.ts";

/** How much is logged: `error` with --quiet, `debug` with --verbose. */
type LogLevel = "debug" | "info" | "warn" | "error";

/** The log of a command: lines on stderr, for people on a terminal, NDJSON elsewhere. Secrets are redacted by name. */
export interface Logger {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** Where and what is logged. */
export interface LoggerOptions {
  readonly screen: StderrScreen;
  readonly level: LogLevel;
  /** One readable line instead of JSON. */
  readonly readable: boolean;
}

/** Returns pino's line as `12:00:01 warn  message {"field":1}`. */
function readableLine(line: string): string {
  const { level, time, message, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const rest = Object.keys(fields).length === 0 ? "" : ` ${JSON.stringify(fields)}`;
  return `${clock} ${String(level).padEnd(5)} ${String(message)}${rest}\n`;
}

function openPino(options: LoggerOptions): PinoLogger {
  const { pino } = createRequire(import.meta.url)("pino") as { readonly pino: typeof Pino };
  return pino(
    {
      level: options.level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactSecrets(fields) as Record<string, unknown>,
      },
    },
    { write: (line) => options.screen.write(options.readable ? readableLine(line) : line) },
  );
}

/** Returns a logger that loads pino at its first line: most commands log nothing, and start faster for it. */
export function createLogger(options: LoggerOptions): Logger {
  let opened: PinoLogger | undefined;
  const log =
    (level: LogLevel) =>
    (message: string, fields: object = {}): void => {
      opened ??= openPino(options);
      opened[level](fields, message);
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}
