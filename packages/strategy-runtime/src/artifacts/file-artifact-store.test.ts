import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "../sha256.ts";
import { DEFAULT_STRATEGY_LIMITS } from "../strategy-limits.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import type { ModuleArtifact, StrategyArtifact } from "./artifact-store.ts";
import { FileArtifactStore } from "./file-artifact-store.ts";

let home: string;
let store: FileArtifactStore;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "rara-artifacts-"));
  store = new FileArtifactStore(home);
});
afterEach(() => rm(home, { recursive: true, force: true }));

function artifactOf(name: string): StrategyArtifact {
  const wasm = sketchStrategy({ meta: JSON.stringify({ name, version: 1 }) });
  const source = `// ${name}`;
  const manifest = {
    sha256: sha256(wasm),
    sourceSha256: sha256(source),
    compileKey: sha256(`key of ${name}`),
    name,
    version: 1,
    sdkVersion: "0.1.0",
    compilerVersion: "test",
    meteringVersion: 1,
    limits: DEFAULT_STRATEGY_LIMITS,
    createdAtMs: 1_700_000_000_000,
  };
  return { manifest, wasm, source };
}

function withoutSource({ manifest, wasm }: StrategyArtifact): ModuleArtifact {
  const { sha256: digest, name, version, meteringVersion, limits } = manifest;
  return { manifest: { sha256: digest, name, version, meteringVersion, limits }, wasm };
}

function pathOf({ manifest }: StrategyArtifact, ending: string): string {
  return join(home, "strategies", `${manifest.sha256}${ending}`);
}

