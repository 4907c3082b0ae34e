export { describeCandleFeedContract } from "./candle-feed-contract.ts";
export { describeCandleStoreContract } from "./candle-store-contract.ts";
