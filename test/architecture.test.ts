import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ARROWS, forbiddenImports, manifestFaults, type PackageManifest } from "./house/arrows.ts";
import { importsOf } from "./house/imports.ts";
import { readSources, ROOT, sourceFile } from "./house/source-file.ts";

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

function readManifest(path: string): PackageManifest {
  const json = JSON.parse(readFileSync(join(ROOT, path), "utf8")) as PackageJson;
  return {
    folder: path.split(/[\\/]/)[1] ?? "",
    name: json.name,
    dependencies: Object.keys(json.dependencies ?? {}),
    devDependencies: Object.keys(json.devDependencies ?? {}),
    doors: Object.keys(json.exports ?? {}).filter((door) => door !== "."),
  };
}

const manifests = globSync("packages/*/package.json", { cwd: ROOT }).toSorted().map(readManifest);
const files = readSources("packages/*/src/**/*.ts", "packages/*/scripts/**/*.ts");

describe("architecture", () => {
  it("knows every package", () => {
    expect(manifests.map(({ folder }) => folder).filter((folder) => !(folder in ARROWS))).toEqual([]);
    for (const { folder } of manifests)
      expect(
        files.some((file) => file.packageFolder === folder),
        folder,
      ).toBe(true);
  });

  it("has no import against the dependency direction, past an index or out of a package", () => {
    expect(forbiddenImports(files, manifests)).toEqual([]);
  });

  it.each(manifests)("lists in the package.json of $folder what its sources import, and nothing else", (manifest) => {
    expect(manifestFaults(files, manifest)).toEqual([]);
  });

  it("points every arrow one way", () => {
    const reaches = (from: string, to: string): boolean =>
      (ARROWS[from] ?? []).some((next) => next === to || reaches(next, to));
    expect(Object.keys(ARROWS).filter((folder) => reaches(folder, folder))).toEqual([]);
  });
});

function sample(path: string, text: string): readonly string[] {
  return forbiddenImports([sourceFile(path, text)], manifests);
}

describe("the architecture test itself", () => {
  it.each([
    ["domain importing simulation", "domain", 'import { BarEngine } from "@rara-trading/simulation";'],
    ["a sibling, by type only", "event-bus", 'import type { X } from "@rara-trading/market-data";'],
    ["a sibling, re-exported", "research", 'export { X } from "@rara-trading/trading-engine";'],
    ["a sibling, loaded lazily", "feedback", 'const { X } = await import("@rara-trading/research");'],
    ["an import over several lines", "feedback", 'import {\n  A,\n  B,\n} from "@rara-trading/research";'],
    ["the inner ring importing the outer", "simulation", 'import { runCli } from "rara-trading";'],
    ["the SDK read by another package", "cli", 'import { sdkSources } from "@rara-trading/strategy-api";'],
    ["the SDK importing anything", "strategy-api", 'import { price } from "@rara-trading/domain";'],
    ["a deep import", "research", 'import { Account } from "@rara-trading/simulation/src/engine/account.ts";'],
    ["a relative import of another package", "research", 'import { x } from "../../domain/src/brand.ts";'],
    ["a contract suite in product code", "research", 'import { x } from "@rara-trading/event-bus/contract";'],
    ["test code in product code", "research", 'import { x } from "./testing/sample.ts";'],
    ["a file by its absolute path", "research", 'import { x } from "/tmp/x.ts";'],
    ["a relative import without extension", "research", 'import { x } from "./sample";'],
    ["a Node API in the domain", "domain", 'import { readFileSync } from "node:fs";'],
    ["a library in the domain", "domain", 'import { z } from "zod";'],
    ["a package by its own name", "domain", 'import { price } from "@rara-trading/domain";'],
  ])("reports %s", (_name, folder, text) => {
    expect(sample(`packages/${folder}/src/sample.ts`, text)).toHaveLength(1);
  });

  it("names file, line and arrow", () => {
    expect(sample("packages/event-bus/src/a.ts", '\n\nimport "@rara-trading/simulation";')).toEqual([
      "packages/event-bus/src/a.ts:3 event-bus must not import simulation",
    ]);
  });

  it.each([
    ["an allowed arrow", "packages/research/src/a.ts", 'import { BarEngine } from "@rara-trading/simulation";'],
    [
      "a contract suite in a test",
      "packages/research/src/a.test.ts",
      'import { x } from "@rara-trading/event-bus/contract";',
    ],
    ["decimal.js in the domain", "packages/domain/src/a.ts", 'import { Decimal } from "decimal.js";'],
    ["Node in a domain test", "packages/domain/src/a.test.ts", 'import { readFileSync } from "node:fs";'],
    ["a comment", "packages/domain/src/a.ts", '// import { x } from "zod";\n/* from "zod" */'],
    ["a string", "packages/domain/src/a.ts", "const text = 'import { x } from \"zod\"';"],
    ["a template", "packages/domain/src/a.ts", 'const text = `import { x } from "zod"`;'],
  ])("lets %s pass", (_name, path, text) => {
    expect(sample(path, text)).toEqual([]);
  });

  it("sees through templates, comments and regular expressions to the import behind them", () => {
    const text = [
      "const pattern = /[\"'`/]/g; // it's \"",
      'const html = `<a href="${url(`"${\'}\'}"`)}">`; /* ` */',
      'const x = await import("zod");',
    ].join("\n");
    expect(importsOf(sourceFile("packages/domain/src/a.ts", text))).toEqual([{ specifier: "zod", line: 3 }]);
  });

  it("reports an undeclared and an unused dependency", () => {
    const manifest: PackageManifest = {
      folder: "research",
      name: "@rara-trading/research",
      dependencies: ["@rara-trading/domain", "zod"],
      devDependencies: [],
      doors: [],
    };
    const source = sourceFile(
      "packages/research/src/a.ts",
      'import type { Clock } from "@rara-trading/domain";\nimport { parse } from "smol-toml";',
    );
    expect(manifestFaults([source], manifest)).toEqual([
      "packages/research/src/a.ts:2 imports smol-toml, which its package.json does not list",
      "packages/research/package.json lists zod, which nothing imports",
    ]);
  });
});
