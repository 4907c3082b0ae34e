import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";

/** What the server was asked. */
interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How the server answers; it may also not answer at all. */
export type Answerer = (response: ServerResponse, count: number) => void;

/** A server on this machine in the place of a provider. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

/** Opens the server on a free port. */
export async function openModelServer(answer: Answerer): Promise<ModelServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const body = JSON.parse(text) as ReceivedRequest["body"];
      requests.push({ path: request.url ?? "", headers: request.headers, body });
      answer(response, requests.length);
    });
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

/** Sends a document. */
export function sendJson(response: ServerResponse, status: number, document: unknown, headers: object = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(document));
}
