import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertNever, type Clock } from "@rara-trading/domain";
import { AgentFault, type AgentFaultKind } from "../agent-fault.ts";
import type { BackendName, LlmAnswer, LlmBackend, LlmRequest } from "../llm-client.ts";
import { type LineOutcome, runLines } from "./process-lines.ts";
import type { StreamReader, StreamResult } from "./stream-reader.ts";

/** How a program is found and bounded. */
export interface ProgramSettings {
  /** Full path. */
  readonly file: string;
  /** The environment to choose from; only what the program needs to find its login is passed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The program's own choice when absent. */
  readonly model?: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** What one question means for one program. */
export interface ProgramInvocation {
  readonly arguments: readonly string[];
  readonly input: string;
  /** Variables on top of those that are passed on. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A program that answers questions as a stream of JSON lines. */
export interface ProgramDialect {
  readonly backend: Extract<BackendName, "claude" | "codex">;
  readonly reportsCost: boolean;
  /** Where the program keeps its login, if not at home. */
  readonly loginVariable: string;
  readonly invocation: (request: LlmRequest, model: string | undefined) => ProgramInvocation;
  readonly newReader: () => StreamReader;
}

const PASSED_ON = ["HOME", "PATH", "USER"] as const;

/** Asks a program that the person has installed and logged in to, in a folder of its own that is empty and then removed. */
export class ProgramClient implements LlmBackend {
  readonly backend: BackendName;
  readonly reportsCost: boolean;
  readonly #dialect: ProgramDialect;
  readonly #settings: ProgramSettings;

  constructor(dialect: ProgramDialect, settings: ProgramSettings) {
    this.backend = dialect.backend;
    this.reportsCost = dialect.reportsCost;
    this.#dialect = dialect;
    this.#settings = settings;
  }

  async complete(request: LlmRequest): Promise<LlmAnswer> {
    const { clock, timeoutMs, file, model } = this.#settings;
    const startedAtMs = clock.nowMs();
    const reader = this.#dialect.newReader();
    const { arguments: args, input, environment } = this.#dialect.invocation(request, model);
    const folder = await mkdtemp(join(tmpdir(), "rara-agent-"));
    try {
      const outcome = await runLines({
        file,
        arguments: args,
        folder,
        environment: { ...this.#passedOn(), ...environment },
        input,
        timeoutMs,
        signal: request.signal,
        onLine: (line) => reader.read(line),
      });
      const { text, usage, model: answered } = this.#answerOf(outcome, reader.result());
      const durationMs = clock.nowMs() - startedAtMs;
      return { kind: "answer", text, usage, model: answered ?? model ?? null, backend: this.backend, durationMs };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #passedOn(): Record<string, string> {
    const names = [...PASSED_ON, this.#dialect.loginVariable];
    const { environment } = this.#settings;
    return Object.fromEntries(
      names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
    );
  }

  #answerOf(outcome: LineOutcome, result: StreamResult | undefined): Extract<StreamResult, { kind: "answer" }> {
    const name = this.backend;
    const failure = this.#outcomeFault(outcome);
    if (failure !== undefined) throw failure;
    switch (result?.kind) {
      case "answer":
        return result;
      case "tool-used":
        throw new AgentFault("refused", `Expected ${name} to answer in words, found that it used a tool`, {
          hint: "No tool is permitted, so the answer was dropped. Ask another backend if it happens again.",
        });
      case "failed":
        throw new AgentFault(result.fault, `Expected ${name} to answer, found that its call failed (${result.fault})`, {
          hint: hintFor(result.fault, name),
          usage: result.usage,
        });
      case undefined:
        throw new AgentFault("malformed", `Expected ${name}'s documented stream with a result at its end, found none`, {
          hint: `Run \`${name}\` by itself once: it may ask for a login or an update.`,
          ...(outcome.exitCode === null ? {} : { details: { exitCode: outcome.exitCode } }),
        });
      default:
        return assertNever(result);
    }
  }

  #outcomeFault({ kind }: LineOutcome): AgentFault | undefined {
    const name = this.backend;
    switch (kind) {
      case "finished":
      case "exited":
        return undefined;
      case "not-started":
        return new AgentFault("unavailable", `Expected to start ${name}, found that it cannot be run`, {
          hint: `Run \`${name} --version\` by itself, or name another backend.`,
        });
      case "too-slow":
        return new AgentFault(
          "timeout",
          `Expected ${name} to answer within ${this.#settings.timeoutMs} ms, found it still at it`,
          {
            hint: "Raise agent.timeout_seconds. The program was ended; it may have been charged.",
            details: { timeoutMs: this.#settings.timeoutMs },
          },
        );
      case "too-much-output":
        return new AgentFault("malformed", `Expected ${name} to write a bounded answer, found more and ended it`, {
          hint: "Ask for a shorter answer.",
        });
      default:
        return assertNever(kind);
    }
  }
}

function hintFor(kind: AgentFaultKind, name: string): string {
  if (kind === "auth") return `Run \`${name}\` by itself once and log in.`;
  if (kind === "quota") return `The plan or account that ${name} is logged in to is used up: wait for its reset.`;
  if (kind === "budget") return "The call reached what is left of agent.usd_per_day.";
  if (kind === "truncated") return "Raise agent.max_output_tokens.";
  return `Run \`${name}\` by itself to see what it says; its words are not repeated here.`;
}
