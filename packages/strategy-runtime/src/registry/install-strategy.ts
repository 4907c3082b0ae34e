import { type Clock, RaraError, StrategyFault, type StrategyMeta } from "@rara-trading/domain";
import type { ArtifactStore } from "../artifacts/artifact-store.ts";
import { readStrategyMeta } from "../session/read-strategy-meta.ts";
import { DEFAULT_STRATEGY_LIMITS, type StrategyLimits } from "../strategy-limits.ts";
import { loadStrategyModule, type StrategyModule } from "../strategy-module.ts";
import type { FileInstalledStrategies, InstalledStrategy } from "./installed-strategies.ts";
import type { FetchedStrategy } from "./strategy-registry.ts";

/** What `installStrategy` works with. */
export interface InstallOptions {
  readonly artifacts: ArtifactStore;
  readonly installed: FileInstalledStrategies;
  readonly clock: Clock;
  readonly limits?: StrategyLimits;
}

/** A strategy that is stored and recorded. Nothing trades it. */
export interface Installation {
  readonly record: InstalledStrategy;
  /** What the module says about itself. */
  readonly meta: StrategyMeta;
  /** The release had been installed before; nothing was changed. */
  readonly alreadyInstalled: boolean;
}

/**
 * Validates a downloaded module in the sandbox, stores it and records where it came from. It is a candidate from then on:
 * nothing trades it before a person has had it tested and accepted. Installing a release again changes nothing.
 * @throws RaraError `registry.module-refused`, `registry.tag-moved` or `strategy.artifact-corrupt`, all refused.
 */
export async function installStrategy(fetched: FetchedStrategy, options: InstallOptions): Promise<Installation> {
  const { artifacts, installed, clock, limits = DEFAULT_STRATEGY_LIMITS } = options;
  const { repository, release, manifest, wasm } = fetched;
  const known = await installed.find(repository, release.tag);
  if (known !== undefined && known.sha256 !== manifest.sha256) throw tagMoved(fetched, known);
  const { module, meta } = inSandbox(fetched, limits);
  const nowMs = clock.nowMs();
  await artifacts.save({
    manifest: {
      sha256: module.sha256,
      name: meta.name,
      version: meta.version,
      meteringVersion: module.meteringVersion,
      limits: module.limits,
      createdAtMs: nowMs,
    },
    wasm,
  });
  // What was stored before this release came is as it was: say so now if it is damaged.
  await artifacts.load(module.sha256);
  const record = known ?? {
    repository,
    tag: release.tag,
    name: release.name,
    version: release.version,
    sha256: module.sha256,
    abiVersion: manifest.abiVersion,
    description: manifest.description,
    fetchedAtMs: nowMs,
  };
  await installed.add(record);
  return { record, meta, alreadyInstalled: known !== undefined };
}

function inSandbox(
  { release, wasm, manifest }: FetchedStrategy,
  limits: StrategyLimits,
): { readonly module: StrategyModule; readonly meta: StrategyMeta } {
  try {
    const module = loadStrategyModule(wasm, limits);
    checkDeclaredAbi(module, manifest.abiVersion);
    return { module, meta: readStrategyMeta(module) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    throw new RaraError(`Expected a module that the sandbox takes in ${release.tag}, found: ${error.message}`, {
      category: "refused",
      code: "registry.module-refused",
      hint: "Nothing was installed. Tell the strategy's publisher, or ask for another version as NAME@VERSION.",
      details: { tag: release.tag, fault: error.code },
      cause: error,
    });
  }
}

/** The sandbox has refused versions that it does not speak; here the manifest must say which one this is. */
function checkDeclaredAbi({ abiVersion }: StrategyModule, declared: number): void {
  if (abiVersion === declared) return;
  throw new StrategyFault("abi", `ABI version ${declared} in the manifest, version ${abiVersion} in the module`);
}

function tagMoved({ release, manifest }: FetchedStrategy, known: InstalledStrategy): RaraError {
  return new RaraError(
    `Expected ${release.tag} to be what it was when it was installed (${known.sha256}), found ${manifest.sha256}`,
    {
      category: "refused",
      code: "registry.tag-moved",
      hint: "A published version must not change: ask its publisher why. The installed module stays as it is.",
      details: { tag: release.tag, installed: known.sha256, found: manifest.sha256 },
    },
  );
}
