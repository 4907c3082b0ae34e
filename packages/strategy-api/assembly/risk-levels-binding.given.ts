// Served to entry.ts as ./risk-levels-binding when the strategy exports riskLevels.
export { riskLevels } from "./strategy";
