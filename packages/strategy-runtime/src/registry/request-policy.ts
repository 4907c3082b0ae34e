import { RaraError } from "@rara-trading/domain";

/** Hosts that GitHub sends a download on to; each stands for its subdomains as well. */
const DOWNLOAD_HOSTS = ["github.com", "githubusercontent.com"] as const;
const LOOPBACK_HOSTS = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Returns whether a registry may be asked at this address: https, or http on this machine; nothing but host and path. */
export function isApiUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return false;
  return url.protocol === "https:" || isLoopback(url);
}

function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname);
}

/**
 * Returns where a redirect may lead: to the registry itself, to GitHub's download hosts over https, or, when the registry
 * is on this machine, to the same host. Certificates keep such a name from being bound to an inner address.
 * @throws RaraError `registry.redirect-refused`.
 */
export function redirectTarget(location: string | null, from: URL, api: URL): URL {
  const target = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (target !== undefined && isAllowed(target, api)) return target;
  throw new RaraError(
    `Expected the registry to send a request on to ${api.host} or GitHub's download hosts over https, ` +
      `found ${target === undefined ? "no address" : `${target.protocol}//${target.host}`.slice(0, 120)}`,
    {
      category: "upstream",
      code: "registry.redirect-refused",
      hint: "Check registry.api_url and registry.repo; the address was not asked.",
    },
  );
}

function isAllowed(target: URL, api: URL): boolean {
  if (target.username !== "" || target.password !== "") return false;
  if (target.origin === api.origin) return true;
  if (isLoopback(api)) return isLoopback(target) && target.hostname === api.hostname;
  if (target.protocol !== "https:" || target.port !== "") return false;
  return DOWNLOAD_HOSTS.some((host) => target.hostname === host || target.hostname.endsWith(`.${host}`));
}

/** Returns the address of the next page that a `link` header names (RFC 8288), or `undefined` on the last page. */
export function nextPageUrl(link: string | null, page: URL, api: URL): URL | undefined {
  const next = /<([^<>]*)>\s*;[^,<]*\brel="?next"?/.exec(link ?? "")?.[1];
  if (next === undefined) return undefined;
  const url = URL.canParse(next, page.href) ? new URL(next, page) : undefined;
  if (url?.origin === api.origin) return url;
  throw new RaraError(`Expected the next page of releases on ${api.host}, found another host`, {
    category: "upstream",
    code: "registry.redirect-refused",
    hint: "Check registry.api_url; the address was not asked.",
  });
}
