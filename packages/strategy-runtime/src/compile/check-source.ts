import { STRATEGY_FILE } from "../strategy-file.ts";
import { candleColumns } from "./columns-read.ts";
import type { CompileDiagnostic } from "./compile-outcome.ts";
import { diagnosticsOf } from "./compiler-message.ts";
import { NO_PLACE, placeAt } from "./source-place.ts";
import {
  ERROR_CATEGORY,
  type StatementSyntax,
  type SyntaxLibrary,
  type SyntaxMessage,
  type TypeSyntax,
} from "./syntax-tree.ts";

/** The one module that a strategy may import. */
const SDK_MODULE = "rara";

interface RequiredExport {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly returns: string;
  readonly optional: boolean;
}

const EXPORTS: readonly RequiredExport[] = [
  { name: "meta", parameters: [], returns: "Meta", optional: false },
  { name: "init", parameters: [], returns: "void", optional: false },
  { name: "onCandle", parameters: [], returns: "f64", optional: false },
  { name: "riskLevels", parameters: ["i32", "f64"], returns: "RiskLevels", optional: true },
];

/** What the look at a source's syntax tree found. */
export interface SourceCheck {
  /** What to change before it is worth compiling. */
  readonly diagnostics: readonly CompileDiagnostic[];
  readonly hasRiskLevels: boolean;
  /** The SDK's `candle-columns.ts` for this source. */
  readonly candleColumns: string;
}

/**
 * Parses a source and checks what the compiler would report badly or not at all: that nothing but the SDK is imported,
 * and that the exports of a strategy are there with their types. Without this, a missing export would be blamed on the
 * SDK's entry file, and the library's inner modules could be imported.
 */
export function checkSource(source: string, library: SyntaxLibrary): SourceCheck {
  const messages: SyntaxMessage[] = [];
  const sources: { readonly statements: readonly StatementSyntax[] }[] = [];
  try {
    new library.Parser(messages, sources).parseFile(source, STRATEGY_FILE, false);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refused([tooDeep()]);
  }
  const errors = messages.filter(({ category }) => category === ERROR_CATEGORY);
  if (errors.length > 0) {
    const found = errors.map(({ code, message, range }) => ({ code, message, offset: range?.start }));
    return refused(diagnosticsOf(source, found));
  }
  const statements = sources[0]?.statements ?? [];
  return {
    diagnostics: [
      ...statements.flatMap((statement) => checkStatement(source, statement, library)),
      ...EXPORTS.flatMap((required) => checkExport(source, statements, required, library)),
    ],
    hasRiskLevels: statements.some((statement) => exportsName(statement, "riskLevels", library)),
    candleColumns: candleColumns(statements, library),
  };
}

function refused(diagnostics: readonly CompileDiagnostic[]): SourceCheck {
  return { diagnostics, hasRiskLevels: false, candleColumns: "" };
}

function checkStatement(source: string, statement: StatementSyntax, library: SyntaxLibrary): CompileDiagnostic[] {
  const { NodeKind, CommonFlags } = library;
  const { path, kind, flags = 0 } = statement;
  if ((kind === NodeKind.Import || kind === NodeKind.Export) && path && path.value !== SDK_MODULE) {
    return [
      {
        ...placeAt(source, path.range.start),
        message: `Expected an import from "${SDK_MODULE}", found one from ${JSON.stringify(path.value)}`,
        code: "rara.import",
        hint: `A strategy is one file and can import "${SDK_MODULE}" only.`,
      },
    ];
  }
  if ((flags & CommonFlags.Ambient) !== 0) {
    return [
      {
        ...placeAt(source, statement.range.start),
        message: "Expected no declarations of host functions, found declare",
        code: "rara.import",
        hint: "A strategy sees only candles and the SDK: remove the declaration.",
      },
    ];
  }
  return [];
}

function checkExport(
  source: string,
  statements: readonly StatementSyntax[],
  required: RequiredExport,
  library: SyntaxLibrary,
): CompileDiagnostic[] {
  const form = formOf(required);
  const declared = statements.find(
    (statement) => statement.kind === library.NodeKind.FunctionDeclaration && statement.name?.text === required.name,
  );
  if (!statements.some((statement) => exportsName(statement, required.name, library))) {
    if (required.optional && declared === undefined) return [];
    const place = declared?.name ? placeAt(source, declared.name.range.start) : NO_PLACE;
    const found = declared === undefined ? "none of that name" : "a function that is not exported";
    return [
      { ...place, message: `Expected ${form}, found ${found}`, code: "rara.export", hint: `Write ${form} { … }.` },
    ];
  }
  const signature = declared?.signature;
  if (signature === undefined) return [];
  const text = (type: TypeSyntax): string => source.slice(type.range.start, type.range.end).trim();
  const parameters = signature.parameters.map(({ type }) => text(type));
  if (parameters.join() === required.parameters.join() && text(signature.returnType) === required.returns) return [];
  const found = `(${parameters.join(", ")}): ${text(signature.returnType) || "nothing"}`;
  return [
    {
      ...placeAt(source, declared?.name?.range.start ?? 0),
      message: `Expected ${form}, found ${found}`,
      code: "rara.signature",
      hint: "The types of these four functions are fixed.",
    },
  ];
}

function formOf({ name, parameters, returns }: RequiredExport): string {
  const names = ["side", "entryPrice"];
  const list = parameters.map((type, i) => `${names[i] ?? "value"}: ${type}`).join(", ");
  return `export function ${name}(${list}): ${returns}`;
}

/** Returns whether a statement exports a function `name`: by its declaration or in an export list. */
function exportsName(statement: StatementSyntax, name: string, library: SyntaxLibrary): boolean {
  const { kind, members, path, flags = 0 } = statement;
  if (kind === library.NodeKind.Export) {
    return !path && (members ?? []).some(({ exportedName }) => exportedName.text === name);
  }
  if (kind !== library.NodeKind.FunctionDeclaration) return false;
  return statement.name?.text === name && (flags & library.CommonFlags.Export) !== 0;
}

function tooDeep(): CompileDiagnostic {
  return {
    ...NO_PLACE,
    message: "Expected code that the compiler can parse, found it nested too deeply",
    code: "rara.nesting",
    hint: "Split long or deeply nested expressions into several statements.",
  };
}
