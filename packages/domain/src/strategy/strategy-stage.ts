/** Where a strategy stands on its way to real money. Only a person moves one to `live`. */
export type StrategyStage = "candidate" | "paper" | "live-proposed" | "live" | "demoted" | "retired";
