/** How far ahead a believable end of a rate limit lies: GitHub's windows last an hour. */
const WAIT_MS_MAX = 24 * 3_600_000;

/** A registry that answers nobody, or not us, for a while. */
export interface RateLimit {
  /** When to try again, in epoch milliseconds; absent when the answer does not tell. */
  readonly retryAtMs?: number;
}

/**
 * Returns the rate limit that an answer speaks of, or `undefined` when it is another kind of answer: status 429, or 403
 * with `retry-after` or with no requests remaining (GitHub, "Rate limits for the REST API").
 */
export function rateLimitOf(status: number, headers: Headers, nowMs: number): RateLimit | undefined {
  const retryAfter = headers.get("retry-after");
  const isUsedUp = headers.get("x-ratelimit-remaining") === "0";
  if (status !== 429 && !(status === 403 && (retryAfter !== null || isUsedUp))) return undefined;
  const reset = isUsedUp ? headers.get("x-ratelimit-reset") : null;
  const retryAtMs = [retryAfterMs(retryAfter, nowMs), secondsOf(reset)].find(
    (atMs) => atMs > nowMs - WAIT_MS_MAX && atMs < nowMs + WAIT_MS_MAX,
  );
  return retryAtMs === undefined ? {} : { retryAtMs };
}

/** `retry-after` is a number of seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterMs(text: string | null, nowMs: number): number {
  if (text === null) return Number.NaN;
  return /^\d+$/.test(text) ? nowMs + secondsOf(text) : Date.parse(text);
}

function secondsOf(text: string | null): number {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}
