import { describe, expect, it } from "vitest";
import { AgentFault } from "./agent-fault.ts";
import type { LlmBackend, LlmRequest } from "./llm-client.ts";

/** What the other side of a backend does. */
export type BackendScene = "answers" | "refuses the login" | "hangs";

/** A backend whose other side plays a scene. */
export interface OpenedScene extends AsyncDisposable {
  readonly backend: LlmBackend;
  /** Everything that the other side was sent, keys aside; empty when it cannot tell. */
  sent(): string;
}

/** What every backend is asked; a secret stands in the environment that it is opened with. */
export const CONTRACT_SECRET = "sk-very-secret-0123456789abcdef";

const SYSTEM = "You are terse.";
const PROMPT = "How does one trade?";

function question(signal = new AbortController().signal): LlmRequest {
  return { system: SYSTEM, prompt: PROMPT, maxOutputTokens: 500, signal };
}

/** Returns what `promise` was rejected with. */
async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Describes what every backend must do, whose `answers` scene says `answer`. */
export function describeLlmBackendContract(
  name: string,
  answer: { readonly text: string; readonly inputTokens: number; readonly outputTokens: number },
  open: (scene: BackendScene) => Promise<OpenedScene>,
): void {
  describe(`${name} as an LlmBackend`, () => {
    it("asks system text and prompt, and returns the whole answer with what it used", async () => {
      await using scene = await open("answers");
      const { backend } = scene;
      const reply = await backend.complete(question());
      expect(reply).toMatchObject({ kind: "answer", text: answer.text, backend: backend.backend });
      expect(reply.usage).toMatchObject({ inputTokens: answer.inputTokens, outputTokens: answer.outputTokens });
      if (!backend.reportsCost) expect(reply.usage.costUsd).toBeNull();
      expect(reply.durationMs).toBeGreaterThanOrEqual(0);
      expect(scene.sent()).toContain(SYSTEM);
      expect(scene.sent()).toContain(PROMPT);
      expect(JSON.stringify(reply)).not.toContain(CONTRACT_SECRET);
    });

    it("remembers nothing from one question to the next", async () => {
      await using scene = await open("answers");
      const first = await scene.backend.complete(question());
      const second = await scene.backend.complete(question());
      expect({ ...second, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
    });

    it("says that the login was refused, without a word of what it was told", async () => {
      await using scene = await open("refuses the login");
      const error = await reasonOf(scene.backend.complete(question()));
      expect(error).toBeInstanceOf(AgentFault);
      expect(error).toMatchObject({ kind: "auth", category: "configuration", code: "agent.auth", retryable: false });
      const fault = error as AgentFault;
      const shown = JSON.stringify([fault.message, fault.hint, fault.details, fault.stack, fault.cause]);
      expect(shown).not.toContain(CONTRACT_SECRET);
    });

    it("gives up waiting when the signal aborts, with the signal's reason", async () => {
      await using scene = await open("hangs");
      const controller = new AbortController();
      const reason = new Error("enough");
      const asked = scene.backend.complete(question(controller.signal));
      setTimeout(() => controller.abort(reason), 50);
      expect(await reasonOf(asked)).toBe(reason);
      expect(await reasonOf(scene.backend.complete(question(AbortSignal.abort(reason))))).toBe(reason);
    });
  });
}
