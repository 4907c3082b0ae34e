import type { ReleaseManifest } from "./release-manifest.ts";

/** A file of a release. */
export interface ReleaseAsset {
  /** The registry's number of the file: a download asks for it by this, never by an address that the listing gives. */
  readonly id: number;
  readonly name: string;
  readonly sizeBytes: number;
  /** The sha256 that the registry computed of the file, where it tells. */
  readonly sha256?: string;
}

/** One published version of a strategy. */
export interface StrategyRelease {
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly tag: string;
  /** Marked so by its publisher or by its version; only fetched when asked for by version. */
  readonly prerelease: boolean;
  readonly publishedAtMs?: number;
  readonly module: ReleaseAsset;
  /** Absent from a release that cannot be fetched, because nothing says what its module should be. */
  readonly manifest?: ReleaseAsset;
}

/** What a listing left out, by reason. */
export interface IgnoredReleases {
  /** Releases whose tag is not `{name}-v{semver}`. */
  readonly otherTags: number;
  readonly drafts: number;
  /** Releases without exactly one module that could be meant. */
  readonly withoutModule: number;
  /** Entries that are no releases at all. */
  readonly malformed: number;
}

/** What a registry offers. */
export interface RegistryListing {
  /** Every usable release, by name, the newest version first. */
  readonly releases: readonly StrategyRelease[];
  readonly ignored: IgnoredReleases;
  readonly pages: number;
  /** The registry has more pages than are read. */
  readonly truncated: boolean;
}

/** A release as it was downloaded: nothing in it has been run, and nothing of it is stored. */
export interface FetchedStrategy {
  /** `owner/name`. */
  readonly repository: string;
  readonly release: StrategyRelease;
  readonly manifest: ReleaseManifest;
  /** Matches the digest of the manifest. */
  readonly wasm: Uint8Array;
}

/** Where strategies of other people are published. */
export interface StrategyRegistry {
  /** @throws RaraError of category `not-found`, `upstream` or `timeout`, code `registry.…`. */
  list(signal?: AbortSignal): Promise<RegistryListing>;
  /**
   * Downloads the newest version of `NAME`, or the one that `NAME@1.2.3` names.
   * @throws RaraError as `list`, `registry.strategy-unknown` (not found), or of category `refused` when the download is
   * not what its manifest says.
   */
  download(wanted: string, signal?: AbortSignal): Promise<FetchedStrategy>;
}
