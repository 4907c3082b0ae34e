import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** The repository that the server has. */
export const REPOSITORY = "octo/strategies";

/** A file to publish. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the listing claims, where it is not the truth. */
  readonly size?: number;
  readonly digest?: string | null;
  readonly state?: string;
}

/** A release to publish. */
interface PublishedRelease {
  readonly tag: string;
  readonly files: readonly PublishedFile[];
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

/** Answers a request instead of the server; false leaves it to the server. */
type Intercept = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

/** A server on this machine that speaks GitHub's Releases API as its documentation describes it. */
export interface GithubServer extends AsyncDisposable {
  readonly url: string;
  /** What was asked, in order. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"] }[];
  publish(release: PublishedRelease): void;
  /** Entries of the listing that are none of the server's making. */
  publishRaw(entry: unknown): void;
  intercept(answer: Intercept): void;
}

/** Returns the two files of a release as it should be: a module, and a manifest with anything replaced. */
export function releaseFiles(
  name: string,
  version: string,
  wasm: Uint8Array,
  manifest: Readonly<Record<string, unknown>> = {},
): readonly PublishedFile[] {
  const sha256 = createHash("sha256").update(wasm).digest("hex");
  const fields = { name, version, sha256, abi_version: 2, description: `About ${name}`, ...manifest };
  return [
    { name: `${name}.wasm`, bytes: wasm },
    { name: `${name}.json`, bytes: new TextEncoder().encode(JSON.stringify(fields)) },
  ];
}

/** Opens the server on a free port; a page holds at most `pageSize` releases, whatever a client asks for. */
export async function openGithubServer(pageSize = 100): Promise<GithubServer> {
  const state = new ServerState(pageSize);
  const server = createServer((request, response) => state.answer(request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Expected a TCP port, found none");
  state.url = `http://127.0.0.1:${address.port}`;
  return {
    url: state.url,
    requests: state.requests,
    publish: (release) => state.publish(release),
    publishRaw: (entry) => void state.entries.unshift(entry),
    intercept: (answer) => void (state.intercept = answer),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class ServerState {
  url = "";
  readonly requests: { path: string; headers: IncomingMessage["headers"] }[] = [];
  /** The newest first, as GitHub lists them. */
  readonly entries: unknown[] = [];
  intercept: Intercept = () => false;
  readonly #files: PublishedFile[] = [];
  readonly #pageSize: number;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  publish({ tag, files, draft = false, prerelease = false }: PublishedRelease): void {
    const at = `${this.url}/repos/${REPOSITORY}/releases`;
    const id = this.entries.length + 1;
    this.entries.unshift({
      url: `${at}/${id}`,
      assets_url: `${at}/${id}/assets`,
      html_url: `https://github.com/${REPOSITORY}/releases/tag/${tag}`,
      id,
      node_id: `RE_${id}`,
      tag_name: tag,
      target_commitish: "main",
      name: tag,
      draft,
      prerelease,
      created_at: "2026-01-02T03:04:05Z",
      published_at: draft ? null : "2026-01-02T03:04:06Z",
      author: { login: "octo", id: 1, type: "User", site_admin: false },
      assets: files.map((file) => this.#assetEntry(at, tag, file)),
      tarball_url: `${this.url}/repos/${REPOSITORY}/tarball/${tag}`,
      body: "What changed",
    });
  }

  #assetEntry(at: string, tag: string, file: PublishedFile): object {
    const id = 7000 + this.#files.push(file);
    return {
      url: `${at}/assets/${id}`,
      id,
      node_id: `RA_${id}`,
      name: file.name,
      label: null,
      content_type: "application/octet-stream",
      state: file.state ?? "uploaded",
      size: file.size ?? file.bytes.length,
      digest: file.digest ?? null,
      download_count: 3,
      browser_download_url: `https://github.com/${REPOSITORY}/releases/download/${tag}/${file.name}`,
    };
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", this.url);
    this.requests.push({ path: `${url.pathname}${url.search}`, headers: request.headers });
    if (this.intercept(request, response, this.requests.length)) return;
    const asset = /^\/repos\/octo\/strategies\/releases\/assets\/(\d+)$/.exec(url.pathname)?.[1];
    const download = /^\/download\/(\d+)$/.exec(url.pathname)?.[1];
    if (url.pathname === `/repos/${REPOSITORY}/releases`) this.#listing(url, response);
    // GitHub sends the client on to where the file lies.
    else if (asset !== undefined) response.writeHead(302, { location: `/download/${asset}` }).end();
    else if (download !== undefined) this.#download(Number(download), response);
    else
      json(response, 404, { message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" });
  }

  #listing(url: URL, response: ServerResponse): void {
    const size = Math.min(this.#pageSize, Number(url.searchParams.get("per_page") ?? 30));
    const page = Number(url.searchParams.get("page") ?? 1);
    const last = Math.max(1, Math.ceil(this.entries.length / size));
    const link = (number: number, relation: string): string =>
      `<${url.origin}${url.pathname}?per_page=${url.searchParams.get("per_page")}&page=${number}>; rel="${relation}"`;
    const links = [
      ...(page > 1 ? [link(page - 1, "prev")] : []),
      ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ];
    if (links.length > 0) response.setHeader("link", links.join(", "));
    json(response, 200, this.entries.slice((page - 1) * size, page * size));
  }

  #download(id: number, response: ServerResponse): void {
    const file = this.#files[id - 7001];
    if (file === undefined) json(response, 404, { message: "Not Found" });
    else response.writeHead(200, { "content-type": "application/octet-stream" }).end(file.bytes);
  }
}

/** Sends a document as GitHub does, with what is left of the rate limit. */
export function json(response: ServerResponse, status: number, document: unknown, headers: object = {}): void {
  const limits = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "57", "x-ratelimit-reset": "1790000000" };
  const type = { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...limits, ...headers }).end(JSON.stringify(document));
}
