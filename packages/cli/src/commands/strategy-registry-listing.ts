import { newestReleases, type StrategyRelease } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { isoTime } from "../output/iso-time.ts";
import { configuredRegistry } from "./strategy-registry-client.ts";

function releaseDocument(release: StrategyRelease, releases: readonly StrategyRelease[]): unknown {
  const { name, version, tag, module, manifest, publishedAtMs } = release;
  return {
    name,
    version,
    tag,
    sizeBytes: module.sizeBytes,
    publishedAt: publishedAtMs === undefined ? null : isoTime(publishedAtMs),
    // Without a manifest a release can be seen but not fetched.
    fetchable: manifest !== undefined,
    versions: releases.filter((other) => other.name === name).map((other) => other.version),
  };
}

/** Returns the newest version of every strategy that the configured repository offers, and how much was left out. */
export async function listStrategies(context: CommandContext): Promise<unknown> {
  const { releases, ignored, pages, truncated } = await configuredRegistry(context).list(context.signal);
  const newest = newestReleases(releases);
  const names = new Set(newest.map(({ name }) => name));
  return {
    repository: context.config.registry.repo,
    strategies: newest.map((release) => releaseDocument(release, releases)),
    prereleasesOnly: [...new Set(releases.map(({ name }) => name))].filter((name) => !names.has(name)),
    ignored,
    pages,
    truncated,
  };
}
