import { RaraError } from "@rara-trading/domain";

function refuse(found: string): never {
  throw new RaraError(`Expected a value that JSON can hold, found ${found}`, {
    category: "bug",
    code: "research.not-json",
    hint: "Write an undefined figure as null, and nothing else than plain data.",
  });
}

function canonicalObject(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(`an instance of ${value.constructor.name}`);
  const fields: string[] = [];
  for (const [name, field] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (field !== undefined) fields.push(`${JSON.stringify(name)}:${canonicalJson(field)}`);
  }
  return `{${fields.join(",")}}`;
}

/**
 * Returns the one JSON text of a value: no spaces, field names sorted, absent fields left out, so that equal values
 * have equal hashes. @throws RaraError `research.not-json` for NaN, infinities and anything that is not plain data.
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : refuse(String(value));
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: unknown) => canonicalJson(item)).join(",")}]`;
  if (typeof value === "object") return canonicalObject(value);
  return refuse(`a value of type ${typeof value}`);
}
