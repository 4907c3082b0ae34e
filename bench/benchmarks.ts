import type { Benchmark } from "./benchmark.ts";
import { campaignTrials } from "./campaign-trials.ts";
import { candleLoading } from "./candle-loading.ts";
import { compileStrategies } from "./compile-strategy.ts";
import { engineBars } from "./engine-bars.ts";
import { npmPeer } from "./npm-peer.ts";
import { pythonPeer } from "./python-peer.ts";
import { searchHypotheses } from "./search-hypotheses.ts";
import { smaSandboxed } from "./sma-sandboxed.ts";
import { sweepBenchmark } from "./sweep.ts";

/** Every benchmark, in the order of the table. A new one is a file of its own and a line here. */
export const BENCHMARKS: readonly Benchmark[] = [
  engineBars,
  smaSandboxed,
  npmPeer,
  pythonPeer,
  sweepBenchmark,
  compileStrategies,
  searchHypotheses,
  campaignTrials,
  candleLoading,
];
