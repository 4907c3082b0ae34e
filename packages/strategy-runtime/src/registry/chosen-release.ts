import { RaraError } from "@rara-trading/domain";
import { compareVersions, parseWantedStrategy } from "./release-tag.ts";
import type { RegistryListing, StrategyRelease } from "./strategy-registry.ts";

/** Names and versions that a hint lists. */
const HINT_MAX = 10;

/**
 * Returns the newest release of `NAME` that is no pre-release, or the release that `NAME@1.2.3` asks for.
 * @throws RaraError `registry.strategy-name` (usage) or `registry.strategy-unknown` (not found).
 */
export function chosenRelease(listing: RegistryListing, wanted: string, repository: string): StrategyRelease {
  const asked = parseWantedStrategy(wanted);
  if (asked === undefined) {
    throw new RaraError("Expected a strategy as NAME or NAME@1.2.3, found another text", {
      category: "usage",
      code: "registry.strategy-name",
      hint: "Run `rara-trading strategy list` to see the names.",
    });
  }
  const { name, version } = asked;
  const ofName = listing.releases.filter((release) => release.name === name);
  const found = ofName.find((release) =>
    version === undefined ? !release.prerelease : compareVersions(release.version, version) === 0,
  );
  if (found !== undefined) return found;
  const versions = ofName.map((release) => `${name}@${release.version}`);
  const names = newestReleases(listing.releases).map((release) => release.name);
  const offered = (versions.length > 0 ? versions : names).slice(0, HINT_MAX);
  throw new RaraError(`Expected a release of ${wanted} in ${repository}, found none`, {
    category: "not-found",
    code: "registry.strategy-unknown",
    hint: offered.length === 0 ? "The repository offers no strategies." : `There are: ${offered.join(", ")}.`,
  });
}

/** Returns the newest release of every name that is no pre-release, by name. */
export function newestReleases(releases: readonly StrategyRelease[]): readonly StrategyRelease[] {
  const newest = new Map<string, StrategyRelease>();
  for (const release of releases) {
    if (!release.prerelease && !newest.has(release.name)) newest.set(release.name, release);
  }
  return [...newest.values()];
}
