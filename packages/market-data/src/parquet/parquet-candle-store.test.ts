import { describeCandleStoreContract } from "../candle-store-contract.ts";
import { ParquetCandleStore } from "./parquet-candle-store.ts";

describeCandleStoreContract("ParquetCandleStore", (place) => ParquetCandleStore.open(place));
