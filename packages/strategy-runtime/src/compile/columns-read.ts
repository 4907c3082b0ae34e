import type { SyntaxLibrary } from "./syntax-tree.ts";

/** The columns of the SDK's candles, by the functions that read them. */
const COLUMNS = ["time", "open", "high", "low", "close", "volume"] as const;
/** What the SDK itself reads the newest candle with. */
const READS_NEWEST = "HigherTimeframe";
const BAR_INDEX = "barIndex";

/** How far back a column is read: not at all, at the newest bar, further. */
const NOT_READ = 0;
const NEWEST = 1;
const EARLIER = 2;

type SyntaxNode = Readonly<Record<string, unknown>> & { readonly kind: number };

/**
 * Returns the text of the SDK's `candle-columns.ts` for a strategy: what its source never reads is not kept. A column
 * counts as read at the newest bar only if every mention of its name calls it without an argument; any other use, an
 * import under another name or of everything at once counts as reading further back.
 */
export function candleColumns(statements: readonly unknown[], library: SyntaxLibrary): string {
  const reads = new Map<string, number>();
  const note = (name: string, reach: number): void =>
    void reads.set(name, Math.max(reads.get(name) ?? NOT_READ, reach));
  for (const node of nodesOf(statements, library)) {
    if (node.kind === library.NodeKind.Import) noteImport(node, note);
    else if (node.kind === library.NodeKind.Identifier) note(textOf(node), EARLIER);
    else note(textOf(node["expression"]), NEWEST);
  }
  const least = reads.has(READS_NEWEST) ? NEWEST : NOT_READ;
  const reach = (name: string): number => reads.get(name) ?? least;
  const asksIndex = reads.has(BAR_INDEX) || COLUMNS.some((name) => reach(name) === EARLIER);
  return [
    ...COLUMNS.map((name) => `@inline export const ${name.toUpperCase()}: i32 = ${reach(name)};`),
    `@inline export const BAR_INDEX: bool = ${asksIndex};`,
  ].join("\n");
}

/** The names that matter: imports, calls of a name without arguments, and every other mention of one. */
function nodesOf(statements: readonly unknown[], { NodeKind }: SyntaxLibrary): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const seen = new Set<unknown>();
  const open: unknown[] = [...statements];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) for (const element of value) open.push(element);
    if (!isNode(value) || seen.has(value)) continue;
    seen.add(value);
    const isBareCall =
      value.kind === NodeKind.Call && isEmpty(value["args"]) && isIdentifier(value["expression"], NodeKind);
    if (value.kind === NodeKind.Import || value.kind === NodeKind.Identifier || isBareCall) {
      found.push(value);
      continue;
    }
    for (const [key, child] of Object.entries(value)) {
      // `day.close` is somebody else's property, not the column.
      const isPropertyName = key === "property" && value.kind === NodeKind.PropertyAccess;
      if (key !== "range" && !isPropertyName && typeof child === "object") open.push(child);
    }
  }
  return found;
}

function noteImport(node: SyntaxNode, note: (name: string, reach: number) => void): void {
  const declarations = node["declarations"];
  if (!Array.isArray(declarations)) {
    for (const name of [...COLUMNS, BAR_INDEX]) note(name, EARLIER);
    return;
  }
  for (const { name, foreignName } of declarations as readonly {
    readonly name: unknown;
    readonly foreignName: unknown;
  }[]) {
    const foreign = textOf(foreignName);
    if (textOf(name) !== foreign || foreign === BAR_INDEX) note(foreign, EARLIER);
    else if (foreign === READS_NEWEST) note(foreign, NEWEST);
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "number";
}

function isIdentifier(value: unknown, { Identifier }: SyntaxLibrary["NodeKind"]): boolean {
  return isNode(value) && value.kind === Identifier;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function textOf(value: unknown): string {
  return isNode(value) && typeof value["text"] === "string" ? value["text"] : "";
}
