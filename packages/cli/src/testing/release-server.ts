import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A version 2 strategy that holds forever and calls itself `holder`: 339 bytes, assembled by hand. */
const HOLDER = Buffer.from(
  "AGFzbQEAAAABMQpgAAF/YAABf2AAAX9gAn98AGAAAGAGfHx8fHx8AXxgAnx8AGACf3wAYAABfGAAAXwDCwoAAQIDBAUGBwgJBQMBAAEHgwELC2Fi" +
    "aV92ZXJzaW9uAAAEbWV0YQABCG1ldGFfbGVuAAIJc2V0X3BhcmFtAAMEaW5pdAAECW9uX2NhbmRsZQAFDHNldF9wb3NpdGlvbgAGC3Jpc2tfbGV2" +
    "ZWxzAAcIb3V0X3N0b3AACA9vdXRfdGFrZV9wcm9maXQACQZtZW1vcnkCAApBCgQAQQILBQBBgAgLBABBNAsCAAsCAAsLAEQAAAAAAAAAQAsCAAsC" +
    "AAsLAEQAAAAAAAD4fwsLAEQAAAAAAAD4fwsLOwEAQYAICzR7Im5hbWUiOiJob2xkZXIiLCJ2ZXJzaW9uIjoxLCJ3YXJtdXAiOjAsInBhcmFtcyI6" +
    "W119",
  "base64",
);
/** The digest of the strategy that the server publishes. */
export const HOLDER_SHA256 = createHash("sha256").update(HOLDER).digest("hex");

/**
 * A version 2 strategy called `candle-side`, also by hand: long after a bar that closed above its open, else short. 361
 * bytes.
 */
const CANDLE_SIDE = Buffer.from(
  "AGFzbQEAAAABMQpgAAF/YAABf2AAAX9gAn98AGAAAGAGfHx8fHx8AXxgAnx8AGACf3wAYAABfGAAAXwDCwoAAQIDBAUGBwgJBQMBAAEHgwELC2Fi" +
    "aV92ZXJzaW9uAAAEbWV0YQABCG1ldGFfbGVuAAIJc2V0X3BhcmFtAAMEaW5pdAAECW9uX2NhbmRsZQAFDHNldF9wb3NpdGlvbgAGC3Jpc2tfbGV2" +
    "ZWxzAAcIb3V0X3N0b3AACA9vdXRfdGFrZV9wcm9maXQACQZtZW1vcnkCAApSCgQAQQILBQBBgAgLBABBOQsCAAsCAAscACAEIAFkt0QAAAAAAAAA" +
    "QKJEAAAAAAAA8D+hCwIACwIACwsARAAAAAAAAPh/CwsARAAAAAAAAPh/CwtAAQBBgAgLOXsibmFtZSI6ImNhbmRsZS1zaWRlIiwidmVyc2lvbiI6" +
    "MSwid2FybXVwIjowLCJwYXJhbXMiOltdfQ==",
  "base64",
);
/** The digest of the strategy that `octo/traders` publishes. */
export const CANDLE_SIDE_SHA256 = createHash("sha256").update(CANDLE_SIDE).digest("hex");

const TRADERS_PATH = "/repos/octo/traders/releases";
/** What `octo/traders` answers, by path. */
const TRADERS: Readonly<Record<string, string | Buffer>> = {
  [TRADERS_PATH]: JSON.stringify([
    {
      tag_name: "candle-side-v1.0.0",
      draft: false,
      prerelease: false,
      published_at: "2026-01-02T03:04:06Z",
      assets: [
        asset(1, "candle-side.wasm", CANDLE_SIDE.length),
        asset(2, "candle-side.json", tradersManifest().length),
      ],
    },
  ]),
  [`${TRADERS_PATH}/assets/1`]: CANDLE_SIDE,
  [`${TRADERS_PATH}/assets/2`]: tradersManifest(),
};

function tradersManifest(): string {
  const about = { name: "candle-side", version: "1.0.0", abi_version: 2, description: "Follows the last bar" };
  return JSON.stringify({ ...about, sha256: CANDLE_SIDE_SHA256 });
}

const RELEASES_PATH = "/repos/octo/strategies/releases";

/** A server on this machine that answers like GitHub's Releases API for `octo/strategies`. */
export interface ReleaseServer extends AsyncDisposable {
  readonly url: string;
  /** Headers of every request. */
  readonly requests: IncomingMessage["headers"][];
}

function asset(id: number, name: string, size: number): object {
  return { id, name, size, state: "uploaded" };
}

/** Returns a tag's entry in the listing; files 1 and 2 are the module and its manifest, 3 a manifest that lies. */
function release(tag: string, manifestId = 2, more: object = {}): object {
  const size = manifestOf(tag, manifestId).length;
  const name = tag.split("-v")[0] ?? "";
  return {
    tag_name: tag,
    draft: false,
    prerelease: false,
    published_at: "2026-01-02T03:04:06Z",
    assets: [asset(1, `${name}.wasm`, HOLDER.length), asset(manifestId, `${name}.json`, size)],
    ...more,
  };
}

function manifestOf(tag: string, id: number): string {
  const [name, version] = tag.split("-v");
  const sha256 = id === 2 ? HOLDER_SHA256 : "0".repeat(64);
  return JSON.stringify({ name, version, sha256, abi_version: 2, description: "Holds" });
}

/** The newest first, in two pages. */
const PAGES = [
  [release("holder-v1.10.0"), release("liar-v1.0.0", 3), release("../../x-v1.0.0")],
  [release("holder-v1.2.0", 2, { prerelease: true }), release("soon-v1.0.0", 2, { draft: true })],
];

function answer(url: URL, response: ServerResponse): void {
  const page = Number(url.searchParams.get("page") ?? 1);
  const id = url.pathname.startsWith(`${RELEASES_PATH}/assets/`) ? Number(url.pathname.split("/").at(-1)) : undefined;
  const limits = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 900) };
  const traders = TRADERS[url.pathname];
  if (traders !== undefined) response.writeHead(200, { "content-type": "application/json" }).end(traders);
  else if (url.pathname.startsWith("/repos/octo/busy/")) response.writeHead(403, limits).end("{}");
  else if (id === 1) response.writeHead(200).end(HOLDER);
  else if (id !== undefined) response.writeHead(200).end(manifestOf(id === 2 ? "holder-v1.10.0" : "liar-v1.0.0", id));
  else if (url.pathname !== RELEASES_PATH) response.writeHead(404).end('{"message":"Not Found"}');
  else {
    const next = `<${url.origin}${RELEASES_PATH}?per_page=100&page=${page + 1}>; rel="next"`;
    response.writeHead(200, { "content-type": "application/json", ...(page < PAGES.length ? { link: next } : {}) });
    response.end(JSON.stringify(PAGES[page - 1] ?? []));
  }
}

/** Opens the server on a free port. */
export async function openReleaseServer(): Promise<ReleaseServer> {
  const requests: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    answer(new URL(request.url ?? "/", `http://${request.headers.host}`), response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected a TCP port, found none");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
