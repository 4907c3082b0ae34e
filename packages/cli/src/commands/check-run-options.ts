import { RaraError } from "@rara-trading/domain";
import type { ChosenGenerator } from "./research-generator.ts";
import type { BudgetLimit } from "./run-budget.ts";

/** The options of `research run` that say which run it is. */
export interface RunOptions {
  readonly contract: string | undefined;
  /** One, or several separated by commas: one campaign after the other. */
  readonly timeframes: string | undefined;
  readonly resume: string | undefined;
  /** A strategy around which to search; its market then. */
  readonly around: string | undefined;
  /** Flags that were given of those that set what a run keeps to its end, such as `--seed`. */
  readonly settings: readonly string[];
}

/** Refuses options that exclude each other: one of them would be ignored in silence. */
export function checkRunOptions({ contract, timeframes, resume, around, settings }: RunOptions): void {
  if (around !== undefined && (contract ?? timeframes ?? resume) !== undefined) {
    throw new RaraError("Expected --around without --contract, --timeframes and --resume, found both", {
      category: "usage",
      code: "research.around-options",
      hint: "A strategy names its market: give --around alone.",
    });
  }
  if (resume === undefined) return;
  const ignored = [
    ...(contract === undefined ? [] : ["--contract"]),
    ...(timeframes === undefined ? [] : ["--timeframes"]),
    ...settings,
  ];
  if (ignored.length === 0) return;
  throw new RaraError(
    `Expected --resume without options that a run keeps from its beginning, found ${ignored.join(", ")}`,
    {
      category: "usage",
      code: "research.resume-options",
      hint: "A resumed run goes on with the market and the settings it began with: --budget, --follow, --backend and --model may change.",
    },
  );
}

/** Refuses a budget that is counted in what a model uses where none is asked: it could never be spent. */
export function checkBudget({ unit, text }: BudgetLimit, { backend, fallbackReason }: ChosenGenerator): void {
  if (backend !== null || unit === "seconds") return;
  throw new RaraError(`Expected a budget of processor time where no language model is asked, found ${text}`, {
    category: "usage",
    code: "research.budget-unit",
    hint: `${fallbackReason ?? "The offline search spends neither tokens nor US dollars."} Give --budget in s, m or h, such as 10m.`,
  });
}
