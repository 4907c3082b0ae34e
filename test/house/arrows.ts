import { posix } from "node:path";
import { importsOf, packageOf } from "./imports.ts";
import type { SourceFile } from "./source-file.ts";

/** What a package's package.json says, as far as the arrows are concerned. */
export interface PackageManifest {
  /** Folder under packages/. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Doors besides the index, such as `./contract`. */
  readonly doors: readonly string[];
}

const INNER = ["event-bus", "market-data", "strategy-runtime", "simulation", "agent"] as const;
const MIDDLE = ["research", "trading-engine", "sentinel", "feedback"] as const;

/** The dependency direction of the architecture: which folders each folder may import, itself aside. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  "strategy-api": [],
  api: [],
  "event-bus": ["domain"],
  "market-data": ["domain"],
  "strategy-runtime": ["domain", "strategy-api"],
  simulation: ["domain"],
  agent: ["domain"],
  research: ["domain", ...INNER],
  "trading-engine": ["domain", ...INNER],
  sentinel: ["domain", ...INNER],
  feedback: ["domain", ...INNER],
  server: ["domain", "api", ...INNER, ...MIDDLE],
  tui: ["api"],
  web: ["api"],
  cli: ["domain", "api", "server", "tui", "web", ...INNER, ...MIDDLE],
};

/** The libraries of a package that may have few; others answer to their package.json only. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  domain: ["decimal.js"],
  "strategy-api": [],
  simulation: [],
};

/** Packages that run anywhere: no Node API. */
const NO_NODE = new Set(["domain", "simulation"]);

/** What tests may import in any package; they are dependencies of the root. */
const TEST_TOOLS = new Set(["vitest", "fast-check"]);

function relativeFault(file: SourceFile, specifier: string): string | undefined {
  const target = specifier.startsWith("/") ? specifier : posix.join(posix.dirname(file.path), specifier);
  if (!target.startsWith(`packages/${file.packageFolder}/`)) return `reaches out of its package: ${specifier}`;
  if (file.role === "product" && /\/testing\/|\.test\.ts$|\/contract\.ts$|-contract\.ts$/.test(target))
    return `product code imports test code: ${specifier}`;
  return /\.(?:ts|json|js)$/.test(specifier) ? undefined : `relative import without its extension: ${specifier}`;
}

function workspaceFault(file: SourceFile, specifier: string, target: PackageManifest): string | undefined {
  const { packageFolder = "" } = file;
  if (target.folder === packageFolder) return `imports its own package by name: ${specifier}`;
  if (!(ARROWS[packageFolder] ?? []).includes(target.folder))
    return `${packageFolder} must not import ${target.folder}`;
  if (specifier === target.name) return undefined;
  const door = `.${specifier.slice(target.name.length)}`;
  if (!target.doors.includes(door)) return `deep import into another package: ${specifier}`;
  return door === "./contract" && file.role === "product" ? `product code imports test code: ${specifier}` : undefined;
}

function libraryFault(file: SourceFile, library: string): string | undefined {
  const { packageFolder = "", role } = file;
  if (role === "test" && (TEST_TOOLS.has(library) || library.startsWith("node:"))) return undefined;
  if (library.startsWith("node:"))
    return NO_NODE.has(packageFolder) ? `${packageFolder} must not use a Node API: ${library}` : undefined;
  const allowed = LIBRARIES[packageFolder];
  return allowed === undefined || allowed.includes(library)
    ? undefined
    : `${packageFolder} must not use the library ${library}`;
}

/** Returns every import that breaks the architecture, one line each. */
export function forbiddenImports(
  files: readonly SourceFile[],
  manifests: readonly PackageManifest[],
): readonly string[] {
  const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));
  return files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const name = packageOf(specifier);
      const target = name === undefined ? undefined : byName.get(name);
      const fault =
        name === undefined
          ? relativeFault(file, specifier)
          : target === undefined
            ? libraryFault(file, name)
            : workspaceFault(file, specifier, target);
      return fault === undefined ? [] : [`${file.path}:${line} ${fault}`];
    }),
  );
}

/** Returns where a package.json and the imports of its sources disagree, one line each. */
export function manifestFaults(files: readonly SourceFile[], manifest: PackageManifest): readonly string[] {
  const own = files.filter((file) => file.packageFolder === manifest.folder);
  const declared = new Set([...manifest.dependencies, ...manifest.devDependencies]);
  const used = new Set<string>();
  const faults: string[] = [];
  for (const file of own) {
    for (const { specifier, line } of importsOf(file)) {
      const name = packageOf(specifier);
      if (name === undefined || name.startsWith("node:")) continue;
      used.add(name);
      const excused = file.role === "test" && (TEST_TOOLS.has(name) || name.startsWith("@rara-trading/"));
      if (excused || name === manifest.name) continue;
      if (file.role === "product" ? !manifest.dependencies.includes(name) : !declared.has(name))
        faults.push(`${file.path}:${line} imports ${name}, which its package.json does not list`);
    }
  }
  for (const name of declared)
    if (!used.has(name)) faults.push(`packages/${manifest.folder}/package.json lists ${name}, which nothing imports`);
  return faults;
}
