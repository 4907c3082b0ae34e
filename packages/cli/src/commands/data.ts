import type { RegisterCommands } from "../command-groups.ts";

/** Declares `data import|info|check|cache`. Each action loads its code when it runs: DuckDB must not slow `--help` down. */
export const registerDataCommands: RegisterCommands = (data, run) => {
  data
    .command("import")
    .description("read candles from a CSV file (plain or .gz) into the store")
    .argument("<file>", "CSV with the columns ts_ms, open, high, low, close, volume")
    .requiredOption("--instrument <id>", "canonical id: binance:BTC/USDT, binance:BTC/USDT:USDT or yahoo:SPY")
    .requiredOption("--timeframe <timeframe>", "length of one bar: 1m, 5m, 15m, 30m, 1h, 4h or 1d")
    .option("--skip-bad-rows", "store the good rows of a file that has bad ones, or a last bar that is still open")
    .option("--keep-stored", "where a row contradicts a stored bar, keep that bar and import the other rows")
    .option("--without-volume", "the file tells no volumes, as for mark or index prices: store 0")
    .action(
      run("rara.data.import/1", async (context, args) => {
        const { importData } = await import("./data-import.ts");
        return importData(context, {
          file: args.text("file"),
          instrument: args.text("instrument"),
          timeframe: args.text("timeframe"),
          skipBadRows: args.flag("skipBadRows"),
          keepStored: args.flag("keepStored"),
          withoutVolume: args.flag("withoutVolume"),
        });
      }),
    );
  data
    .command("info")
    .description("show what is stored: ranges, counts, gaps, and the spans that research cut it into")
    .argument("[instrument]", "only this one, in any common spelling (BTC-USDT, BTCUSDT, binance:BTC/USDT)")
    .action(
      run("rara.data.info/1", async (context, args) => {
        const { dataInfo } = await import("./data-info.ts");
        return dataInfo(context, args.optionalText("instrument"));
      }),
    );
  data
    .command("check")
    .description("look for gaps, inconsistent bars, bars without trades, outliers and damaged files")
    .argument("[instrument]", "only this one, in any common spelling")
    .option("--timeframe <timeframe>", "only bars of this length")
    .action(
      run("rara.data.check/1", async (context, args) => {
        const { dataCheck } = await import("./data-check.ts");
        const request = { instrument: args.optionalText("instrument"), timeframe: args.optionalText("timeframe") };
        return dataCheck(context, request);
      }),
    );
  data
    .command("cache")
    .description("show the column cache, which is made from the stored candles and speeds loading up")
    .option("--clear", "remove it; the next load makes it again")
    .action(
      run("rara.data.cache/1", async (context, args) => {
        const { dataCache } = await import("./data-cache.ts");
        return dataCache(context, { clear: args.flag("clear") });
      }),
    );
};
