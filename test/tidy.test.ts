import { describe, expect, it } from "vitest";
import { indexFaults, undocumentedExports, widePorts } from "./house/doc-comments.ts";
import { readSources, sourceFile } from "./house/source-file.ts";
import { LINES_MAX, MARKER, TIDY_RULES } from "./house/tidy-rules.ts";

const METHODS_MAX = 6;
const MEDIAN_LINES_MAX = 130;

const typescript = readSources("packages/*/{src,scripts}/**/*.ts", "{test,scripts,bench}/**/*.ts").filter(
  ({ path }) => !path.endsWith(".generated.ts"),
);
const assembly = readSources("packages/strategy-api/assembly/**/*.ts");
const product = typescript.filter(({ role, packageFolder }) => role === "product" && packageFolder !== undefined);
// What the compile step binds a strategy to: its exports are the ABI, and the ABI's document explains them.
const explained = assembly.filter(({ path }) => !/\/(?:entry|risk-levels-binding\.\w+)\.ts$/.test(path));
const byPath = new Map(typescript.map((file) => [file.path, file]));

describe("house style", () => {
  it.each(TIDY_RULES)("finds nowhere: $name", ({ check }) => {
    expect([...typescript, ...assembly].flatMap(check)).toEqual([]);
  });

  it("explains every export", () => {
    expect([...product, ...explained].flatMap(undocumentedExports)).toEqual([]);
  });

  it("keeps each index a plain list of what the package offers", () => {
    const indexes = product.filter(({ path }) => /^packages\/[^/]+\/src\/index\.ts$/.test(path));
    expect(indexes.length).toBeGreaterThan(5);
    expect(indexes.flatMap((index) => indexFaults(index, byPath))).toEqual([]);
  });

  it(`gives a port ${METHODS_MAX} methods at most`, () => {
    const ports = product.filter(({ path }) => path.includes("/ports/"));
    expect(ports.length).toBeGreaterThan(3);
    expect(ports.flatMap((file) => widePorts(file, METHODS_MAX))).toEqual([]);
  });

  it("keeps files small: the median stays near a hundred lines", () => {
    const lines = product.map(({ text }) => text.split("\n").length).toSorted((a, b) => a - b);
    expect(lines[lines.length >> 1]).toBeLessThanOrEqual(MEDIAN_LINES_MAX);
  });
});

function rulesBrokenBy(path: string, text: string): readonly string[] {
  return TIDY_RULES.filter(({ check }) => check(sourceFile(path, text)).length > 0).map(({ name }) => name);
}

function undocumented(text: string): number {
  return undocumentedExports(sourceFile("packages/research/src/a.ts", text)).length;
}

describe("the house style test itself", () => {
  const CLOCK = "the clock, chance or the environment outside an adapter";
  const TIMER = "a timer, stop-watch or random id outside an adapter";

  it.each([
    [`more than ${LINES_MAX} lines`, "a.ts", "x;\n".repeat(LINES_MAX + 1)],
    ["a name that says nothing", "utils.ts", ""],
    ["a name that says nothing", "helpers/a.ts", ""],
    ["a name that is not kebab-case", "barEngine.ts", ""],
    ["a leftover marker", "a.ts", `// ${MARKER}: later`],
    ["an export of everything", "a.ts", 'export * from "./b.ts";'],
    ["a default export", "a.ts", "export default function run() {}"],
    ["any", "a.ts", "const x: any = 1;"],
    ["any", "a.ts", "const x = y as any;"],
    ["any", "a.ts", "const x = new Map<string, any>();"],
    ["a non-null assertion", "a.ts", "const x = list[0]!;"],
    ["a non-null assertion", "a.ts", "const x = find()!.name;"],
    ["an enum or namespace", "a.ts", "export enum Side { Buy }"],
    ["a mock", "a.test.ts", 'vi.mock("./b.ts");'],
    ["a test that is skipped or alone", "a.test.ts", 'it.only("x", () => {});'],
    [CLOCK, "a.ts", "const now = Date.now();"],
    [CLOCK, "a.ts", "const now = new Date();"],
    [CLOCK, "a.ts", "const x = Math.random();"],
    [CLOCK, "a.ts", 'const home = process.env["HOME"];'],
    [TIMER, "a.ts", "setTimeout(run, 5);"],
    [TIMER, "a.ts", "const id = randomUUID();"],
    ["console", "a.ts", "console.log(1);"],
  ])("reports %s in %s", (name, path, text) => {
    expect(rulesBrokenBy(`packages/research/src/${path}`, text)).toEqual([name]);
  });

  it.each([
    ["the same words in comments and strings", "a.ts", '// Date.now, any!\nconst x = "Math.random() as any";'],
    ["negations and comparisons", "a.ts", "if (!a && b !== c && !(d)) e = !f;"],
    ["a clock in a test", "a.test.ts", "const now = Date.now();"],
    ["the system clock's adapter", "system-clock.ts", "const now = Date.now();"],
    ["a date that is given", "a.ts", "const date = new Date(atMs);"],
    ["a method called fetch", "a.ts", "const page = source.fetch(id);"],
  ])("lets %s pass", (_name, path, text) => {
    expect(rulesBrokenBy(`packages/research/src/${path}`, text)).toEqual([]);
  });

  it("lets a test excuse any with a reason, and product code not", () => {
    const text = "// oxlint-disable-next-line typescript/no-explicit-any -- documents of every shape\nlet x: any;";
    expect(rulesBrokenBy("packages/research/src/a.test.ts", text)).toEqual([]);
    expect(rulesBrokenBy("packages/research/src/a.ts", text)).toEqual(["any"]);
  });

  it("reports an export without a doc comment, and one with an empty one", () => {
    expect(undocumented("export function run(): void {}")).toBe(1);
    expect(undocumented("/** */\nexport const LIMIT = 1;")).toBe(1);
    expect(undocumented("// Not a doc comment.\nexport class Run {}")).toBe(1);
    expect(undocumented("/** Of the file above. */\nconst x = 1;\nexport interface Run {}")).toBe(1);
    expect(undocumented("/** Runs. */\nexport async function run(): Promise<void> {}")).toBe(0);
    expect(undocumented("/**\n * Runs.\n */\n// oxlint-disable-next-line\nexport function run(): void {}")).toBe(0);
    expect(undocumented("/** Runs. */\n@final\nexport class Run {}")).toBe(0);
    expect(undocumented("const text = `\nexport function run() {}`;")).toBe(0);
  });

  it("reports an index that declares, and one that names what is not there", () => {
    const source = sourceFile("packages/research/src/a.ts", "/** A. */\nexport const A = 1;");
    const files = new Map([[source.path, source]]);
    const faults = (text: string) => indexFaults(sourceFile("packages/research/src/index.ts", text), files);
    expect(faults('export { A } from "./a.ts";\n')).toEqual([]);
    expect(faults("export const B = 1;\n")).toHaveLength(1);
    expect(faults('export { B } from "./a.ts";\n')).toEqual(["packages/research/src/a.ts does not export B"]);
    expect(faults('export { A } from "./b.ts";\n')).toHaveLength(1);
  });

  it("reports a port that is too wide", () => {
    const port =
      "export interface Bus extends AsyncDisposable {\n  a(): void;\n  b<T>(x: T): void;\n  readonly c: number;\n}\n";
    expect(widePorts(sourceFile("packages/domain/src/ports/a.ts", port), 1)).toEqual([
      "packages/domain/src/ports/a.ts Bus has 2 methods",
    ]);
    expect(widePorts(sourceFile("packages/domain/src/ports/a.ts", port), 2)).toEqual([]);
  });
});
