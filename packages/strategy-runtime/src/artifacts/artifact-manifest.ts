import { RaraError } from "@rara-trading/domain";
import type { StrategyLanguage } from "../strategy-language.ts";
import type { StrategyLimits } from "../strategy-limits.ts";

/** What is known about every stored module, besides its bytes. */
interface StoredManifest {
  /** Identity: the digest of the module as its compiler made it, before metering. */
  readonly sha256: string;
  readonly name: string;
  readonly version: number;
  /** Version of the metering pass under which the limits hold. */
  readonly meteringVersion: number;
  readonly limits: StrategyLimits;
  /** When it was first stored; absent when the caller has no clock. */
  readonly createdAtMs?: number;
}

/** What is known about a strategy that was compiled here, besides its bytes and its source. */
export interface ArtifactManifest extends StoredManifest {
  readonly sourceSha256: string;
  /** Digest of source, SDK, compiler and flags: compiling the same again would give the same module. */
  readonly compileKey: string;
  /** What the source is written in; AssemblyScript when absent. */
  readonly language?: StrategyLanguage;
  readonly sdkVersion: string;
  readonly compilerVersion: string;
}

/** What is known about a module that came without its source, from a registry for example. */
export interface ModuleManifest extends StoredManifest {
  readonly sourceSha256?: undefined;
}

const TEXT_FIELDS = ["sha256", "name"] as const;
/** Present together, or absent together where there is no source. */
const COMPILATION_FIELDS = ["sourceSha256", "compileKey", "sdkVersion", "compilerVersion"] as const;
const LANGUAGES: ReadonlySet<unknown> = new Set<StrategyLanguage | undefined>([undefined, "assemblyscript", "rust"]);
const NUMBER_FIELDS = ["version", "meteringVersion"] as const;
const HEX_DIGEST = /^[0-9a-f]{64}$/;

/** Returns whether `text` is a sha256 as 64 lower-case hex digits; only such text ever becomes part of a path. */
export function isDigest(text: string): boolean {
  return HEX_DIGEST.test(text);
}

/** Returns `text` if it is a digest. @throws RaraError `strategy.artifact-id`. */
export function checkedDigest(text: string): string {
  if (isDigest(text)) return text;
  throw new RaraError(`Expected a strategy's sha256 as 64 hex digits, found ${JSON.stringify(text.slice(0, 100))}`, {
    category: "usage",
    code: "strategy.artifact-id",
    hint: "Use the id that `research list` prints.",
  });
}

/** Returns a manifest read from storage, or `undefined` when `json` is not one. */
export function parseManifest(json: string): ArtifactManifest | ModuleManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (!TEXT_FIELDS.every((name) => typeof fields[name] === "string")) return undefined;
  if (!NUMBER_FIELDS.every((name) => typeof fields[name] === "number")) return undefined;
  const compilation = COMPILATION_FIELDS.map((name) => typeof fields[name]);
  if (!compilation.every((type) => type === compilation[0] && (type === "string" || type === "undefined"))) {
    return undefined;
  }
  if (!LANGUAGES.has(fields["language"])) return undefined;
  if (!isLimits(fields["limits"])) return undefined;
  // Sound: every field that the type requires has been looked at.
  return value as ArtifactManifest | ModuleManifest;
}

function isLimits(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((limit) => typeof limit === "number");
}
