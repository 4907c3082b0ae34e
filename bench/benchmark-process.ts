// Measures one benchmark in a process of its own and sends its rows to the one that asked, with what they needed.
import { readFileSync } from "node:fs";
import { BENCHMARKS } from "./benchmarks.ts";
import type { MeasuredResult } from "./benchmark.ts";

const KIB_PER_MIB = 1024;

/** Linux counts a parent's memory into its child's resource usage; this figure begins with the program. */
function peakKiB(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

const [, , name] = process.argv;
const benchmark = BENCHMARKS.find((candidate) => candidate.name === name);
if (benchmark === undefined) throw new Error(`Expected a benchmark, found ${name}`);
const rows = await benchmark.run();
const peakRssMiB = Math.round(peakKiB() / KIB_PER_MIB);
process.send?.(rows.map((row): MeasuredResult => ({ ...row, peakRssMiB })));
process.disconnect();
