import { SeededRandom } from "@rara-trading/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AgentFault, type AgentFaultKind } from "./agent-fault.ts";
import { LimitedClient } from "./limited-client.ts";
import type { LlmClient, LlmReply, LlmRequest } from "./llm-client.ts";
import { RetryingClient } from "./retrying-client.ts";
import { TestClock } from "./testing/test-clock.ts";

const ANSWER: LlmReply = {
  kind: "answer",
  text: "yes",
  usage: { inputTokens: 1, outputTokens: 1, costUsd: null },
  model: null,
  backend: "openai",
  durationMs: 0,
};

function question(signal = new AbortController().signal): LlmRequest {
  return { system: "", prompt: "?", maxOutputTokens: 1, signal };
}

/** A client that fails in the given ways first, and counts. */
class Failing implements LlmClient {
  readonly backend = "openai";
  asked = 0;
  readonly #faults: readonly AgentFault[];

  constructor(...faults: readonly (readonly [AgentFaultKind, number?])[]) {
    this.#faults = faults.map(([kind, retryAfterMs]) => new AgentFault(kind, kind, { hint: "", retryAfterMs }));
  }

  complete(): Promise<LlmReply> {
    const fault = this.#faults[this.asked++];
    return fault === undefined ? Promise.resolve(ANSWER) : Promise.reject(fault);
  }
}

function patient(inner: LlmClient, clock: TestClock, seed = "retry"): RetryingClient {
  return new RetryingClient(inner, { attemptsMax: 4, clock, random: new SeededRandom(seed) });
}

describe("RetryingClient", () => {
  it("adds what failed attempts used to the answer's usage, or to the last fault's", async () => {
    const usage = { inputTokens: 5, outputTokens: 2, costUsd: 0.5 };
    const paid = new AgentFault("overloaded", "busy", { hint: "", usage });
    const after = (faults: number): RetryingClient => {
      let asked = 0;
      const complete = (): Promise<LlmReply> => (asked++ < faults ? Promise.reject(paid) : Promise.resolve(ANSWER));
      return patient({ backend: "openai", complete }, new TestClock());
    };
    expect(await after(2).complete(question())).toMatchObject({
      usage: { inputTokens: 11, outputTokens: 5, costUsd: null },
    });
    await expect(after(9).complete(question())).rejects.toMatchObject({
      kind: "overloaded",
      usage: { inputTokens: 20, outputTokens: 8, costUsd: 2 },
    });
  });

  it("asks again after what may pass, waiting longer each time, with jitter", () =>
    fc.assert(
      fc.asyncProperty(fc.string(), async (seed) => {
        const clock = new TestClock();
        const inner = new Failing(["overloaded"], ["unreachable"], ["rate-limited"]);
        expect(await patient(inner, clock, seed).complete(question())).toBe(ANSWER);
        const [first = 0, second = 0, third = 0] = clock.sleepsMs;
        expect(clock.sleepsMs).toHaveLength(3);
        for (const [wait, step] of [
          [first, 1_000],
          [second, 2_000],
          [third, 4_000],
        ] as const) {
          expect(wait).toBeGreaterThanOrEqual(step / 2);
          expect(wait).toBeLessThanOrEqual(step);
        }
      }),
      { numRuns: 20 },
    ));

  it("waits at least as long as it was asked to, but not for minutes", async () => {
    const clock = new TestClock();
    await patient(new Failing(["rate-limited", 17_000]), clock).complete(question());
    expect(clock.sleepsMs).toEqual([17_000]);
    const far = new Failing(["rate-limited", 121_000]);
    await expect(patient(far, clock).complete(question())).rejects.toMatchObject({ kind: "rate-limited" });
    expect(far.asked).toBe(1);
  });

  it("gives up after so many attempts", async () => {
    const inner = new Failing(["overloaded"], ["overloaded"], ["overloaded"], ["overloaded"], ["overloaded"]);
    await expect(patient(inner, new TestClock()).complete(question())).rejects.toMatchObject({ kind: "overloaded" });
    expect(inner.asked).toBe(4);
  });

  it.each(["auth", "quota", "timeout", "refused", "rejected", "truncated", "malformed", "unavailable"] as const)(
    "does not repeat a question that ended in %s",
    async (kind) => {
      const inner = new Failing([kind]);
      await expect(patient(inner, new TestClock()).complete(question())).rejects.toMatchObject({ kind });
      expect(inner.asked).toBe(1);
    },
  );

  it("passes a spent budget on", async () => {
    const spent: LlmReply = {
      kind: "budget-spent",
      limit: "usd",
      threshold: 1,
      actual: 1,
      needed: null,
      resetsAtMs: 0,
    };
    const inner: LlmClient = { backend: "openai", complete: () => Promise.resolve(spent) };
    expect(await patient(inner, new TestClock()).complete(question())).toBe(spent);
  });

  it("stops waiting when the signal aborts", async () => {
    const controller = new AbortController();
    const inner: LlmClient = {
      backend: "openai",
      complete: () => {
        controller.abort(new Error("enough"));
        return Promise.reject(new AgentFault("overloaded", "", { hint: "" }));
      },
    };
    await expect(patient(inner, new TestClock()).complete(question(controller.signal))).rejects.toThrow("enough");
  });
});

/** A client whose answers the test gives. */
class Held implements LlmClient {
  readonly backend = "openai";
  readonly held: ((reply: LlmReply) => void)[] = [];

  complete(): Promise<LlmReply> {
    return new Promise((resolve) => {
      this.held.push(resolve);
    });
  }
}

describe("LimitedClient", () => {
  it("lets two through and the others in their order, and closes ranks when one leaves", async () => {
    const inner = new Held();
    const client = new LimitedClient(inner, 2);
    const controller = new AbortController();
    const done: string[] = [];
    const ask = async (name: string, signal?: AbortSignal): Promise<void> => {
      await client.complete(question(signal));
      done.push(name);
    };
    const all = [ask("a"), ask("b"), ask("c", controller.signal).catch(() => undefined), ask("d")];
    await Promise.resolve();
    expect(inner.held).toHaveLength(2);
    controller.abort(new Error("enough"));
    inner.held[0]?.(ANSWER);
    await all[0];
    await Promise.resolve();
    expect(inner.held).toHaveLength(3);
    inner.held[1]?.(ANSWER);
    inner.held[2]?.(ANSWER);
    await Promise.all(all);
    expect(done.toSorted()).toEqual(["a", "b", "d"]);
  });

  it("frees the place of a question that failed", async () => {
    const client = new LimitedClient(new Failing(["auth"]), 1);
    await expect(client.complete(question())).rejects.toThrow("auth");
    expect(await client.complete(question())).toBe(ANSWER);
  });
});
