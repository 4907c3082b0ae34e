import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GithubServer, json, openGithubServer, releaseFiles, REPOSITORY } from "../testing/github-server.ts";
import { registryFault as faultOf, testRegistry, TOKEN } from "../testing/registry-client.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { newestReleases } from "./chosen-release.ts";
import type { GithubAccess } from "./github-access.ts";
import { GithubStrategyRegistry } from "./github-strategy-registry.ts";

const wasm = sketchStrategy();

let server: GithubServer;

beforeEach(async () => {
  server = await openGithubServer(2);
});
afterEach(() => server[Symbol.asyncDispose]());

function registry(options: Partial<GithubAccess> = {}): GithubStrategyRegistry {
  return testRegistry(server.url, options);
}

function publish(tag: string, files = releaseFiles(...partsOf(tag), wasm), more: object = {}): void {
  server.publish({ tag, files, ...more });
}

function partsOf(tag: string): readonly [string, string] {
  const [name = "", version = ""] = tag.split("-v");
  return [name, version];
}

function isDownload(url: string | undefined): boolean {
  return url?.startsWith("/download/") === true;
}

describe("the listing", () => {
  it("walks over all pages and orders names and versions", async () => {
    for (const tag of ["beta-v1.0.0", "alpha-v0.9.0", "alpha-v0.10.0", "alpha-v1.0.0-rc.1", "gamma-v2.0.0"])
      publish(tag);
    const { releases, pages, truncated } = await registry().list();
    expect(releases.map(({ tag }) => tag)).toEqual([
      "alpha-v1.0.0-rc.1",
      "alpha-v0.10.0",
      "alpha-v0.9.0",
      "beta-v1.0.0",
      "gamma-v2.0.0",
    ]);
    expect(newestReleases(releases).map(({ tag }) => tag)).toEqual(["alpha-v0.10.0", "beta-v1.0.0", "gamma-v2.0.0"]);
    expect({ pages, truncated }).toEqual({ pages: 3, truncated: false });
    expect(server.requests.map(({ path }) => path)).toEqual(
      [1, 2, 3].map((page) => `/repos/${REPOSITORY}/releases?per_page=100&page=${page}`),
    );
  });

  it("tells GitHub who asks, and for which version of the API", async () => {
    await registry().list();
    expect(server.requests[0]?.headers).toMatchObject({
      accept: "application/vnd.github+json",
      authorization: `Bearer ${TOKEN}`,
      "user-agent": "rara-trading",
      "x-github-api-version": "2022-11-28",
    });
  });

  it("stops at a last page that never comes, and says so", async () => {
    publish("alpha-v1.0.0");
    server.intercept((request, response) => {
      json(response, 200, [], { link: `<${server.url}${request.url}&again=1>; rel="next"` });
      return true;
    });
    expect(await registry().list()).toMatchObject({ releases: [], pages: 20, truncated: true });
  });

  it("leaves out and counts what is no published strategy", async () => {
    publish("alpha-v1.0.0");
    publish("alpha-v1.1.0", undefined, { draft: true });
    for (const tag of ["v1.0.0", "../../x-v1.0.0", "alpha-1.0.0"]) publish(tag, releaseFiles("x", "1.0.0", wasm));
    publish("beta-v1.0.0", [
      { name: "a.wasm", bytes: wasm },
      { name: "b.wasm", bytes: wasm },
    ]);
    publish("gamma-v1.0.0", []);
    publish("delta-v1.0.0", [{ name: "delta.wasm", bytes: wasm, state: "open" }]);
    for (const entry of [null, 7, "alpha-v9.0.0", {}, { tag_name: 1, assets: [] }]) server.publishRaw(entry);
    const { releases, ignored } = await registry().list();
    expect(releases.map(({ tag }) => tag)).toEqual(["alpha-v1.0.0"]);
    expect(ignored).toEqual({ otherTags: 3, drafts: 1, withoutModule: 3, malformed: 5 });
  });

  it.each([
    ["text", "<html>Sign in to the network</html>"],
    ["an object", '{"message":"hello"}'],
    ["JSON that was cut off", '[{"tag_name":'],
  ])("refuses %s", async (_what, body) => {
    server.intercept((_request, response) => Boolean(response.writeHead(200).end(body)));
    expect(await faultOf(registry().list())).toMatchObject({ category: "upstream", code: "registry.malformed" });
  });

  it("reads no more of an endless page than it must", async () => {
    let sent = 0;
    server.intercept((_request, response) => {
      const piece = "[".repeat(1 << 20);
      const more = (): void => {
        if (response.destroyed || sent > 200) return void response.end();
        sent += 1;
        response.write(piece, more);
      };
      more();
      return true;
    });
    expect(await faultOf(registry().list())).toMatchObject({ category: "upstream", code: "registry.too-large" });
    expect(sent).toBeLessThan(100);
  });

  it("reads nothing of a page that announces too much", async () => {
    server.intercept((_request, response) => {
      response.writeHead(200, { "content-length": String(1 << 30) }).flushHeaders();
      return true;
    });
    const fault = await faultOf(registry({ timeoutMs: 2000 }).list());
    expect(fault).toMatchObject({ category: "upstream", code: "registry.too-large" });
  });

  it("follows no link to another host", async () => {
    const link = '<https://evil.example/repos/octo/strategies/releases?page=2>; rel="next"';
    server.intercept((_request, response) => Boolean(json(response, 200, [], { link })) || true);
    expect(await faultOf(registry().list())).toMatchObject({ category: "upstream", code: "registry.redirect-refused" });
  });
});

