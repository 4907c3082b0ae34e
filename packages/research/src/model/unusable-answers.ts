/** Answers in a row that may come to no rule before the model is left alone: each of them was paid for. */
export const UNUSABLE_ANSWERS_MAX = 10;

/** How a trial failed whose answer came to no rule: it was no proposal, or code that did not compile. */
const WITHOUT_RULE: ReadonlySet<string> = new Set([
  "research.unusable-answer",
  "research.never-compiled",
  "research.draft-broken-off",
]);

/**
 * Counts a model's answers in a row that came to no rule. It learns from trials, those of earlier attempts at the run as
 * well, so a run that is resumed counts as the first attempt did.
 */
export class UnusableAnswers {
  #inARow = 0;

  /** Takes the failure of a model's trial; `null` of one that was evaluated. */
  learn(failure: { readonly code: string } | null): void {
    this.#inARow = failure !== null && WITHOUT_RULE.has(failure.code) ? this.#inARow + 1 : 0;
  }

  /** Whether it is time to stop. Who has the model asked again nevertheless is told after as many answers more. */
  get areTooMany(): boolean {
    return this.#inARow > 0 && this.#inARow % UNUSABLE_ANSWERS_MAX === 0;
  }

  get inARow(): number {
    return this.#inARow;
  }
}
