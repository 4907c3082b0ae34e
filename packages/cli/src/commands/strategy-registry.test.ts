import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HOLDER_SHA256, openReleaseServer, type ReleaseServer } from "../testing/release-server.ts";
import { runRara, type RunResult } from "../testing/run-rara.ts";

const TOKEN = "ghp_very-secret-0123456789";

let server: ReleaseServer;
let home: string;

beforeAll(async () => {
  server = await openReleaseServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "rara-registry-"));
});

async function rara(args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> {
  const registry = { RARA_REGISTRY_API_URL: server.url, RARA_REGISTRY_REPO: "octo/strategies", GITHUB_TOKEN: TOKEN };
  const result = await runRara(args, { home, env: { ...registry, ...env } });
  expect(result.stdout + result.stderr).not.toContain(TOKEN);
  return result;
}

const strategy = (...args: readonly string[]): Promise<RunResult> => rara(["strategy", ...args]);

// The server stands in for GitHub, speaking its documented API; these tests never reach GitHub itself.
describe("strategy list", () => {
  it("shows the newest version of every published strategy, over all pages, and what it left out", async () => {
    const asked = server.requests.length;
    const result = await strategy("list");
    expect(result.code).toBe(0);
    expect(result.document()).toMatchObject({
      schema: "rara.strategy.list/1",
      data: {
        repository: "octo/strategies",
        strategies: [
          {
            name: "holder",
            version: "1.10.0",
            tag: "holder-v1.10.0",
            sizeBytes: 339,
            publishedAt: "2026-01-02T03:04:06.000Z",
            fetchable: true,
            versions: ["1.10.0", "1.2.0"],
          },
          { name: "liar", versions: ["1.0.0"] },
        ],
        prereleasesOnly: [],
        ignored: { otherTags: 1, drafts: 1, withoutModule: 0, malformed: 0 },
        pages: 2,
        truncated: false,
      },
    });
    const asks = server.requests.slice(asked);
    expect(asks.map(({ authorization }) => authorization)).toEqual([`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
  });

  it.each([
    ["nobody/nothing", 3, "registry.not-found", /--repo OWNER\/NAME/],
    ["octo/busy", 7, "registry.rate-limited", /Try again after 20\d\d-/],
    ["../strategies", 2, "cli.option", /OWNER\/NAME/],
  ])("ends for --repo %s with exit code %i", async (repository, code, error, hint) => {
    const result = await strategy("list", "--repo", repository);
    expect(result.code).toBe(code);
    expect(result.document().error).toMatchObject({ code: error, hint: expect.stringMatching(hint) as string });
  });

  it("asks no address in the clear", async () => {
    const result = await rara(["strategy", "list"], { RARA_REGISTRY_API_URL: "http://registry.example" });
    expect([result.code, result.document().error?.code]).toEqual([4, "config.invalid-value"]);
  });
});

describe("strategy fetch", () => {
  it("stores a published strategy once, as a candidate that nothing trades, and strategy installed shows it", async () => {
    const fetched = await strategy("fetch", "holder");
    expect(fetched.code).toBe(0);
    const wasmPath = join(home, "strategies", `${HOLDER_SHA256}.wasm`);
    expect(fetched.document()).toMatchObject({
      schema: "rara.strategy.fetch/1",
      data: {
        name: "holder",
        version: "1.10.0",
        repository: "octo/strategies",
        tag: "holder-v1.10.0",
        sha256: HOLDER_SHA256,
        abiVersion: 2,
        description: "Holds",
        wasmPath,
        strategy: { name: "holder", version: 1, warmupBars: 0 },
        stage: "candidate",
        alreadyInstalled: false,
      },
    });
    expect(fetched.stderr).toContain("nothing trades it");
    const { fetchedAt } = fetched.document().data;
    expect((await strategy("fetch", "holder@1.10.0")).document().data).toMatchObject({
      alreadyInstalled: true,
      fetchedAt,
    });
    // What is installed can be shown without the registry, and however broken the configuration is.
    writeFileSync(join(home, "config.toml"), "[registry");
    const installed = await strategy("installed");
    expect(installed.document()).toMatchObject({
      schema: "rara.strategy.installed/1",
      data: { strategies: [{ tag: "holder-v1.10.0", sha256: HOLDER_SHA256, fetchedAt, state: "intact", wasmPath }] },
    });
    writeFileSync(join(home, "config.toml"), "");
    writeFileSync(wasmPath, "damaged");
    const [damaged] = (await strategy("installed", "--repo", "Octo/Strategies")).document().data.strategies;
    expect(damaged).toMatchObject({ stage: "candidate", state: "damaged" });
    expect((await rara(["paper", "start"])).document().data).toEqual({ reason: "no-strategy", sessions: [] });
  });

  it.each([
    ["liar", 6, "registry.digest-mismatch"],
    ["nothing", 3, "registry.strategy-unknown"],
    ["holder@9.9.9", 3, "registry.strategy-unknown"],
    ["../../x", 2, "registry.strategy-name"],
  ])("stores nothing for %s and ends with exit code %i", async (name, code, error) => {
    const result = await strategy("fetch", name);
    expect(result.code).toBe(code);
    expect(result.document().error).toMatchObject({ code: error, hint: expect.any(String) as string });
    expect(readdirSync(home)).toEqual([]);
  });
});

describe("strategy installed", () => {
  it("is empty before anything was fetched, and leaves nothing behind", async () => {
    const result = await rara(["strategy", "installed", "--home", join(home, "new")]);
    expect(result.document().data).toEqual({ strategies: [] });
    expect(existsSync(join(home, "new"))).toBe(false);
  });
});
