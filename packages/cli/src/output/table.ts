/** Nested data below this depth is printed as JSON in its cell. */
const DEPTH_MAX = 4;
const COLUMN_GAP = "  ";

type Cells = Readonly<Record<string, string>>;

/** How a table may look. */
export interface TableStyle {
  /** Whether headings may be bold. */
  readonly color: boolean;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTable(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "-";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => !isRecord(item) && !Array.isArray(item))) {
    return value.length === 0 ? "-" : value.map(cellText).join(", ");
  }
  if (Array.isArray(value)) return `${value.length} entries`;
  return JSON.stringify(value);
}

/** Returns the row's cells by dotted name: `{ a: { b: 1 } }` has the column `a.b`. */
function flatten(record: Readonly<Record<string, unknown>>, prefix = "", depth = 0): Record<string, string> {
  const cells: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    if (isRecord(value) && depth < DEPTH_MAX) Object.assign(cells, flatten(value, `${prefix}${name}.`, depth + 1));
    else cells[`${prefix}${name}`] = cellText(value);
  }
  return cells;
}

function isNumeric(text: string): boolean {
  return text === "-" || /^[-+]?[\d.]+(?:e[-+]?\d+)?$/i.test(text);
}

function columns(rows: readonly Cells[], style: TableStyle): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const layout = names.map((name) => {
    const texts = rows.map((row) => row[name] ?? "-");
    return { name, width: Math.max(name.length, ...texts.map((text) => text.length)), right: texts.every(isNumeric) };
  });
  const line = (text: (name: string) => string): string =>
    layout
      .map(({ name, width, right }) => (right ? text(name).padStart(width) : text(name).padEnd(width)))
      .join(COLUMN_GAP)
      .trimEnd();
  const heading = line((name) => name);
  const body = rows.map((row) => line((name) => row[name] ?? "-"));
  return [style.color ? `\u001B[1m${heading}\u001B[22m` : heading, ...body].join("\n");
}

function fields(cells: Cells): string {
  const width = Math.max(0, ...Object.keys(cells).map((name) => name.length));
  return Object.entries(cells)
    .map(([name, text]) => `${name.padEnd(width)}${COLUMN_GAP}${text}`)
    .join("\n");
}

/**
 * Returns a document's data as aligned text for people: single figures as lines, each list of objects as a table,
 * each list of such lists as one table after the other. Numbers stand right, `-` means undefined.
 */
export function renderTable(data: unknown, style: TableStyle): string {
  if (isTable(data)) {
    return columns(
      data.map((row) => flatten(row)),
      style,
    );
  }
  if (!isRecord(data)) return cellText(data);
  const single: Record<string, unknown> = {};
  const blocks: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (isTable(value)) blocks.push(`${name}\n${renderTable(value, style)}`);
    else if (Array.isArray(value) && value.length > 0 && value.every(isTable)) {
      for (const [i, rows] of value.entries()) blocks.push(`${name} ${i + 1}\n${renderTable(rows, style)}`);
    } else single[name] = value;
  }
  if (Object.keys(single).length > 0) blocks.unshift(fields(flatten(single)));
  return blocks.join("\n\n");
}
