export { describeCandleStoreContract } from "./candle-store-contract.ts";
