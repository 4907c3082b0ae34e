import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AgentFault } from "../agent-fault.ts";
import { ScriptedClient } from "../backends/scripted-client.ts";
import type { LlmClient, LlmRequest } from "../llm-client.ts";
import type { AnswerSchema } from "./answer-schema.ts";
import { askStructured, structuredFault } from "./ask-structured.ts";
import { extractJson } from "./extract-json.ts";

const schema = z.strictObject({ family: z.enum(["trend", "momentum"]), sharpe: z.number() });
const GOOD = '{"family":"trend","sharpe":1.5}';

/** A script that remembers the prompts. */
function scripted(...texts: readonly string[]): { readonly client: LlmClient; readonly prompts: string[] } {
  const answers = texts.map((text) => ({ text, inputTokens: 10, outputTokens: 2, costUsd: 0.25, model: "m" }));
  const inner = new ScriptedClient(answers);
  const prompts: string[] = [];
  const complete = (request: LlmRequest): ReturnType<LlmClient["complete"]> => {
    prompts.push(request.prompt);
    return inner.complete(request);
  };
  return { client: { backend: "scripted", complete }, prompts };
}

function question<T>(of: AnswerSchema<T>): LlmRequest & { readonly schema: AnswerSchema<T> } {
  return {
    system: "JSON only.",
    prompt: "Propose.",
    maxOutputTokens: 50,
    signal: new AbortController().signal,
    schema: of,
  };
}

describe("askStructured", () => {
  it("returns the checked value", async () => {
    const { client } = scripted(GOOD);
    expect(await askStructured(client, question(schema))).toEqual({
      kind: "answer",
      value: { family: "trend", sharpe: 1.5 },
      usage: { inputTokens: 10, outputTokens: 2, costUsd: 0.25 },
      model: "m",
      calls: 1,
    });
  });

  it("tells the model once what is wrong with its answer", async () => {
    const { client, prompts } = scripted(
      '{"family":"astrology","sharpe":"high"}',
      `Sorry!\n\`\`\`json\n${GOOD}\n\`\`\``,
    );
    const reply = await askStructured(client, question(schema));
    expect(reply).toMatchObject({
      kind: "answer",
      calls: 2,
      usage: { inputTokens: 20, outputTokens: 4, costUsd: 0.5 },
    });
    expect(prompts[1]).toContain("Propose.");
    expect(prompts[1]).toContain("astrology");
    expect(prompts[1]).toMatch(/- family: .+\n- sharpe: .+/);
  });

  it("gives up after the second try, with the issues", async () => {
    const { client, prompts } = scripted("I would rather not.", '{"family":"trend"}', GOOD);
    const reply = await askStructured(client, question(schema));
    expect(reply).toMatchObject({ kind: "invalid", calls: 2, usage: { inputTokens: 20 } });
    expect(prompts).toHaveLength(2);
    if (reply.kind === "answer") throw new Error("Expected no answer");
    expect(structuredFault(reply)).toMatchObject({
      code: "agent.malformed",
      message: expect.stringContaining("sharpe: ") as string,
    });
  });

  it("stops at a spent budget, before the first call or between the two", async () => {
    const spent = { kind: "budget-spent", limit: "tokens", threshold: 9, actual: 9, needed: 5, resetsAtMs: 0 } as const;
    const broke: LlmClient = { backend: "scripted", complete: () => Promise.resolve(spent) };
    expect(await askStructured(broke, question(schema))).toMatchObject({ kind: "budget-spent", calls: 0 });
    const { client } = scripted("no JSON");
    const replies = [client.complete.bind(client), broke.complete.bind(broke)];
    const between: LlmClient = {
      backend: "scripted",
      complete: (request) => (replies.shift() ?? broke.complete.bind(broke))(request),
    };
    const reply = await askStructured(between, question(schema));
    expect(reply).toMatchObject({ kind: "budget-spent", calls: 1, usage: { inputTokens: 10 } });
    if (reply.kind === "answer") throw new Error("Expected no answer");
    expect(structuredFault(reply)).toMatchObject({ code: "agent.budget", category: "refused" });
  });

  it("tells of the first answer that was paid for when the call for its repair fails", async () => {
    const { client } = scripted("no JSON");
    const used = { inputTokens: 1, outputTokens: 1, costUsd: null };
    for (const [fault, usage] of [
      [new AgentFault("overloaded", "busy", { hint: "Wait." }), { inputTokens: 10, outputTokens: 2, costUsd: 0.25 }],
      [
        new AgentFault("truncated", "cut", { hint: "", usage: used }),
        { inputTokens: 11, outputTokens: 3, costUsd: null },
      ],
    ] as const) {
      const first = await scripted("no JSON").client.complete(question(schema));
      const replies: (() => ReturnType<LlmClient["complete"]>)[] = [
        () => Promise.resolve(first),
        () => Promise.reject(fault),
      ];
      const breaking: LlmClient = {
        backend: "scripted",
        complete: (request) => replies.shift()?.() ?? client.complete(request),
      };
      const asked = askStructured(breaking, question(schema));
      await expect(asked).rejects.toMatchObject({ kind: fault.kind, message: fault.message, hint: fault.hint, usage });
    }
  });

  it("takes any schema of the standard kind, and keeps its words short and printable", async () => {
    const message = `bad\u001B[31m\n${"x".repeat(500)}`;
    const never: AnswerSchema<never> = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ issues: [{ message, path: ["a", { key: 0 }] }] }) },
    };
    const { client } = scripted("{}", "{}");
    const reply = await askStructured(client, question(never));
    if (reply.kind !== "invalid") throw new Error("Expected an invalid answer");
    const [issue = ""] = reply.issues;
    expect(issue).toMatch(/^a\.0: bad \[31m x+$/);
    expect(issue).toHaveLength(200);
  });
});

describe("extractJson", () => {
  it.each([
    ["a bare object", GOOD],
    ["a fenced block", `Here it is:\n\`\`\`json\n${GOOD}\n\`\`\`\nGood luck!`],
    ["the last of several blocks", `\`\`\`json\n{"old":1}\n\`\`\`\nBetter:\n\`\`\`\n${GOOD}\n\`\`\``],
    ["an object in a sentence", `The answer is ${GOOD}, I think.`],
    ["a block that is no JSON before it", `\`\`\`ts\nif (a) { b(); }\n\`\`\`\n\`\`\`json\n${GOOD}\n\`\`\``],
  ])("finds %s", (_name, text) => {
    expect(extractJson(text)).toEqual({ kind: "found", value: { family: "trend", sharpe: 1.5 } });
  });

  it("keeps fences that stand inside of a value", () => {
    const value = { code: "```ts\nlet x = 1;\n```" };
    expect(extractJson(JSON.stringify(value))).toEqual({ kind: "found", value });
    expect(extractJson(`\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\``)).toEqual({ kind: "found", value });
  });

  it("gets through a flood of fences, and does not hand on a tower of lists", () => {
    expect(extractJson("```\n".repeat(200_001)).kind).toBe("none");
    expect(extractJson("```json\nx\n".repeat(70_000)).kind).toBe("none");
    const tower = `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    expect(extractJson(tower)).toEqual({ kind: "none", reason: "more than 100 levels" });
  });

  it.each(["", "no", "[1, 2]", '"text"', "{ broken", "} {", `${" ".repeat(1_000_001)}{}`])(
    "finds none in %j",
    (text) => {
      expect(extractJson(text).kind).toBe("none");
    },
  );
});
