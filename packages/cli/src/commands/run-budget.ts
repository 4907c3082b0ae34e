import { RaraError } from "@rara-trading/domain";
import {
  type AskModel,
  type CampaignProgress,
  type ModelUsage,
  RUN_BUDGET_SPENT,
  usageOfFault,
} from "@rara-trading/research";

/** What a person allows one command of research to use. */
export interface BudgetLimit {
  /** As it was typed. */
  readonly text: string;
  readonly unit: "usd" | "tokens" | "seconds";
  /** In that unit; of seconds: of processor time. */
  readonly most: number;
}

/** Units that a person may write, in the limit's unit. */
const UNITS: Readonly<Record<string, Pick<BudgetLimit, "unit"> & { readonly factor: number }>> = {
  usd: { unit: "usd", factor: 1 },
  tokens: { unit: "tokens", factor: 1 },
  s: { unit: "seconds", factor: 1 },
  m: { unit: "seconds", factor: 60 },
  h: { unit: "seconds", factor: 3600 },
};

/** Reads `2usd`, `50000tokens`, `90s`, `10m` or `1h`. @throws RaraError `research.budget` (usage). */
export function parseBudget(text: string): BudgetLimit {
  const [, digits = "", name = ""] = /^(\d{1,12}(?:\.\d{1,6})?)([a-z]+)$/.exec(text) ?? [];
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  const most = Number(digits) * (unit?.factor ?? 0);
  if (unit !== undefined && most > 0) return { text, unit: unit.unit, most };
  throw new RaraError(`Expected a budget such as 2usd, 50000tokens or 10m, found ${JSON.stringify(text)}`, {
    category: "usage",
    code: "research.budget",
    hint: "US dollars (usd) and tokens are the language model's; s, m and h are processor time.",
  });
}

/** What one command of research has used of its budget. Its signal aborts between two batches once the budget is spent. */
export class RunBudget {
  readonly limit: BudgetLimit;
  readonly #cpuMs: () => number;
  readonly #controller = new AbortController();
  #spent = 0;
  #lastCpuMs: number;
  #known = 0;

  /** `cpuMs` reads the processor time of the whole process. */
  constructor(limit: BudgetLimit, cpuMs: () => number) {
    this.limit = limit;
    this.#cpuMs = cpuMs;
    this.#lastCpuMs = cpuMs();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Used so far, in the limit's unit; infinite US dollars once an answer's cost is not known. */
  get spent(): number {
    return this.#spent;
  }

  /** Begins a run that the ledger already holds `known` trials of: repeating those costs time, which is not charged. */
  begin(known: number): void {
    this.#known = known;
    this.#lastCpuMs = this.#cpuMs();
  }

  /** Returns `ask`, charged, also for what was paid before a call failed. The turn that spends the rest is finished and logged. */
  charging(ask: AskModel): AskModel {
    return async (question) => {
      try {
        const answer = await ask(question);
        this.#charge(answer.usage);
        return answer;
      } catch (error) {
        this.#charge(usageOfFault(error));
        throw error;
      }
    };
  }

  #charge({ inputTokens, outputTokens, costUsd }: ModelUsage): void {
    if (this.limit.unit === "tokens") this.#spent += inputTokens + outputTokens;
    if (this.limit.unit === "usd") this.#spent += costUsd ?? Infinity;
  }

  /**
   * Hears of a run's progress, and ends the search when the budget is spent. What follows a finished search (the reality
   * check, the gates) is never cut short.
   */
  heed({ phase, evaluated }: CampaignProgress): void {
    const nowMs = this.#cpuMs();
    if (this.limit.unit === "seconds" && evaluated > this.#known) this.#spent += (nowMs - this.#lastCpuMs) / 1000;
    this.#lastCpuMs = nowMs;
    if (phase !== "search" || this.#spent < this.limit.most || this.#controller.signal.aborted) return;
    this.#controller.abort(
      new RaraError(`Expected the search to stay within ${this.limit.text}, found ${this.inWords()}`, {
        category: "interrupted",
        code: RUN_BUDGET_SPENT,
      }),
    );
  }

  /** Returns in words what was used. */
  inWords(): string {
    if (this.limit.unit === "tokens") return `${this.#spent} tokens`;
    if (this.limit.unit === "seconds") return `${this.#spent.toFixed(1)} s of processor time`;
    return Number.isFinite(this.#spent) ? `${this.#spent.toFixed(4)} usd` : "an answer whose cost is not known";
  }
}
