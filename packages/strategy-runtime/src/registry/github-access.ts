import { type Clock, RaraError } from "@rara-trading/domain";
import { isApiUrl } from "./request-policy.ts";

/** The part of the web's `fetch` that the registry needs. */
export type HttpFetch = (url: URL, init: RequestInit) => Promise<Response>;

/** How GitHub is reached. */
export interface GithubAccess {
  /** `https://api.github.com`, or another host that speaks its REST API; http only on this machine. */
  readonly apiUrl: string;
  /** Sent to that host only. */
  readonly token?: string;
  readonly fetch: HttpFetch;
  readonly clock: Clock;
  /** For one request with everything it is redirected to; 15 s unless given. */
  readonly timeoutMs?: number;
}

/** What may stand in a header; anything else would make `fetch` repeat the token in its complaint. */
const TOKEN = /^[\x21-\x7e]{1,255}$/;

/** Returns the API's address. @throws RaraError `registry.api-url` or `registry.token` (configuration), without the token. */
export function checkedApi({ apiUrl, token }: GithubAccess): URL {
  if (!isApiUrl(apiUrl)) {
    throw new RaraError("Expected the registry's address as https://HOST, or http:// on this machine, found another", {
      category: "configuration",
      code: "registry.api-url",
      hint: "Correct registry.api_url; the default is https://api.github.com.",
    });
  }
  if (token !== undefined && !TOKEN.test(token)) {
    throw new RaraError("Expected a token of printable characters without spaces, found other ones", {
      category: "configuration",
      code: "registry.token",
      hint: "Correct or unset GITHUB_TOKEN.",
    });
  }
  return new URL(apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`);
}

/** Returns the headers of a request; the token goes to the API's own origin and nowhere else. */
export function requestHeaders(access: GithubAccess, api: URL, url: URL, accept: string): Record<string, string> {
  const headers = { accept, "user-agent": "rara-trading" };
  if (url.origin !== api.origin) return headers;
  const versioned = { ...headers, "x-github-api-version": "2022-11-28" };
  return access.token === undefined ? versioned : { ...versioned, authorization: `Bearer ${access.token}` };
}
