// Served to entry.ts as ./risk-levels-binding when the strategy exports no riskLevels.
import { RiskLevels } from "rara";

export function riskLevels(side: i32, entryPrice: f64): RiskLevels {
  return RiskLevels.none();
}
