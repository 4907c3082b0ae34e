import { isDigest } from "../artifacts/artifact-manifest.ts";
import { compareVersions, isPrerelease, parseReleaseTag, type ReleaseTag } from "./release-tag.ts";
import type { IgnoredReleases, ReleaseAsset, StrategyRelease } from "./strategy-registry.ts";

/** Files of one release that are looked at. */
const ASSETS_MAX = 100;

type Fields = Readonly<Record<string, unknown>>;

/** Why an entry of the listing is left out. */
type Ignored = keyof IgnoredReleases;

/** Returns the usable releases in entries of GitHub's `GET /repos/{owner}/{repo}/releases`, and counts the others. */
export function parseReleases(entries: readonly unknown[]): {
  readonly releases: readonly StrategyRelease[];
  readonly ignored: IgnoredReleases;
} {
  const releases: StrategyRelease[] = [];
  const ignored = { otherTags: 0, drafts: 0, withoutModule: 0, malformed: 0 };
  for (const entry of entries) {
    const release = releaseOf(entry);
    if (typeof release === "string") ignored[release] += 1;
    else releases.push(release);
  }
  return { releases: releases.toSorted(byNameNewestFirst), ignored };
}

function byNameNewestFirst(a: StrategyRelease, b: StrategyRelease): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const byVersion = compareVersions(b.version, a.version);
  if (byVersion !== 0 || a.tag === b.tag) return byVersion;
  return a.tag < b.tag ? -1 : 1;
}

function releaseOf(entry: unknown): StrategyRelease | Ignored {
  if (!isFields(entry)) return "malformed";
  const { tag_name: tag, draft, prerelease, assets, published_at: publishedAt } = entry;
  if (typeof tag !== "string" || !Array.isArray(assets)) return "malformed";
  const named = parseReleaseTag(tag);
  if (named === undefined) return "otherTags";
  if (draft === true) return "drafts";
  const files = assets
    .slice(0, ASSETS_MAX)
    .map(assetOf)
    .filter((asset) => asset !== undefined);
  const module = onlyOne(files, ".wasm", stemsOf(named, tag));
  if (module === undefined) return "withoutModule";
  const stem = module.name.slice(0, -".wasm".length);
  const manifest = onlyOne(files, ".json", [stem, `${stem}.manifest`, `${stem}.registry`, "manifest"]);
  const publishedAtMs = typeof publishedAt === "string" ? Date.parse(publishedAt) : Number.NaN;
  return {
    ...named,
    tag,
    prerelease: prerelease === true || isPrerelease(named.version),
    ...(Number.isFinite(publishedAtMs) ? { publishedAtMs } : {}),
    module,
    ...(manifest === undefined ? {} : { manifest }),
  };
}

function stemsOf({ name }: ReleaseTag, tag: string): readonly string[] {
  return [name, tag, name.replaceAll("-", "_")];
}

/** Returns the file that goes by one of the preferred names, else the only one of its kind; two candidates are none. */
function onlyOne(
  files: readonly ReleaseAsset[],
  ending: string,
  preferred: readonly string[],
): ReleaseAsset | undefined {
  const kind = files.filter(({ name }) => name.endsWith(ending));
  const named = preferred.map((stem) => kind.find(({ name }) => name === `${stem}${ending}`));
  return named.find((file) => file !== undefined) ?? (kind.length === 1 ? kind[0] : undefined);
}

function assetOf(value: unknown): ReleaseAsset | undefined {
  if (!isFields(value)) return undefined;
  const { id, name, size, state, digest } = value;
  if (typeof id !== "number" || !Number.isSafeInteger(id) || id < 0) return undefined;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return undefined;
  // A file whose upload has not ended is listed as `open`.
  if (typeof name !== "string" || (state !== undefined && state !== "uploaded")) return undefined;
  const sha256 = typeof digest === "string" && digest.startsWith("sha256:") ? digest.slice("sha256:".length) : "";
  return { id, name, sizeBytes: size, ...(isDigest(sha256) ? { sha256 } : {}) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
