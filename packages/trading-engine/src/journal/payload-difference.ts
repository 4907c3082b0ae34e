/** Where two payloads first disagree. */
export interface PayloadDifference {
  /** Dotted path of the value: `sizing.equityFraction`, `guards.0.limit`; empty for the payload itself. */
  readonly path: string;
  readonly logged: unknown;
  readonly found: unknown;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Returns the first difference between two JSON values, or undefined when they are equal; -0 and 0 are equal. */
export function payloadDifference(logged: unknown, found: unknown, path = ""): PayloadDifference | undefined {
  if (logged === found) return undefined;
  if (!isRecord(logged) || !isRecord(found) || Array.isArray(logged) !== Array.isArray(found)) {
    return { path, logged, found };
  }
  for (const key of new Set([...Object.keys(logged), ...Object.keys(found)])) {
    const inner = payloadDifference(logged[key], found[key], path === "" ? key : `${path}.${key}`);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
