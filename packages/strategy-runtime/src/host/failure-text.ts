import {
  type ErrorCategory,
  RaraError,
  StrategyFault,
  type StrategyFaultKind,
  type StrategyFaultPlace,
} from "@rara-trading/domain";
import { escapeControls } from "../printable-text.ts";

const KINDS: Readonly<Record<StrategyFaultKind, true>> = {
  "invalid-module": true,
  "forbidden-import": true,
  "unsupported-feature": true,
  "limit-exceeded": true,
  abi: true,
  "start-trap": true,
  abort: true,
  "out-of-fuel": true,
  "recursion-limit": true,
  "stack-overflow": true,
  trap: true,
  "bad-target": true,
  timeout: true,
};

/** What a process may complain about besides faults of its strategy: what it was given. */
const CATEGORIES: ReadonlySet<ErrorCategory> = new Set(["usage", "bug"]);
const CODE = /^[a-z0-9.-]{1,64}$/;
const MESSAGE_CHARACTERS_MAX = 4096;
const NAME_CHARACTERS_MAX = 256;

type Fields = Readonly<Record<string, unknown>>;

/** Returns `error` as the text in which it leaves the strategy's process. */
export function failureText(error: unknown): string {
  if (!(error instanceof StrategyFault)) {
    const { category, code, message, hint } = RaraError.from(error);
    return JSON.stringify({ category, code, message: message.slice(0, MESSAGE_CHARACTERS_MAX), hint });
  }
  const { kind, place, message } = error;
  // A fault writes its place behind its message, and the one that is made of this text will do so again.
  const where = new StrategyFault(kind, "", place).message;
  const bare = message.endsWith(where) ? message.slice(0, message.length - where.length) : message;
  return JSON.stringify({ kind, place, message: bare.slice(0, MESSAGE_CHARACTERS_MAX) });
}

/**
 * Returns the error that `text` tells. The process that wrote it is not trusted, so every field is checked and every text
 * is made printable; what makes no sense is a fault of its strategy.
 */
export function failureOf(text: string): RaraError {
  const fields = parsed(text);
  const { kind, code, category, hint } = fields;
  const message = textOf(fields["message"], MESSAGE_CHARACTERS_MAX) ?? "";
  if (typeof kind === "string" && Object.hasOwn(KINDS, kind)) {
    return new StrategyFault(kind as StrategyFaultKind, message, placeOf(fields["place"]));
  }
  if (typeof code === "string" && CODE.test(code) && CATEGORIES.has(category as ErrorCategory)) {
    const said = textOf(hint, MESSAGE_CHARACTERS_MAX);
    const options = { category: category as ErrorCategory, code };
    return new RaraError(message, said === undefined ? options : { ...options, hint: said });
  }
  return new StrategyFault("trap", "Expected the strategy's process to say what failed, found something else");
}

function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

function placeOf(value: unknown): StrategyFaultPlace {
  const fields = typeof value === "object" && value !== null ? (value as Fields) : {};
  const functionName = textOf(fields["functionName"], NAME_CHARACTERS_MAX);
  const line = countOf(fields["line"]);
  const barIndex = countOf(fields["barIndex"]);
  const fuelUsed = countOf(fields["fuelUsed"]);
  return {
    ...(barIndex === undefined ? {} : { barIndex }),
    ...(fuelUsed === undefined ? {} : { fuelUsed }),
    ...(functionName === undefined ? {} : { functionName }),
    ...(line === undefined ? {} : { line }),
  };
}

function textOf(value: unknown, charactersMax: number): string | undefined {
  return typeof value === "string" ? escapeControls(value, charactersMax) : undefined;
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
