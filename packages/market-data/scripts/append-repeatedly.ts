// Appends batches of sample bars to a store and prints one line for each acknowledged batch, until it is done or
// killed. Argument: a JSON object { folder, instrument, timeframe, fromMs, bars, stride, batches }.
import { parseInstrumentId, parseTimeframe, timeframeMs } from "@rara-trading/domain";
import { ParquetCandleStore } from "../src/parquet/parquet-candle-store.ts";
import { sampleCandles } from "../src/testing/sample-candles.ts";

interface AppendPlan {
  readonly folder: string;
  readonly instrument: string;
  readonly timeframe: string;
  readonly fromMs: number;
  /** Bars a batch. */
  readonly bars: number;
  /** Distance between two bars, in bars: 2 leaves every other place free. */
  readonly stride: number;
  readonly batches: number;
}

const plan = JSON.parse(process.argv[2] ?? "{}") as AppendPlan;
const series = { instrument: parseInstrumentId(plan.instrument), timeframe: parseTimeframe(plan.timeframe) };
const batchMs = plan.bars * plan.stride * timeframeMs(series.timeframe);

await using store = await ParquetCandleStore.open(plan.folder);
process.stdout.write("open\n");
for (let batch = 0; batch < plan.batches; batch++) {
  const { conflictsMs } = await store.append(
    series,
    sampleCandles(series.timeframe, plan.fromMs + batch * batchMs, plan.bars, plan.stride),
  );
  if (conflictsMs.length > 0) throw new Error(`Expected no conflict, found ${conflictsMs.length}`);
  process.stdout.write("acknowledged\n");
}
