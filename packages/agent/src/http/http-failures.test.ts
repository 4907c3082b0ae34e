import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { AgentFault } from "../agent-fault.ts";
import { AnthropicClient } from "../backends/anthropic-client.ts";
import { OpenaiClient } from "../backends/openai-client.ts";
import { OpenaiCompatibleClient } from "../backends/openai-compatible-client.ts";
import type { LlmRequest } from "../llm-client.ts";
import { type Answerer, openModelServer, sendJson } from "../testing/model-server.ts";
import { TestClock } from "../testing/test-clock.ts";
import { ANTHROPIC_MESSAGE, CHAT_COMPLETION, OPENAI_RESPONSE } from "../testing/wire-samples.ts";
import { isApiAddress } from "./api-address.ts";

const KEY = "sk-ant-secret-0123456789";
const QUESTION: LlmRequest = {
  system: "Be terse.",
  prompt: "Hello",
  maxOutputTokens: 100,
  signal: new AbortController().signal,
};

async function faultOf(promise: Promise<unknown>): Promise<AgentFault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AgentFault) return error;
    throw error;
  }
  throw new Error("Expected a fault, found an answer");
}

/** Asks a server that behaves like `answer`; the key must not show in what is thrown. */
async function askAnthropic(answer: Answerer, timeoutMs = 5_000): Promise<AgentFault> {
  await using server = await openModelServer(answer);
  const access = { fetch: (url: URL, init: RequestInit) => fetch(url, init), clock: new TestClock(), timeoutMs };
  const client = new AnthropicClient({ ...access, address: server.url, apiKey: KEY, model: "m" });
  const fault = await faultOf(client.complete(QUESTION));
  expect(JSON.stringify([fault.message, fault.hint, fault.details, fault.stack])).not.toContain(KEY);
  return fault;
}

function status(code: number, error: object = {}, headers: object = {}): Answerer {
  return (response) =>
    sendJson(response, code, { type: "error", error: { message: `secret ${KEY}`, ...error } }, headers);
}

async function waitOf(retryAfter: string): Promise<number | undefined> {
  return (await askAnthropic(status(429, {}, { "retry-after": retryAfter }))).retryAfterMs;
}

function stopped(reason: string): Answerer {
  return (response) => sendJson(response, 200, { ...ANTHROPIC_MESSAGE, stop_reason: reason });
}

describe("what a provider's status means", () => {
  it.each([
    ["401", status(401, { type: "authentication_error" }), "auth", false],
    ["403", status(403, { type: "permission_error" }), "auth", false],
    ["402", status(402, { type: "billing_error" }), "quota", false],
    ["404", status(404, { type: "not_found_error" }), "rejected", false],
    ["429", status(429, { type: "rate_limit_error" }), "rate-limited", true],
    ["429 without credit", status(429, { type: "insufficient_quota", code: "insufficient_quota" }), "quota", false],
    [
      "429 at a spending limit",
      status(429, { type: "rate_limit_error", details: { error_code: "enforced_spend_limit_reached" } }),
      "quota",
      false,
    ],
    ["500", status(500, { type: "api_error" }), "unreachable", true],
    ["529", status(529, { type: "overloaded_error" }), "overloaded", true],
  ] as const)("reads %s", async (_name, answer, kind, retryable) => {
    expect(await askAnthropic(answer)).toMatchObject({ kind, retryable, unpaid: kind !== "unreachable" });
  });

  it("reads retry-after as seconds or as a date, and disbelieves what is absurd", async () => {
    expect(await waitOf("17")).toBe(17_000);
    expect(await waitOf(new Date(new TestClock().nowMs() + 5_000).toUTCString())).toBe(5_000);
    expect(await waitOf("999999999")).toBeUndefined();
    expect(await waitOf("soon")).toBeUndefined();
  });
});

/** Sends JSON without end. */
function flood(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = " ".repeat(256 * 1024);
  const write = (): void => {
    while (!response.destroyed && response.write(chunk)) continue;
    response.once("drain", write);
  };
  write();
}

