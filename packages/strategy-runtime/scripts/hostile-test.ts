// `npm run test:hostile`: runs the whole hostile corpus, modules and sources, and prints one JSON document on stdout.
// Exits with 1 when anything was not contained.
import { runModuleCorpus } from "./hostile/run-module-corpus.ts";
import { runSources } from "./hostile/run-source.ts";
import { sourceCorpus } from "./hostile/source-corpus.ts";

const MODULE_GROWTH_MAX_BYTES = 64 * 2 ** 20;
const MODULE_TIME_MAX_MS = 1_000;

interface Tally {
  readonly outcome: string;
  readonly elapsedMs: number;
}

function countsOf(outcomes: readonly Tally[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

const slowestMs = (outcomes: readonly Tally[]): number => Math.round(Math.max(...outcomes.map((one) => one.elapsedMs)));
const mib = (bytes: readonly number[]): number => Math.round(Math.max(...bytes) / 2 ** 20);

const modules = await runModuleCorpus();
const sources = await runSources(sourceCorpus());
const looseModules = modules.filter(
  (one) => !one.asExpected || one.grownBytes >= MODULE_GROWTH_MAX_BYTES || one.elapsedMs >= MODULE_TIME_MAX_MS,
);
const looseSources = sources.filter((one) => !one.contained);
const ok = looseModules.length + looseSources.length === 0;
const data = {
  modules: {
    total: modules.length,
    contained: modules.length - looseModules.length,
    outcomes: countsOf(modules),
    slowestMs: slowestMs(modules),
    largestHostGrowthMib: mib(modules.map((one) => one.grownBytes)),
    notContained: looseModules,
  },
  sources: {
    total: sources.length,
    contained: sources.length - looseSources.length,
    outcomes: countsOf(sources),
    slowestMs: slowestMs(sources),
    largestHostGrowthMib: mib(sources.map((one) => one.hostGrownBytes)),
    notContained: looseSources,
  },
};
process.stdout.write(`${JSON.stringify({ schema: "rara.test.hostile/1", ok, data })}\n`);
process.exitCode = ok ? 0 : 1;
