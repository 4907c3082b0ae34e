import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GithubServer, json, openGithubServer, releaseFiles } from "../testing/github-server.ts";
import { NOW_MS, registryFault as faultOf, testRegistry } from "../testing/registry-client.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";

let server: GithubServer;
/** How long the registry waited between tries. */
let waitsMs: number[];

beforeEach(async () => {
  server = await openGithubServer();
  waitsMs = [];
});
afterEach(() => server[Symbol.asyncDispose]());

describe("a registry in trouble", () => {
  it("is asked again, with growing pauses, when it fails or hangs up", async () => {
    server.publish({ tag: "alpha-v1.0.0", files: releaseFiles("alpha", "1.0.0", sketchStrategy()) });
    server.intercept((_request, response, count) => {
      if (count === 1) json(response, 502, { message: "Bad Gateway" });
      else if (count === 2) response.destroy();
      return count <= 2;
    });
    expect((await testRegistry(server.url, {}, waitsMs).list()).releases).toHaveLength(1);
    expect(waitsMs).toEqual([250, 500]);
  });

  it("is given up after three attempts, with what was found", async () => {
    server.intercept((_request, response) => Boolean(response.writeHead(503).end()));
    const fault = await faultOf(testRegistry(server.url, {}, waitsMs).list());
    expect(fault).toMatchObject({ category: "upstream", code: "registry.unreachable" });
    expect(fault.message).toContain("status 503 in 3 attempts");
    expect(server.requests).toHaveLength(3);
  });

  it("is unreachable when nobody listens", async () => {
    await server[Symbol.asyncDispose]();
    const fault = await faultOf(testRegistry(server.url, {}, waitsMs).list());
    expect(fault).toMatchObject({ category: "upstream", code: "registry.unreachable" });
    expect(fault.message).toContain("ECONNREFUSED");
  });

  it.each([
    ["before the first byte", () => undefined],
    ["in the middle of the body", (response: { write(text: string): unknown }) => response.write("[")],
  ])("times out when it goes quiet %s", async (_when, begin) => {
    server.intercept((_request, response) => {
      begin(response);
      return true;
    });
    const fault = await faultOf(testRegistry(server.url, { timeoutMs: 60 }).list());
    expect(fault).toMatchObject({ category: "timeout", code: "registry.timeout" });
    expect(server.requests).toHaveLength(1);
  });

  it("is left at once when the caller gives up", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    server.intercept(() => {
      controller.abort(reason);
      return true;
    });
    await expect(testRegistry(server.url, {}, waitsMs).list(controller.signal)).rejects.toBe(reason);
  });

  const resetSeconds = NOW_MS / 1000 + 600;
  it.each([
    ["429 with seconds", 429, { "retry-after": "30" }, NOW_MS + 30_000],
    ["429 with a date", 429, { "retry-after": new Date(NOW_MS + 90_000).toUTCString() }, NOW_MS + 90_000],
    [
      "403 with the reset",
      403,
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${resetSeconds}` },
      NOW_MS + 600_000,
    ],
    ["403 of the secondary limit", 403, { "retry-after": "60" }, NOW_MS + 60_000],
    ["429 that tells nothing", 429, {}, null],
    ["429 with nonsense", 429, { "retry-after": "99999999999999" }, null],
  ])("says when its rate limit ends: %s", async (_what, status, headers, retryAtMs) => {
    server.intercept((_request, response) => {
      json(response, status, { message: "API rate limit exceeded" }, headers);
      return true;
    });
    const fault = await faultOf(testRegistry(server.url, {}, waitsMs).list());
    expect(fault).toMatchObject({ category: "upstream", code: "registry.rate-limited", details: { retryAtMs } });
    if (retryAtMs !== null) expect(fault.hint).toContain(new Date(retryAtMs).toISOString());
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [401, "upstream", "registry.denied"],
    [403, "upstream", "registry.denied"],
    [404, "not-found", "registry.not-found"],
    [418, "upstream", "registry.unexpected-status"],
  ])("is believed when it answers %i", async (status, category, code) => {
    server.intercept((_request, response) => {
      json(response, status, { message: "No" });
      return true;
    });
    expect(await faultOf(testRegistry(server.url, {}, waitsMs).list())).toMatchObject({ category, code });
    expect(server.requests).toHaveLength(1);
  });
});