describe("fetching", () => {
  it("downloads the newest version that is no pre-release, and any version by name", async () => {
    const other = sketchStrategy({ meta: JSON.stringify({ name: "other", version: 2 }) });
    publish("alpha-v1.2.0");
    publish("alpha-v1.10.0", releaseFiles("alpha", "1.10.0", other));
    publish("alpha-v2.0.0-rc.1");
    publish("alpha-v3.0.0", undefined, { prerelease: true });
    const newest = await registry().download("alpha");
    expect(newest).toMatchObject({ repository: REPOSITORY, release: { tag: "alpha-v1.10.0" }, wasm: other });
    expect(newest.manifest).toMatchObject({ abiVersion: 2, description: "About alpha" });
    for (const version of ["1.2.0", "2.0.0-rc.1", "3.0.0"]) {
      expect((await registry().download(`alpha@${version}`)).release.version).toBe(version);
    }
  });

  it("takes the version field that the seed's registry calls api_version", async () => {
    publish("alpha-v1.0.0", releaseFiles("alpha", "1.0.0", wasm, { abi_version: undefined, api_version: 2 }));
    expect((await registry().download("alpha")).manifest.abiVersion).toBe(2);
  });

  it.each([
    ["nothing", "not-found", "registry.strategy-unknown"],
    ["alpha@9.9.9", "not-found", "registry.strategy-unknown"],
    ["../../x", "usage", "registry.strategy-name"],
    ["alpha@latest", "usage", "registry.strategy-name"],
  ])("has no %j, and says what there is", async (wanted, category, code) => {
    publish("alpha-v1.0.0");
    const fault = await faultOf(registry().download(wanted));
    expect(fault).toMatchObject({ category, code });
    if (category === "not-found") expect(fault.hint).toContain("alpha");
  });

  it.each([
    ["no manifest", [{ name: "alpha.wasm", bytes: wasm }], "registry.manifest-missing"],
    ["another digest", releaseFiles("alpha", "1.0.0", wasm, { sha256: "0".repeat(64) }), "registry.digest-mismatch"],
    ["no digest", releaseFiles("alpha", "1.0.0", wasm, { sha256: undefined }), "registry.manifest-invalid"],
    ["the digest of a path", releaseFiles("alpha", "1.0.0", wasm, { sha256: "../../x" }), "registry.manifest-invalid"],
    ["another name", releaseFiles("alpha", "1.0.0", wasm, { name: "beta" }), "registry.manifest-invalid"],
    ["another version", releaseFiles("alpha", "1.0.0", wasm, { version: "1.0.1" }), "registry.manifest-invalid"],
    ["no ABI version", releaseFiles("alpha", "1.0.0", wasm, { abi_version: "2" }), "registry.manifest-invalid"],
    ["two ABI versions", releaseFiles("alpha", "1.0.0", wasm, { api_version: 1 }), "registry.manifest-invalid"],
    ["a manifest that is a list", withManifest("[]"), "registry.manifest-invalid"],
    ["a manifest that is text", withManifest("sha256: 00"), "registry.manifest-invalid"],
    ["a manifest of other bytes", withManifest(Uint8Array.of(0xff, 0xfe)), "registry.digest-mismatch"],
    ["a manifest that is too long", withManifest(`"${"a".repeat(70_000)}"`), "registry.too-large"],
    ["another size", changed({ size: wasm.length + 1 }), "registry.digest-mismatch"],
    ["another digest in the listing", changed({ digest: `sha256:${"0".repeat(64)}` }), "registry.digest-mismatch"],
    ["a module that is too long", oversized(), "registry.too-large"],
  ])("refuses a release with %s", async (_what, files, code) => {
    publish("alpha-v1.0.0", files);
    expect(await faultOf(registry().download("alpha"))).toMatchObject({ category: "refused", code });
  });

  it("refuses a download that another length cuts off", async () => {
    publish("alpha-v1.0.0");
    server.intercept((request, response) => {
      if (request.url !== "/download/7001") return false;
      response.writeHead(200, { "content-length": "10" });
      response.end(wasm.subarray(0, 10));
      return true;
    });
    expect(await faultOf(registry().download("alpha"))).toMatchObject({ code: "registry.digest-mismatch" });
  });

  it("tries a download again whose connection breaks, and takes nothing that is incomplete", async () => {
    publish("alpha-v1.0.0");
    let breaks = 2;
    server.intercept((request, response) => {
      if (request.url !== "/download/7001" || breaks-- <= 0) return false;
      response.writeHead(200, { "content-length": String(wasm.length) });
      response.write(wasm.subarray(0, 10), () => response.destroy());
      return true;
    });
    expect((await registry().download("alpha")).wasm).toEqual(wasm);
    breaks = 99;
    expect(await faultOf(registry().download("alpha"))).toMatchObject({
      category: "upstream",
      code: "registry.unreachable",
    });
  });
});

