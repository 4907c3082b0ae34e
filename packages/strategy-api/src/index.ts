export { INDICATOR_NAMES } from "./indicator-names.ts";
export type { IndicatorName } from "./indicator-names.ts";
export { sdkSources } from "./sdk-sources.ts";
export { SDK_ABI_VERSION, SDK_VERSION } from "./sdk-version.ts";
