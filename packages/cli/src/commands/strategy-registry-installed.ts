import { existsSync } from "node:fs";
import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { FileArtifactStore, FileInstalledStrategies, type InstalledStrategy } from "@rara-trading/strategy-runtime";
import type { BaseContext } from "../command-context.ts";
import { acceptedModules } from "../composition/accepted-strategies.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";

/** Returns whether a record's module is still what was fetched. */
async function stateOf(
  store: FileArtifactStore,
  { sha256 }: InstalledStrategy,
): Promise<"intact" | "damaged" | "missing"> {
  try {
    await store.load(sha256);
    return "intact";
  } catch (error) {
    if (!(error instanceof RaraError)) throw error;
    if (error.code === "strategy.artifact-unknown") return "missing";
    if (error.code === "strategy.artifact-corrupt") return "damaged";
    throw error;
  }
}

/** Returns the digests of the modules that a person has accepted to the paper stage and feedback has not retired. */
async function onPaper({ homePath, clock }: BaseContext): Promise<ReadonlySet<string>> {
  if (!existsSync(homePaths(homePath).database)) return new Set();
  await using services = await openHomeServices(homePath, clock);
  return new Set((await acceptedModules(services.bus, { retired: false })).map(({ artifactSha256 }) => artifactSha256));
}

/** Returns what was fetched from registries, of all or of one; asks nobody and writes nothing. */
export async function installedStrategies(context: BaseContext, repository: string | undefined): Promise<unknown> {
  const store = new FileArtifactStore(context.homePath);
  const records = await new FileInstalledStrategies(context.homePath).list();
  const accepted = records.length === 0 ? new Set() : await onPaper(context);
  const wanted = repository?.toLowerCase();
  const strategies: unknown[] = [];
  for (const record of records) {
    if (wanted !== undefined && record.repository.toLowerCase() !== wanted) continue;
    const { fetchedAtMs, ...fields } = record;
    strategies.push({
      ...fields,
      fetchedAt: isoTime(fetchedAtMs),
      wasmPath: join(homePaths(context.homePath).strategies, `${record.sha256}.wasm`),
      stage: accepted.has(record.sha256) ? "paper" : "candidate",
      state: await stateOf(store, record),
    });
  }
  return { strategies };
}
