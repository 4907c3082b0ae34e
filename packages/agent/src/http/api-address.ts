import { AgentFault } from "../agent-fault.ts";

const LOOPBACK_HOSTS = new Set(["127.0.0.1", "[::1]", "localhost"]);
/** What may stand in a header; anything else would make `fetch` repeat the key in its complaint. */
const KEY = /^[\x21-\x7e]{1,1000}$/;

/** Returns whether a model may be asked at this address: https, or http on this machine; nothing but host and path. */
export function isApiAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname));
}

/** Returns `path` below an API's address. @throws AgentFault `agent.unavailable`. */
export function apiUrl(address: string, path: string): URL {
  if (!isApiAddress(address)) {
    throw new AgentFault(
      "unavailable",
      "Expected a model's address as https://HOST, or http:// on this machine, found another",
      {
        hint: "Correct agent.base_url, such as http://127.0.0.1:11434/v1 for Ollama.",
      },
    );
  }
  return new URL(path, address.endsWith("/") ? address : `${address}/`);
}

/** Returns a key that can be sent. @throws AgentFault `agent.auth` that names the variable, never the key. */
export function checkedKey(key: string, variable: string): string {
  if (KEY.test(key)) return key;
  throw new AgentFault("auth", `Expected printable characters without spaces in ${variable}, found other ones`, {
    hint: `Correct ${variable}; a line break at its end is the usual cause.`,
  });
}