describe("what a server can do instead of answering", () => {
  it.each<readonly [string, Answerer, RegExp]>([
    ["sends half a document", (response) => void response.writeHead(200).end('{"type":"mess'), /JSON document/],
    ["sends another document", (response) => sendJson(response, 200, { type: "message" }), /Messages API/],
    ["sends a body without end", (response) => flood(response), /more than 4194304 bytes/],
  ])("%s", async (_name, answer, message) => {
    const fault = await askAnthropic(answer);
    expect(fault).toMatchObject({ kind: "malformed", retryable: false });
    expect(fault.message).toMatch(message);
  });

  it("never answers", async () => {
    const fault = await askAnthropic(() => undefined, 60);
    expect(fault).toMatchObject({ kind: "timeout", category: "timeout", retryable: false, details: { timeoutMs: 60 } });
  });

  it("breaks the connection", async () => {
    const fault = await askAnthropic((response) => void response.socket?.destroy());
    expect(fault).toMatchObject({ kind: "unreachable", retryable: true, unpaid: false });
  });

  it("is not there, so that nothing can have been charged", async () => {
    const server = await openModelServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const access = {
      fetch: (url: URL, init: RequestInit) => fetch(url, init),
      clock: new TestClock(),
      timeoutMs: 5_000,
    };
    const client = new OpenaiCompatibleClient({ ...access, address: server.url, model: "m" });
    expect(await faultOf(client.complete(QUESTION))).toMatchObject({ kind: "unreachable", unpaid: true });
  });

  it("takes longer than Node waits, which is a timeout and not asked again", async () => {
    const cause = Object.assign(new Error("x"), { code: "UND_ERR_HEADERS_TIMEOUT" });
    const late = (): Promise<Response> => Promise.reject(new TypeError("fetch failed", { cause }));
    const access = { fetch: late, clock: new TestClock(), timeoutMs: 5_000 };
    const client = new AnthropicClient({ ...access, address: "https://127.0.0.1", apiKey: KEY, model: "m" });
    expect(await faultOf(client.complete(QUESTION))).toMatchObject({ kind: "timeout", retryable: false });
  });

  it("sends the question, with its key, elsewhere", async () => {
    await using elsewhere = await openModelServer((response) => sendJson(response, 200, ANTHROPIC_MESSAGE));
    const fault = await askAnthropic((response) => void response.writeHead(307, { location: elsewhere.url }).end());
    expect(fault.kind).toBe("rejected");
    expect(elsewhere.requests).toHaveLength(0);
  });

  it("stops short or declines, which is charged all the same", async () => {
    const usage = { inputTokens: 1_200, outputTokens: 34, costUsd: null };
    expect(await askAnthropic(stopped("max_tokens"))).toMatchObject({ kind: "truncated", usage });
    expect(await askAnthropic(stopped("refusal"))).toMatchObject({ kind: "refused", category: "refused", usage });
  });
});

describe("the requests", () => {
  const access = { fetch: (url: URL, init: RequestInit) => fetch(url, init), clock: new TestClock(), timeoutMs: 5_000 };

  it("follow the Messages API", async () => {
    await using server = await openModelServer((response) => sendJson(response, 200, ANTHROPIC_MESSAGE));
    const client = new AnthropicClient({ ...access, address: server.url, apiKey: KEY, model: "m" });
    expect(await client.complete({ ...QUESTION, temperature: 0.25 })).toMatchObject({ model: "claude-sample-1" });
    const [request] = server.requests;
    expect(request).toMatchObject({
      path: "/v1/messages",
      headers: { "x-api-key": KEY, "anthropic-version": "2023-06-01" },
    });
    const messages = [{ role: "user", content: "Hello" }];
    expect(request?.body).toEqual({ model: "m", max_tokens: 100, system: "Be terse.", messages, temperature: 0.25 });
  });

  it("follow the Responses API, and read its refusals and cuts", async () => {
    const refusal = [{ type: "message", content: [{ type: "refusal", refusal: "No." }] }];
    const answers = [
      OPENAI_RESPONSE,
      { ...OPENAI_RESPONSE, output: refusal },
      { ...OPENAI_RESPONSE, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
      { ...OPENAI_RESPONSE, status: "failed" },
    ];
    await using server = await openModelServer((response, count) => sendJson(response, 200, answers[count - 1]));
    const client = new OpenaiClient({ ...access, address: `${server.url}/v1`, apiKey: KEY, model: "m" });
    await client.complete(QUESTION);
    const [request] = server.requests;
    expect(request).toMatchObject({ path: "/v1/responses", headers: { authorization: `Bearer ${KEY}` } });
    const body = { model: "m", instructions: "Be terse.", input: "Hello", max_output_tokens: 100, store: false };
    expect(request?.body).toEqual(body);
    for (const kind of ["refused", "truncated", "malformed"])
      expect((await faultOf(client.complete(QUESTION))).kind).toBe(kind);
  });

  it("follow the Chat Completions API, without a key where none is asked for, and count what a server does not", async () => {
    const { usage: _, ...uncounted } = CHAT_COMPLETION;
    const cut = { ...CHAT_COMPLETION, choices: [{ message: { content: "Bu" }, finish_reason: "length" }] };
    const answers = [uncounted, cut];
    await using server = await openModelServer((response, count) => sendJson(response, 200, answers[count - 1]));
    const client = new OpenaiCompatibleClient({ ...access, address: `${server.url}/v1/`, model: "m" });
    expect((await client.complete(QUESTION)).usage).toEqual({ inputTokens: 5, outputTokens: 7, costUsd: null });
    expect((await faultOf(client.complete(QUESTION))).kind).toBe("truncated");
    const [request] = server.requests;
    expect(request?.path).toBe("/v1/chat/completions");
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.body).toMatchObject({ model: "m", max_tokens: 100, stream: false });
  });

  it("are not made with a key that no header can carry, which is not repeated", async () => {
    const client = new AnthropicClient({ ...access, address: "https://127.0.0.1:1", apiKey: `${KEY}\n`, model: "m" });
    const fault = await faultOf(client.complete(QUESTION));
    expect(fault).toMatchObject({ kind: "auth", message: expect.stringContaining("ANTHROPIC_API_KEY") as string });
    expect(fault.message).not.toContain(KEY);
  });
});

describe("addresses", () => {
  it.each([
    ["https://api.example.com/v1", true],
    ["http://127.0.0.1:11434/v1", true],
    ["http://localhost:8000", true],
    ["http://[::1]:8000/", true],
    ["http://api.example.com/v1", false],
    ["http://127.0.0.1.example.com/", false],
    ["https://user:pass@example.com/", false],
    ["https://example.com/?key=1", false],
    ["file:///etc/passwd", false],
    ["", false],
  ])("%s: %s", (address, allowed) => {
    expect(isApiAddress(address)).toBe(allowed);
  });
});