describe("FileArtifactStore", () => {
  it("returns what was stored, in another process's eyes as well", async () => {
    const artifact = artifactOf("alpha");
    await store.save(artifact);
    expect(await store.load(artifact.manifest.sha256)).toEqual(artifact);
    expect(await new FileArtifactStore(home).load(artifact.manifest.sha256)).toEqual(artifact);
  });

  it("keeps module, source and manifest under the module's digest and leaves no temporary file", async () => {
    const artifact = artifactOf("alpha");
    const { sha256: digest, compileKey } = artifact.manifest;
    await store.save(artifact);
    const files = await readdir(join(home, "strategies"), { recursive: true });
    expect(files.sort()).toEqual(
      [`${digest}.json`, `${digest}.ts`, `${digest}.wasm`, "compiled", join("compiled", compileKey)].sort(),
    );
  });

  it("stores the same artifact from several callers at once", async () => {
    const artifact = artifactOf("alpha");
    await Promise.all(Array.from({ length: 8 }, () => store.save(artifact)));
    expect(await store.load(artifact.manifest.sha256)).toEqual(artifact);
    expect(await store.list()).toEqual([artifact.manifest]);
  });

  it("lists by name, and nothing before anything is stored", async () => {
    expect(await store.list()).toEqual([]);
    for (const name of ["gamma", "alpha", "beta"]) await store.save(artifactOf(name));
    expect((await store.list()).map(({ name }) => name)).toEqual(["alpha", "beta", "gamma"]);
  });

  it("finds a module by what it was compiled from", async () => {
    const artifact = artifactOf("alpha");
    expect(await store.findCompiled(artifact.manifest.compileKey)).toBeUndefined();
    await store.save(artifact);
    expect(await store.findCompiled(artifact.manifest.compileKey)).toEqual({
      sha256: artifact.manifest.sha256,
      warnings: [],
    });
  });

  it("remembers a second source that compiles to a stored module, and keeps the first", async () => {
    const first = artifactOf("alpha");
    const second = { ...first, source: "// other", manifest: { ...first.manifest, compileKey: sha256("other") } };
    await store.save(first);
    await store.save(second);
    expect(await store.findCompiled(second.manifest.compileKey)).toMatchObject({ sha256: first.manifest.sha256 });
    expect((await store.load(first.manifest.sha256)).source).toBe(first.source);
  });

  it("remembers a source's warnings with the source, and compiles again rather than believe a broken note", async () => {
    const first = artifactOf("alpha");
    const warning = { line: 3, column: 9, message: "m", code: "c", excerpt: "x\n^", hint: null };
    const compileKey = sha256("other");
    await store.save(first);
    await store.save({ ...first, manifest: { ...first.manifest, compileKey }, warnings: [warning] });
    const { sha256: digest } = first.manifest;
    expect(await store.findCompiled(first.manifest.compileKey)).toEqual({ sha256: digest, warnings: [] });
    expect(await store.findCompiled(compileKey)).toEqual({ sha256: digest, warnings: [warning] });
    for (const broken of ["[", "{}", '[{"line":"3"}]']) {
      await writeFile(join(home, "strategies", "compiled", compileKey), `${digest}\n${broken}\n`);
      expect(await store.findCompiled(compileKey)).toBeUndefined();
    }
  });

  it("keeps a source in Rust under its own ending", async () => {
    const artifact = artifactOf("alpha");
    const inRust = { ...artifact, manifest: { ...artifact.manifest, language: "rust" as const } };
    await store.save(inRust);
    expect(await store.load(artifact.manifest.sha256)).toEqual(inRust);
    expect(await readFile(pathOf(artifact, ".rs"), "utf8")).toBe(artifact.source);
    await writeFile(pathOf(artifact, ".json"), JSON.stringify({ ...inRust.manifest, language: "cobol" }));
    await expect(store.load(artifact.manifest.sha256)).rejects.toMatchObject({ code: "strategy.artifact-corrupt" });
  });

  describe("with a module that came without its source", () => {
    it("keeps it and gives it back, and makes no source file", async () => {
      const module = withoutSource(artifactOf("alpha"));
      await store.save(module);
      await store.save(module);
      expect(await store.load(module.manifest.sha256)).toEqual(module);
      expect(await store.list()).toEqual([module.manifest]);
      expect((await readdir(join(home, "strategies"))).some((name) => name.endsWith(".ts"))).toBe(false);
    });

    it("adds the source when the same module is compiled here, and never loses it again", async () => {
      const artifact = artifactOf("alpha");
      for (const saved of [withoutSource(artifact), artifact, withoutSource(artifact)]) await store.save(saved);
      expect(await store.load(artifact.manifest.sha256)).toEqual(artifact);
      expect(await store.findCompiled(artifact.manifest.compileKey)).toEqual({
        sha256: artifact.manifest.sha256,
        warnings: [],
      });
    });

    it("refuses a manifest that knows only half of a compilation", async () => {
      const artifact = artifactOf("alpha");
      await store.save(artifact);
      const { compileKey: _, ...half } = artifact.manifest;
      await writeFile(pathOf(artifact, ".json"), JSON.stringify(half));
      await expect(store.load(half.sha256)).rejects.toMatchObject({ code: "strategy.artifact-corrupt" });
    });
  });

  it("forgets a compilation whose module was deleted", async () => {
    const artifact = artifactOf("alpha");
    await store.save(artifact);
    await rm(pathOf(artifact, ".json"));
    expect(await store.findCompiled(artifact.manifest.compileKey)).toBeUndefined();
  });

  it("says that it knows no such strategy", async () => {
    await expect(store.load("0".repeat(64))).rejects.toMatchObject({ code: "strategy.artifact-unknown" });
  });

  it.each(["../../etc/passwd", "", "ABC", `${"0".repeat(63)}/`, "0".repeat(65)])("makes no path of %j", async (id) => {
    await expect(store.load(id)).rejects.toMatchObject({ code: "strategy.artifact-id", category: "usage" });
    await expect(store.findCompiled(id)).rejects.toMatchObject({ code: "strategy.artifact-id" });
  });

  describe("notices", () => {
    it.each([
      [
        "a changed byte of the module",
        ".wasm",
        async (file: string) => {
          const bytes = await readFile(file);
          bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
          await writeFile(file, bytes);
        },
      ],
      ["a module that was cut off", ".wasm", (file: string) => truncate(file, 20)],
      ["a missing module", ".wasm", (file: string) => rm(file)],
      ["a changed source", ".ts", (file: string) => writeFile(file, "// changed")],
      ["a missing source", ".ts", (file: string) => rm(file)],
      ["a manifest that is not JSON", ".json", (file: string) => writeFile(file, "{")],
      ["a manifest without its fields", ".json", (file: string) => writeFile(file, "{}")],
      [
        "the manifest of another strategy",
        ".json",
        (file: string) => writeFile(file, JSON.stringify(artifactOf("beta").manifest)),
      ],
    ])("%s", async (_what, ending, damage) => {
      const artifact = artifactOf("alpha");
      await store.save(artifact);
      await damage(pathOf(artifact, ending));
      await expect(store.load(artifact.manifest.sha256)).rejects.toMatchObject({ code: "strategy.artifact-corrupt" });
    });
  });

  it("refuses to store a module under a digest that is not its own", async () => {
    const artifact = artifactOf("alpha");
    const lying = { ...artifact, manifest: { ...artifact.manifest, sha256: "0".repeat(64) } };
    await expect(store.save(lying)).rejects.toMatchObject({ code: "strategy.artifact-corrupt" });
    expect(await store.list()).toEqual([]);
  });
});
