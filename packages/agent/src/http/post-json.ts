import type { Clock } from "@rara-trading/domain";
import { AgentFault } from "../agent-fault.ts";
import { readLimitedText } from "./read-limited-text.ts";
import { errorCodes, statusFault } from "./status-fault.ts";

/** The longest answer that is read. */
const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** Node's own limits, five minutes each: a paid answer may be on its way, so it is no broken connection. */
const CLIENT_TIMEOUTS: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
/** What goes wrong before a question is sent. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The part of the web's `fetch` that the backends need. */
export type HttpFetch = (url: URL, init: RequestInit) => Promise<Response>;

/** How servers are reached. */
export interface HttpAccess {
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** For one question and its whole answer. */
  readonly timeoutMs: number;
}

/** One document to send. */
export interface JsonPost {
  readonly url: URL;
  /** Keys go here and nowhere else. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly signal: AbortSignal;
}

/**
 * Sends a document and returns the document that comes back. Redirects are refused: they would carry the key elsewhere.
 * @throws AgentFault with status and limits, never with what was sent or received; the signal's reason when it aborts.
 */
export async function postJson(access: HttpAccess, post: JsonPost): Promise<unknown> {
  const timeout = AbortSignal.timeout(access.timeoutMs);
  const { host } = post.url;
  try {
    const response = await access.fetch(post.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": "rara-trading",
        ...post.headers,
      },
      body: JSON.stringify(post.body),
      redirect: "manual",
      signal: AbortSignal.any([post.signal, timeout]),
    });
    return await documentOf(access, host, response);
  } catch (error) {
    post.signal.throwIfAborted();
    if (error instanceof AgentFault) throw error;
    const code = errorCode(error);
    if (timeout.aborted || CLIENT_TIMEOUTS.has(code)) throw tooSlow(host, access.timeoutMs);
    throw new AgentFault("unreachable", `Expected ${host} to answer, found a broken connection (${code})`, {
      hint: "Check the connection, the address, and that the server is running.",
      neverArrived: NOT_CONNECTED.has(code),
    });
  }
}

async function documentOf(access: HttpAccess, host: string, response: Response): Promise<unknown> {
  const { status, headers } = response;
  const text = await readLimitedText(response, ANSWER_BYTES_MAX);
  const document = text === undefined ? undefined : parsed(text);
  if (status !== 200) {
    const codes = errorCodes(document);
    throw statusFault(host, { status, retryAfter: headers.get("retry-after"), codes, nowMs: access.clock.nowMs() });
  }
  if (document !== undefined) return document;
  const found = text === undefined ? `more than ${ANSWER_BYTES_MAX} bytes` : "another text";
  throw malformed(host, `a JSON document of at most ${ANSWER_BYTES_MAX} bytes`, found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns the fault of an answer that does not follow the documented format. */
export function malformed(source: string, expected: string, found: string): AgentFault {
  return new AgentFault("malformed", `Expected ${expected} from ${source}, found ${found}`, {
    hint: "Check that the address speaks the API that the backend is named after.",
  });
}

function tooSlow(host: string, timeoutMs: number): AgentFault {
  return new AgentFault(
    "timeout",
    `Expected ${host} to answer in time (at most ${timeoutMs} ms), found it still at it`,
    {
      hint: "Raise agent.timeout_seconds (an API has five minutes at most), or ask for a shorter answer. It may have been charged.",
      details: { timeoutMs },
    },
  );
}

/** Returns what broke, by its code alone: the texts of a client may repeat what was sent. */
function errorCode(error: unknown): string {
  const causes = error instanceof Error ? [error, error.cause] : [];
  const codes = causes.map((cause) => (cause instanceof Error && "code" in cause ? cause.code : undefined));
  return codes.find((code): code is string => typeof code === "string" && /^[A-Z_0-9]{2,40}$/.test(code)) ?? "no code";
}
