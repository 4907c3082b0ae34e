const SECRET_NAME = /secret|token|password|api_?key/i;
const DEPTH_MAX = 8;

/** What stands in the place of a secret. */
export const REDACTED = "[redacted]";

/** Returns whether a key holds a secret, by its name (`api_key`, `botToken`, …). */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Returns a copy of `value` in which everything under a secret's name reads `[redacted]`, at any depth. */
export function redactSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEPTH_MAX) return REDACTED;
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? REDACTED : redactSecrets(item, depth + 1)]),
  );
}