function withManifest(contents: string | Uint8Array): ReturnType<typeof releaseFiles> {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  return [
    { name: "alpha.wasm", bytes: wasm },
    { name: "alpha.json", bytes },
  ];
}

function changed(claim: { readonly size?: number; readonly digest?: string }): ReturnType<typeof releaseFiles> {
  return releaseFiles("alpha", "1.0.0", wasm).map((file) =>
    file.name === "alpha.wasm" ? { ...file, ...claim } : file,
  );
}

function oversized(): ReturnType<typeof releaseFiles> {
  return releaseFiles("alpha", "1.0.0", new Uint8Array((1 << 20) + 1));
}

function redirected(location: string): void {
  publish("alpha-v1.0.0");
  server.intercept((request, response) => {
    if (!isDownload(request.url)) return false;
    response.writeHead(302, { location }).end();
    return true;
  });
}

describe("redirects of a download", () => {
  it("may lead to the same host, at most three times", async () => {
    redirected("/download/7002");
    expect(await faultOf(registry().download("alpha"))).toMatchObject({ code: "registry.redirect-refused" });
    // The listing, the asset, and three redirects.
    expect(server.requests).toHaveLength(5);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://localhost:1/",
    "https://evil.example/alpha.wasm",
    "http://github.com/alpha.wasm",
    "file:///etc/passwd",
    "data:application/json,{}",
    "http://user:password@127.0.0.1/",
    "//[::1]/x",
    "",
  ])("never lead to %j", async (location) => {
    redirected(location);
    const fault = await faultOf(registry().download("alpha"));
    expect(fault).toMatchObject({ category: "upstream", code: "registry.redirect-refused" });
  });

  it("never carry the token to another port", async () => {
    await using store = await openGithubServer();
    publish("alpha-v1.0.0");
    store.publish({ tag: "alpha-v1.0.0", files: releaseFiles("alpha", "1.0.0", wasm) });
    server.intercept((request, response) => {
      if (!isDownload(request.url)) return false;
      response.writeHead(302, { location: `${store.url}${request.url}` }).end();
      return true;
    });
    expect((await registry().download("alpha")).wasm).toEqual(wasm);
    expect(store.requests).toHaveLength(2);
    for (const { headers } of store.requests) expect(headers).not.toHaveProperty("authorization");
  });
});

describe("the way to a registry", () => {
  it.each([
    "http://api.github.com",
    "ftp://127.0.0.1",
    "https://user:password@api.github.com",
    "https://api.github.com?x=1",
    "api.github.com",
  ])("is not %j", (apiUrl) => {
    expect(() => registry({ apiUrl })).toThrow(expect.objectContaining({ code: "registry.api-url" }) as Error);
  });

  it.each(["octo", "octo/strategies/x", "../x", "octo/..", "octo/a b", "-octo/x", "octo/x?y"])(
    "is not the repository %j",
    (repository) => {
      const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
      const access = { apiUrl: server.url, fetch, clock };
      expect(() => new GithubStrategyRegistry(access, repository)).toThrow(/OWNER\/NAME/);
    },
  );

  it("refuses a token that no header can carry, without repeating it", async () => {
    const fault = await faultOf((async () => registry({ token: `${TOKEN}\r\nx: y` }).list())());
    expect(fault).toMatchObject({ category: "configuration", code: "registry.token" });
    expect(server.requests).toHaveLength(0);
  });
});
