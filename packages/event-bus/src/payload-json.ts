import { RaraError } from "@rara-trading/domain";
import { PAYLOAD_BYTES_MAX, PAYLOAD_DEPTH_MAX } from "./limits.ts";

function refuse(path: string, found: string): never {
  throw new RaraError(`Expected a value that JSON keeps at ${path}, found ${found}`, {
    category: "bug",
    code: "event.payload",
    hint: "Publish plain objects, arrays, strings, booleans, finite numbers and null; leave absent properties out.",
    details: { path },
  });
}

function pathOf(parent: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${parent}.${key}` : `${parent}[${JSON.stringify(key)}]`;
}

function checkObject(value: object, path: string, depth: number): void {
  if (depth >= PAYLOAD_DEPTH_MAX) refuse(path, `nesting deeper than ${PAYLOAD_DEPTH_MAX} (or a cycle)`);
  if (Array.isArray(value)) {
    // An index loop, because forEach and entries treat holes differently from JSON.
    for (let i = 0; i < value.length; i++) checkValue(value[i], `${path}[${i}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    refuse(path, `an instance of ${(value.constructor as { name?: string } | undefined)?.name ?? "a class"}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(path, "a symbol key");
  for (const [key, inner] of Object.entries(value)) checkValue(inner, pathOf(path, key), depth + 1);
}

function checkValue(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (!value.isWellFormed()) refuse(path, "a string with half a surrogate pair");
    return;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) refuse(path, String(value));
    return;
  }
  if (typeof value === "object") {
    checkObject(value, path, depth);
    return;
  }
  refuse(path, value === undefined ? "undefined" : `a ${typeof value}`);
}

/**
 * Returns `payload` as JSON text from which an equal value can be read back (-0 comes back as 0).
 * @throws RaraError `event.payload` with the path of the first value that JSON would lose or change (NaN, infinity,
 * undefined, a class instance, a bigint, a function), or `event.payload-size` above `PAYLOAD_BYTES_MAX`.
 */
export function payloadJson(payload: unknown): string {
  checkValue(payload, "payload", 0);
  const text = JSON.stringify(payload);
  const bytes = Buffer.byteLength(text);
  if (bytes <= PAYLOAD_BYTES_MAX) return text;
  throw new RaraError(`Expected a payload of at most ${PAYLOAD_BYTES_MAX} bytes, found ${bytes}`, {
    category: "bug",
    code: "event.payload-size",
    hint: "Store the bulk in a file named by its hash and publish the hash.",
    details: { bytes, bytesMax: PAYLOAD_BYTES_MAX },
  });
}

/** Returns whether two JSON texts hold equal values; the order of keys does not count. */
export function sameJson(left: string, right: string): boolean {
  return left === right || canonical(left) === canonical(right);
}

function canonical(text: string): string {
  return JSON.stringify(JSON.parse(text), (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
