import { type ErrorCategory, RaraError } from "@rara-trading/domain";
import { checkedApi, type GithubAccess, requestHeaders } from "./github-access.ts";
import { statusFault } from "./github-status.ts";
import { readLimitedBody } from "./read-limited-body.ts";
import { redirectTarget } from "./request-policy.ts";

/** Tries of one request when the server fails or the connection breaks. */
const ATTEMPTS_MAX = 3;
/** Wait before the second try; it doubles with every further one. */
const BACK_OFF_MS = 250;
/** Redirects that one request follows. */
const REDIRECTS_MAX = 3;
const REQUEST_TIMEOUT_MS = 15_000;

/** One question to GitHub. */
export interface GithubRequest {
  readonly url: URL;
  readonly accept: string;
  /** Longest answer that is read. */
  readonly bytesMax: number;
  /** What is asked for, for messages: `the module of momentum-v1.0.0`. */
  readonly what: string;
  /** What an answer that is too long means. */
  readonly oversize: Extract<ErrorCategory, "refused" | "upstream">;
  readonly signal?: AbortSignal | undefined;
}

/** A complete answer with status 200. */
export interface GithubAnswer {
  readonly kind: "answer";
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Something that may work when tried again. */
interface TransientFailure {
  readonly kind: "transient";
  readonly found: string;
}

/**
 * Asks GitHub and returns the whole answer; tries again when the server fails (5xx) or the connection breaks.
 * @throws RaraError `registry.…` of category `upstream`, `timeout`, `not-found` or what an oversized answer means; the
 * signal's reason when it aborts.
 */
export async function githubGet(access: GithubAccess, request: GithubRequest): Promise<GithubAnswer> {
  const api = checkedApi(access);
  let found = "";
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    if (attempt > 1) await access.clock.sleep(BACK_OFF_MS * 2 ** (attempt - 2), request.signal);
    const outcome = await tryOnce(access, api, request);
    if (outcome.kind === "answer") return outcome;
    found = outcome.found;
  }
  throw new RaraError(`Expected ${api.host} to send ${request.what}, found ${found} in ${ATTEMPTS_MAX} attempts`, {
    category: "upstream",
    code: "registry.unreachable",
    hint: "Try again later; check the connection and registry.api_url.",
  });
}

async function tryOnce(
  access: GithubAccess,
  api: URL,
  request: GithubRequest,
): Promise<GithubAnswer | TransientFailure> {
  const timeoutMs = access.timeoutMs ?? REQUEST_TIMEOUT_MS;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]);
  try {
    return await followRedirects(access, api, request, signal);
  } catch (error) {
    request.signal?.throwIfAborted();
    if (timeout.aborted) throw tooSlow(api, request, timeoutMs);
    if (error instanceof RaraError) throw error;
    return { kind: "transient", found: connectionFailure(error) };
  }
}

async function followRedirects(
  access: GithubAccess,
  api: URL,
  request: GithubRequest,
  signal: AbortSignal,
): Promise<GithubAnswer | TransientFailure> {
  let { url } = request;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const headers = requestHeaders(access, api, url, request.accept);
    const response = await access.fetch(url, { headers, redirect: "manual", signal });
    if (!isRedirect(response.status)) return await answerOf(access, response, request);
    await response.body?.cancel();
    url = redirectTarget(response.headers.get("location"), url, api);
  }
  throw new RaraError(`Expected ${request.what} after at most ${REDIRECTS_MAX} redirects, found more`, {
    category: "upstream",
    code: "registry.redirect-refused",
    hint: "Check registry.api_url and registry.repo.",
  });
}

async function answerOf(
  access: GithubAccess,
  response: Response,
  request: GithubRequest,
): Promise<GithubAnswer | TransientFailure> {
  const { status, headers } = response;
  if (status !== 200) {
    await response.body?.cancel();
    if (status >= 500) return { kind: "transient", found: `status ${status}` };
    throw statusFault(access, request.what, status, headers);
  }
  const body = await readLimitedBody(response, request.bytesMax);
  if (body !== undefined) return { kind: "answer", headers, body };
  throw new RaraError(`Expected ${request.what} in at most ${request.bytesMax} bytes, found more`, {
    category: request.oversize,
    code: "registry.too-large",
    hint: "Nothing was installed. Tell the strategy's publisher.",
    details: { bytesMax: request.bytesMax },
  });
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function tooSlow(api: URL, { what }: GithubRequest, timeoutMs: number): RaraError {
  return new RaraError(`Expected ${api.host} to send ${what} within ${timeoutMs} ms, found it still going on`, {
    category: "timeout",
    code: "registry.timeout",
    hint: "Try again later; check the connection.",
    details: { timeoutMs },
  });
}

/** Returns what broke, by its code alone: the texts of a client may repeat what was sent. */
function connectionFailure(error: unknown): string {
  const causes = error instanceof Error ? [error, error.cause] : [];
  const codes = causes.map((cause) => (cause instanceof Error && "code" in cause ? cause.code : undefined));
  const code = codes.find((candidate) => typeof candidate === "string");
  return `a broken connection (${code ?? "no code"})`;
}
