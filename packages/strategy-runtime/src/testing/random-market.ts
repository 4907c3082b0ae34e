import { type CandleColumns, emptyColumns, SeededRandom } from "@rara-trading/domain";

/** Returns `length` hourly bars of a random walk that depends on `seed` alone. */
export function randomMarket(length: number, seed: string): CandleColumns {
  const random = new SeededRandom(seed);
  const columns = emptyColumns(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    price = Math.max(1, price * (1 + 0.01 * random.nextNormal()));
    columns.openTimeMs[i] = i * 3_600_000;
    columns.open[i] = open;
    columns.high[i] = Math.max(open, price) * (1 + 0.002 * random.next());
    columns.low[i] = Math.min(open, price) * (1 - 0.002 * random.next());
    columns.close[i] = price;
    columns.volume[i] = 1000 * random.next();
  }
  return columns;
}
