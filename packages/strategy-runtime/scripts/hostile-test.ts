// `npm run test:hostile`: runs the whole hostile corpus, modules and sources, and prints one JSON document on stdout.
// Exits with 1 when anything was not contained.
import { isModuleContained, runModuleCorpus } from "./hostile/run-module-corpus.ts";
import { runSources } from "./hostile/run-source.ts";
import { sourceCorpus } from "./hostile/source-corpus.ts";

const MODULE_TIME_MAX_MS = 1_000;

function countsOf(outcomes: readonly { readonly outcome: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

const slowest = (timesMs: readonly number[]): number => Math.round(Math.max(...timesMs));
const mib = (bytes: readonly number[]): number => Math.round(Math.max(...bytes) / 2 ** 20);

const modules = await runModuleCorpus(MODULE_TIME_MAX_MS);
const sources = await runSources(sourceCorpus());
const looseModules = modules.filter((one) => !isModuleContained(one, MODULE_TIME_MAX_MS));
const looseSources = sources.filter((one) => !one.contained);
const ok = looseModules.length + looseSources.length === 0;
const data = {
  modules: {
    total: modules.length,
    contained: modules.length - looseModules.length,
    outcomes: countsOf(modules),
    slowestOwnMs: slowest(modules.map((one) => one.ownMs)),
    largestHostGrowthMib: mib(modules.map((one) => one.grownBytes)),
    notContained: looseModules,
  },
  sources: {
    total: sources.length,
    contained: sources.length - looseSources.length,
    outcomes: countsOf(sources),
    slowestMs: slowest(sources.map((one) => one.elapsedMs)),
    largestHostGrowthMib: mib(sources.map((one) => one.hostGrownBytes)),
    notContained: looseSources,
  },
};
process.stdout.write(`${JSON.stringify({ schema: "rara.test.hostile/1", ok, data })}\n`);
process.exitCode = ok ? 0 : 1;
