import { RaraError } from "@rara-trading/domain";

/** Deeper data is taken for a cycle. */
const DEPTH_MAX = 64;

function refuse(path: string, found: string): never {
  throw new RaraError(`Expected JSON (numbers finite, undefined figures null) at ${path}, found ${found}`, {
    category: "bug",
    code: "cli.not-json",
    hint: "Report this: a command produced a value that its document cannot carry.",
    details: { path },
  });
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Checks that `value` survives JSON unchanged: null, booleans, text, finite numbers, arrays and plain objects.
 * An absent property (undefined) is allowed in an object, because it is simply not written.
 * @throws RaraError `cli.not-json` (a bug) that names the path of the first value that does not.
 */
export function assertJsonSafe(value: unknown, path: string, depth = 0): void {
  if (depth > DEPTH_MAX) refuse(path, `more than ${DEPTH_MAX} levels`);
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(path, String(value));
    return;
  }
  if (typeof value !== "object") refuse(path, typeof value);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) assertJsonSafe(item, `${path}[${i}]`, depth + 1);
    return;
  }
  if (!isPlainObject(value)) refuse(path, value.constructor.name);
  for (const [name, item] of Object.entries(value)) {
    if (item !== undefined) assertJsonSafe(item, `${path}.${name}`, depth + 1);
  }
}
