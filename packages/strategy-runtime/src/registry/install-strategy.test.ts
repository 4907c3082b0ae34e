import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileArtifactStore } from "../artifacts/file-artifact-store.ts";
import { sha256 } from "../sha256.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { f64Const, repeated } from "../testing/module-builder.ts";
import { sketchVersion1 } from "../testing/sketch-version1.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { installStrategy, type Installation } from "./install-strategy.ts";
import { FileInstalledStrategies } from "./installed-strategies.ts";
import type { FetchedStrategy } from "./strategy-registry.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const wasm = sketchStrategy({ meta: JSON.stringify({ name: "sketch", version: 3, warmup: 5 }) });

let home: string;
let nowMs: number;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "rara-install-"));
  nowMs = NOW_MS;
});
afterEach(() => rm(home, { recursive: true, force: true }));

function fetched(module = wasm, tag = "alpha-v1.0.0", repository = "octo/strategies"): FetchedStrategy {
  const [name = "", version = ""] = tag.split("-v");
  const asset = { id: 1, name: "alpha.wasm", sizeBytes: module.length };
  return {
    repository,
    release: { name, version, tag, prerelease: false, module: asset, manifest: asset },
    manifest: { name, version, sha256: sha256(module), abiVersion: 2, description: "About alpha" },
    wasm: module,
  };
}

function install(strategy: FetchedStrategy): Promise<Installation> {
  const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  return installStrategy(strategy, {
    artifacts: new FileArtifactStore(home),
    installed: new FileInstalledStrategies(home),
    clock,
  });
}

const files = async (): Promise<readonly string[]> =>
  (await readdir(home, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();

/** Every file of the home with its text. */
const contents = async (): Promise<readonly (readonly [string, string])[]> => {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(paths.toSorted().map(async (path) => [path, await readFile(path, "latin1")] as const));
};

describe("installing a strategy", () => {
  it("stores the module under its digest, and records where it came from", async () => {
    const { record, meta, alreadyInstalled } = await install(fetched());
    expect(record).toEqual({
      repository: "octo/strategies",
      tag: "alpha-v1.0.0",
      name: "alpha",
      version: "1.0.0",
      sha256: sha256(wasm),
      abiVersion: 2,
      description: "About alpha",
      fetchedAtMs: NOW_MS,
    });
    expect({ name: meta.name, warmupBars: meta.warmupBars, alreadyInstalled }).toEqual({
      name: "sketch",
      warmupBars: 5,
      alreadyInstalled: false,
    });
    expect(await new FileInstalledStrategies(home).list()).toEqual([record]);
    const stored = await new FileArtifactStore(home).load(record.sha256);
    expect(loadStrategyModule(stored.wasm).sha256).toBe(record.sha256);
    const recordName = sha256("octo/strategies\nalpha-v1.0.0");
    expect(await files()).toEqual([`${record.sha256}.json`, `${record.sha256}.wasm`, `${recordName}.json`].toSorted());
  });

  it("changes nothing when the release is installed already", async () => {
    const first = await install(fetched());
    const before = await contents();
    nowMs += 1000;
    const again = await install(fetched());
    expect(again).toEqual({ ...first, alreadyInstalled: true });
    expect(await contents()).toEqual(before);
  });

  it("survives installations of the same release at the same time", async () => {
    await Promise.all(Array.from({ length: 6 }, () => install(fetched())));
    expect(await new FileInstalledStrategies(home).list()).toHaveLength(1);
    expect((await files()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("lists one module that was published twice under both its releases", async () => {
    for (const tag of ["beta-v1.0.0", "alpha-v1.0.1", "alpha-v1.0.0"]) {
      await install(fetched(wasm, tag));
      nowMs += 1;
    }
    const tags = (await new FileInstalledStrategies(home).list()).map(({ tag }) => tag);
    expect(tags).toEqual(["alpha-v1.0.1", "alpha-v1.0.0", "beta-v1.0.0"]);
    expect((await files()).filter((name) => name.endsWith(".wasm"))).toHaveLength(1);
  });

  it("refuses a release that has changed since it was installed, in any spelling of its repository", async () => {
    await install(fetched());
    const moved = fetched(sketchStrategy(), "alpha-v1.0.0", "Octo/Strategies");
    await expect(install(moved)).rejects.toMatchObject({ category: "refused", code: "registry.tag-moved" });
    expect((await files()).filter((name) => name.endsWith(".wasm"))).toEqual([`${sha256(wasm)}.wasm`]);
  });

  it.each([
    ["is no module", new TextEncoder().encode("<html>"), "strategy.invalid-module"],
    ["has another ABI version", sketchStrategy({ abiVersion: 3 }), "strategy.abi"],
    ["loops when it starts", sketchStrategy({ start: [0x03, 0x40, 0x0c, 0, 0x0b] }), "strategy.out-of-fuel"],
    ["has a meta that is no JSON", sketchStrategy({ meta: "{" }), "strategy.abi"],
    [
      "has a body that is too long",
      sketchStrategy({ onCandle: Uint8Array.from([...repeated([0x01], 70_000), ...f64Const(2)]) }),
      "strategy.limit-exceeded",
    ],
  ])("stores nothing of a module that %s", async (_what, module, fault) => {
    await expect(install(fetched(module))).rejects.toMatchObject({
      category: "refused",
      code: "registry.module-refused",
      details: { fault },
    });
    expect(await files()).toEqual([]);
  });

  it("takes an artifact of version 1 whose manifest says so", async () => {
    const strategy = fetched(sketchVersion1());
    const { record } = await install({ ...strategy, manifest: { ...strategy.manifest, abiVersion: 1 } });
    expect(record.abiVersion).toBe(1);
  });

  it("stores nothing of a module whose manifest names another ABI version, and names both", async () => {
    const strategy = fetched();
    const lying = { ...strategy, manifest: { ...strategy.manifest, abiVersion: 1 } };
    await expect(install(lying)).rejects.toThrow(/version 1 in the manifest, version 2 in the module/);
    expect(await files()).toEqual([]);
  });

  it("says that the stored module is damaged instead of calling it installed", async () => {
    await install(fetched());
    await writeFile(join(home, "strategies", `${sha256(wasm)}.wasm`), "damaged");
    await expect(install(fetched())).rejects.toMatchObject({ code: "strategy.artifact-corrupt" });
  });
});

describe("the records of what is installed", () => {
  it("are none before anything was installed, and looking creates nothing", async () => {
    expect(await new FileInstalledStrategies(home).list()).toEqual([]);
    expect(await readdir(home)).toEqual([]);
  });

  it.each([
    ["cut off", (json: string) => json.slice(0, 20)],
    ["of another release", (json: string) => json.replace("alpha-v1.0.0", "alpha-v1.0.1")],
    ["without a digest", (json: string) => json.replace(sha256(wasm), "../../x")],
  ])("are refused when one is %s", async (_what, damage) => {
    await install(fetched());
    const file = join(home, "strategies", "installed", `${sha256("octo/strategies\nalpha-v1.0.0")}.json`);
    await writeFile(file, damage(await readFile(file, "utf8")));
    await expect(new FileInstalledStrategies(home).list()).rejects.toMatchObject({ code: "registry.record-corrupt" });
  });

  it("do not trip over what a crash left behind", async () => {
    await install(fetched());
    await writeFile(join(home, "strategies", "installed", `${"0".repeat(64)}.json.x.tmp`), "{");
    expect(await new FileInstalledStrategies(home).list()).toHaveLength(1);
  });
});
