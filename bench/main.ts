// `npm run bench`: a table on stderr; with `--json` also one document `rara.bench/1` on stdout.
import { parseArgs } from "node:util";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";
import { candleLoading } from "./candle-loading.ts";
import { engineBars } from "./engine-bars.ts";
import { searchHypotheses } from "./search-hypotheses.ts";
import { smaSandboxed } from "./sma-sandboxed.ts";

/** Every benchmark, in the order of the table. A new one is a file of its own and a line here. */
const BENCHMARKS: readonly Benchmark[] = [engineBars, smaSandboxed, searchHypotheses, candleLoading];

function rowOf({ name, unit, median, ratio, against }: BenchmarkResult): string {
  const figure = median >= 1_000 ? Math.round(median).toLocaleString("en-US") : median.toPrecision(4);
  const compared = ratio === null ? "" : `${ratio.toFixed(3)} x ${against ?? ""}`;
  return `${name.padEnd(24)}${figure.padStart(16)} ${unit.padEnd(12)}${compared}\n`;
}

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const results: BenchmarkResult[] = [];
for (const benchmark of BENCHMARKS) {
  for (const result of await benchmark.run()) {
    results.push(result);
    process.stderr.write(rowOf(result));
  }
}
if (values.json) {
  const indent = process.stdout.isTTY ? 2 : undefined;
  process.stdout.write(`${JSON.stringify({ schema: "rara.bench/1", ok: true, data: { results } }, null, indent)}\n`);
}
