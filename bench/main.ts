// `npm run bench`: a table on stderr; with `--json` also one document `rara.bench/1` on stdout. `--only NAME` runs one.
import { fork } from "node:child_process";
import { parseArgs } from "node:util";
import type { MeasuredResult } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";

/** Runs a benchmark in a process of its own, so that its memory is its own and no other's code is in V8's way. */
function measure(name: string): Promise<readonly MeasuredResult[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly MeasuredResult[]>();
  const child = fork(new URL("./benchmark-process.ts", import.meta.url), [name], {
    execArgv: ["--conditions=source"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.once("message", (rows) => resolve(rows as readonly MeasuredResult[]));
  child.once("error", reject);
  child.once("exit", (code) => reject(new Error(`Expected rows of ${name}, found that its process ended (${code})`)));
  return promise;
}

function demandOf({ unit, demandedMedian, demandedRatio }: MeasuredResult): string {
  const bound = unit === "ms" ? "at most" : "at least";
  const demands = [
    demandedMedian === undefined ? [] : [`${bound} ${demandedMedian.toLocaleString("en-US")}`],
    demandedRatio === undefined ? [] : [`at least ${demandedRatio} x`],
  ].flat();
  return demands.length === 0 ? "" : `  (demanded: ${demands.join(" and ")})`;
}

function rowOf(result: MeasuredResult): string {
  const { name, unit, median, ratio, against, peakRssMiB } = result;
  const figure = median >= 1_000 ? Math.round(median).toLocaleString("en-US") : median.toPrecision(4);
  const compared = ratio === null ? "" : `${ratio.toFixed(3)} x ${against ?? ""}`;
  const memory = `${peakRssMiB} MiB`.padStart(9);
  return `${name.padEnd(24)}${figure.padStart(14)} ${unit.padEnd(13)}${memory}  ${compared}${demandOf(result)}\n`;
}

const { values } = parseArgs({
  options: { json: { type: "boolean", default: false }, only: { type: "string", multiple: true } },
});
const wanted = BENCHMARKS.map(({ name }) => name).filter((name) => values.only?.includes(name) ?? true);
const results: MeasuredResult[] = [];
for (const name of wanted) {
  for (const result of await measure(name)) {
    results.push(result);
    process.stderr.write(rowOf(result));
  }
}
if (values.json) {
  const indent = process.stdout.isTTY ? 2 : undefined;
  process.stdout.write(`${JSON.stringify({ schema: "rara.bench/1", ok: true, data: { results } }, null, indent)}\n`);
}
