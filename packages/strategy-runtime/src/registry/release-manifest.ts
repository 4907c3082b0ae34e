import { RaraError } from "@rara-trading/domain";
import { isDigest } from "../artifacts/artifact-manifest.ts";
import { withoutControls } from "../printable-text.ts";

/** What a release says about its module: the JSON file beside it. */
export interface ReleaseManifest {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** Digest that the module must have, 64 lower-case hex digits. */
  readonly sha256: string;
  /** Version of the strategy ABI that the module was built for. */
  readonly abiVersion: number;
  /** Printable, cut; empty when there is none. */
  readonly description: string;
}

const DESCRIPTION_CHARACTERS_MAX = 500;
const QUOTED_CHARACTERS_MAX = 80;

/**
 * Returns the manifest in a release's JSON file: `name`, `version`, `sha256`, `abi_version` (or `api_version`) and
 * perhaps `description`; other fields are ignored. It must speak of the release whose tag it hangs on.
 * @throws RaraError `registry.manifest-invalid` (refused) that names the field.
 */
export function parseReleaseManifest(json: string, expected: { name: string; version: string }): ReleaseManifest {
  const fields = objectOf(json);
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === "string" ? value : refuse(`${name} as text`, typeof value);
  };
  for (const field of ["name", "version"] as const) {
    if (text(field) !== expected[field]) refuse(`${field} ${expected[field]}, as its tag says`, quoted(text(field)));
  }
  const sha256 = text("sha256").toLowerCase();
  if (!isDigest(sha256)) refuse("sha256 as 64 hex digits", quoted(sha256));
  const description = fields["description"] ?? "";
  if (typeof description !== "string") return refuse("description as text", typeof description);
  return {
    ...expected,
    sha256,
    abiVersion: abiVersionOf(fields),
    description: withoutControls(description, DESCRIPTION_CHARACTERS_MAX).trim(),
  };
}

function abiVersionOf(fields: Readonly<Record<string, unknown>>): number {
  const given = [fields["abi_version"], fields["api_version"]].filter((value) => value !== undefined);
  const [version] = given;
  if (given.some((other) => other !== version)) return refuse("abi_version and api_version to agree", "two versions");
  if (typeof version === "number" && Number.isSafeInteger(version) && version >= 0) return version;
  return refuse("abi_version as a whole number", version === undefined ? "none" : quoted(version));
}

function objectOf(json: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refuse("JSON", "text that is not");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse("a JSON object", "another value");
  return value as Readonly<Record<string, unknown>>;
}

function quoted(value: unknown): string {
  return withoutControls(JSON.stringify(value) ?? typeof value, QUOTED_CHARACTERS_MAX);
}

function refuse(expected: string, found: string): never {
  throw new RaraError(`Expected ${expected} in the release's manifest, found ${found}`, {
    category: "refused",
    code: "registry.manifest-invalid",
    hint: "Nothing was installed. Tell the strategy's publisher, or ask for another version as NAME@VERSION.",
  });
}
