import { RaraError } from "@rara-trading/domain";
import type { GithubAccess } from "./github-access.ts";
import { rateLimitOf } from "./rate-limit.ts";

/** Returns what an answer with another status than 200 means: a rate limit, a missing thing, a refused token … */
export function statusFault(access: GithubAccess, what: string, status: number, headers: Headers): RaraError {
  const limit = rateLimitOf(status, headers, access.clock.nowMs());
  if (limit !== undefined) return rateLimited(what, limit.retryAtMs, access.token !== undefined);
  if (status === 404 || status === 410) {
    return new RaraError(`Expected ${what}, found none (status ${status})`, {
      category: "not-found",
      code: "registry.not-found",
      hint: "Check the repository (registry.repo or --repo OWNER/NAME); a private one needs GITHUB_TOKEN.",
    });
  }
  if (status === 401 || status === 403) {
    return new RaraError(`Expected to be let to ${what}, found status ${status}`, {
      category: "upstream",
      code: "registry.denied",
      hint:
        access.token === undefined
          ? "Set GITHUB_TOKEN to a token that may read the repository."
          : "GITHUB_TOKEN is not accepted: renew it, or unset it for a public repository.",
    });
  }
  return new RaraError(`Expected ${what} with status 200, found status ${status}`, {
    category: "upstream",
    code: "registry.unexpected-status",
    hint: "Check registry.api_url: it must speak GitHub's REST API.",
  });
}

function rateLimited(what: string, retryAtMs: number | undefined, hasToken: boolean): RaraError {
  const retryAt = retryAtMs === undefined ? undefined : new Date(retryAtMs).toISOString();
  const when = retryAt === undefined ? "in a few minutes" : `after ${retryAt}`;
  return new RaraError(`Expected ${what}, found GitHub's rate limit used up; try again ${when}`, {
    category: "upstream",
    code: "registry.rate-limited",
    hint: `Try again ${when}${hasToken ? "" : ", or set GITHUB_TOKEN, which raises the limit"}.`,
    details: { retryAtMs: retryAtMs ?? null, retryAt: retryAt ?? null },
  });
}
