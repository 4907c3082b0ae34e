import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";

/**
 * Puts an executable `claude` into a folder that answers `text`, as the program's documentation describes its stream, once
 * the line of shell `first` has run.
 */
export function putClaude(folder: string, text: string, first = ":"): string {
  const usage = { input_tokens: 900, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 100 };
  const events = [
    { type: "system", subtype: "init", model: "claude-sample-1", tools: [] },
    { type: "assistant", message: { model: "claude-sample-1", content: [{ type: "text", text }] } },
    { type: "result", subtype: "success", is_error: false, result: text, total_cost_usd: 0.25, usage },
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "stream"), `${events.map((event) => JSON.stringify(event)).join("\n")}\n`);
  const file = join(folder, "claude");
  const at = (name: string): string => join(folder, name);
  const script = ["#!/bin/sh", `env > ${at("env")}`, `cat > ${at("stdin")}`, first, `cat ${at("stream")}`];
  writeFileSync(file, `${script.join("\n")}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A server in the place of Anthropic's API that always gives the same answer. */
export interface MessagesServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
}

/** Opens the server on a free port; without a status it never answers. */
export async function openMessagesServer(status: number | undefined, document: unknown): Promise<MessagesServer> {
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      requests.push({ headers: request.headers, body });
      if (status !== undefined) response.writeHead(status).end(JSON.stringify(document));
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
