// The few parts of the compiler's syntax tree that the source check reads. Its own declarations put numbers behind
// `const enum`s that only exist for other compilers, so the shapes are written down here and NodeKind comes in at run
// time. The compiler is pinned to one exact version.

/** A stretch of the source: character offsets. */
interface SyntaxRange {
  readonly start: number;
  readonly end: number;
}

/** A type as it was written. */
export interface TypeSyntax {
  readonly range: SyntaxRange;
}

/** A statement at the top of a source, with the fields that its kind has. */
export interface StatementSyntax {
  readonly kind: number;
  readonly range: SyntaxRange;
  /** Where an import or export comes from. */
  readonly path?: { readonly value: string; readonly range: SyntaxRange } | null;
  readonly members?: readonly { readonly exportedName: { readonly text: string } }[] | null;
  readonly name?: { readonly text: string; readonly range: SyntaxRange };
  readonly flags?: number;
  readonly signature?: {
    readonly parameters: readonly { readonly type: TypeSyntax }[];
    readonly returnType: TypeSyntax;
  };
}

/** What the parser says about a source it could not read. */
export interface SyntaxMessage {
  readonly code: number;
  readonly category: number;
  readonly message: string;
  readonly range: SyntaxRange | null;
}

/** The compiler's parser and the numbers that its trees use. */
export interface SyntaxLibrary {
  readonly Parser: new (
    diagnostics: SyntaxMessage[],
    sources: { readonly statements: readonly StatementSyntax[] }[],
  ) => { parseFile(text: string, path: string, isEntry: boolean): void };
  readonly NodeKind: {
    readonly Import: number;
    readonly Export: number;
    readonly ExportDefault: number;
    readonly ExportImport: number;
    readonly FunctionDeclaration: number;
    readonly Call: number;
    readonly Identifier: number;
    readonly PropertyAccess: number;
  };
  readonly CommonFlags: { readonly Export: number; readonly Ambient: number };
}

/** The category of messages that are errors. */
export const ERROR_CATEGORY = 3;
