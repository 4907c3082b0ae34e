import { join } from "node:path";
import { FileArtifactStore, FileInstalledStrategies, installStrategy } from "@rara-trading/strategy-runtime";
import type { CommandContext } from "../command-context.ts";
import { ensureHome, homePaths } from "../home-paths.ts";
import { isoTime } from "../output/iso-time.ts";
import { configuredRegistry } from "./strategy-registry-client.ts";

/**
 * Downloads `NAME` or `NAME@1.2.3` from the configured repository, validates it in the sandbox and stores it as a
 * candidate. @throws RaraError `registry.…`.
 */
export async function fetchStrategy(context: CommandContext, wanted: string): Promise<unknown> {
  const { homePath, clock, signal, output } = context;
  const fetched = await configuredRegistry(context).download(wanted, signal);
  await ensureHome(homePath);
  const { record, meta, alreadyInstalled } = await installStrategy(fetched, {
    artifacts: new FileArtifactStore(homePath),
    installed: new FileInstalledStrategies(homePath),
    clock,
  });
  const next = `rara-trading strategy backtest ${record.sha256}`;
  const onPaper = `rara-trading strategy accept ${record.sha256} --reason "…"`;
  output.note(`Installed as a candidate: nothing trades it. To see what it does: ${next}. On paper: ${onPaper}`);
  return {
    name: record.name,
    version: record.version,
    repository: record.repository,
    tag: record.tag,
    sha256: record.sha256,
    abiVersion: record.abiVersion,
    description: record.description,
    sizeBytes: fetched.wasm.length,
    wasmPath: join(homePaths(homePath).strategies, `${record.sha256}.wasm`),
    strategy: { name: meta.name, version: meta.version, warmupBars: meta.warmupBars },
    stage: "candidate",
    alreadyInstalled,
    fetchedAt: isoTime(record.fetchedAtMs),
    next,
  };
}
