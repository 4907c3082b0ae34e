import type { SourceFile } from "./source-file.ts";

/** A rule of the house: returns what is wrong with a file, one line each, as `path:line what`. */
export interface TidyRule {
  readonly name: string;
  readonly check: (file: SourceFile) => readonly string[];
}

/** No file is longer. */
export const LINES_MAX = 400;

/** Where the clock, chance and the environment may enter: the composition root, tools, and adapters by their name. */
const EDGE =
  /^packages\/cli\/|^packages\/[^/]+\/scripts\/|^(?:scripts|bench|test)\/|\/(?:system|node|process|worker)-[^/]+\.ts$/;
/** Packages that are adapters: they may wait, measure and name temporary files, but not read the clock or roll dice. */
const ADAPTER_PACKAGE = /^packages\/(?:event-bus|market-data|strategy-runtime)\//;

/** Returns one line for each place where `pattern` (global) matches in `text`. */
function matches(file: SourceFile, text: string, pattern: RegExp, what: string): readonly string[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const line = text.slice(0, match.index).split("\n").length;
    return `${file.path}:${line} ${what}: ${match[0].trim()}`;
  });
}

function forbidden(name: string, pattern: RegExp, applies: (file: SourceFile) => boolean = () => true): TidyRule {
  return { name, check: (file) => (applies(file) ? matches(file, file.code, pattern, name) : []) };
}

/** Spelt apart, so that this file does not report itself. */
export const MARKER = ["TO", "DO"].join("");
const LEFTOVER = new RegExp(`\\b(?:${MARKER}|${["FIX", "ME"].join("")}|${["XX", "X"].join("")})\\b`, "g");

/** How a test says that it needs `any`, and why; product code may not. */
const EXCUSED_ANY = /oxlint-disable-next-line typescript\/no-explicit-any -- \S/;

const isProduct = (file: SourceFile): boolean => file.role === "product";

/** Every rule about the text of one TypeScript file. */
export const TIDY_RULES: readonly TidyRule[] = [
  {
    name: `more than ${LINES_MAX} lines`,
    check(file) {
      const lines = file.text.trimEnd().split("\n").length;
      return lines > LINES_MAX ? [`${file.path}:${lines} more than ${LINES_MAX} lines`] : [];
    },
  },
  {
    name: "a name that says nothing",
    check: (file) =>
      /(?:^|\/)(?:utils?|helpers?|common|misc|shared|infra)(?:\/|\.|-[^/]*\.ts$)/.test(
        file.path.replace(/^packages\/[^/]+/, ""),
      )
        ? [`${file.path} a name that says nothing`]
        : [],
  },
  {
    name: "a name that is not kebab-case",
    check: (file) =>
      file.path.split("/").every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*$/.test(part))
        ? []
        : [`${file.path} a name that is not kebab-case`],
  },
  {
    name: "a leftover marker",
    check: (file) => matches(file, file.text, LEFTOVER, "a leftover marker"),
  },
  forbidden("an export of everything", /\bexport\s*\*/g),
  // A reporter is loaded by vitest, which asks for the default export.
  forbidden(
    "a default export",
    /\bexport\s+default\b|\bas\s+default\b/g,
    (file) => !/^scripts\/[^/]+-reporter\.ts$/.test(file.path),
  ),
  {
    name: "any",
    check: (file) =>
      matches(file, file.code, /(?:[:<,|&]\s*|\bas\s+)any\b(?!\s*[(:.])/g, "any").filter((fault) => {
        const line = Number(/:(\d+) any/.exec(fault)?.[1]);
        return isProduct(file) || !EXCUSED_ANY.test(file.text.split("\n")[line - 2] ?? "");
      }),
  },
  forbidden("a non-null assertion", /[\w)\]]!(?=[.;,)\]}[]|\s*$)/gm, (file) => !file.path.includes("/assembly/")),
  forbidden(
    "an enum or namespace",
    /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?(?:enum|namespace)\s+\w/gm,
    (file) => !file.path.endsWith(".d.ts"),
  ),
  forbidden("a mock", /\bvi\.(?:mock|doMock|fn|spyOn|stubGlobal|hoisted)\b/g),
  forbidden("a test that is skipped or alone", /\b(?:it|describe|test)\.(?:only|todo|skip)\b(?!If)/g),
  forbidden(
    "the clock, chance or the environment outside an adapter",
    /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.env\b|(?<![.\w])fetch\(/g,
    (file) => isProduct(file) && !EDGE.test(file.path),
  ),
  forbidden(
    "a timer, stop-watch or random id outside an adapter",
    /(?<![.\w])set(?:Timeout|Interval|Immediate)\(|\bperformance\.now\b|\brandom(?:UUID|Bytes)\b/g,
    (file) => isProduct(file) && !EDGE.test(file.path) && !ADAPTER_PACKAGE.test(file.path),
  ),
  forbidden("console", /\bconsole\.\w+/g, (file) => !file.path.includes("/assembly/")),
];
