import type { Proposal } from "../generator/hypothesis-generator.ts";
import type { ProposalEvaluator } from "./evaluate-proposal.ts";
import type { TrialRecord } from "./trial-record.ts";

/** A trial with the processor time that its evaluation took, milliseconds. */
export interface EvaluatedTrial {
  readonly trial: TrialRecord;
  readonly cpuMs: number;
}

/** The port through which a search has its proposals evaluated: in its own thread, or in several. */
export interface TrialEvaluator {
  /**
   * Resolves with one trial a proposal, in order; they do not depend on who evaluates them, or when.
   * @throws the signal's reason when it aborts before they are all there.
   */
  evaluate(proposals: readonly Proposal[], signal: AbortSignal): Promise<readonly EvaluatedTrial[]>;
}

/** Evaluates in the thread that asks. */
export class InlineTrialEvaluator implements TrialEvaluator {
  readonly #evaluator: ProposalEvaluator;
  readonly #cpuMs: () => number;

  /** `cpuMs` tells the processor time used by this thread so far. */
  constructor(evaluator: ProposalEvaluator, cpuMs: () => number) {
    this.#evaluator = evaluator;
    this.#cpuMs = cpuMs;
  }

  evaluate(proposals: readonly Proposal[]): Promise<readonly EvaluatedTrial[]> {
    const evaluated = proposals.map((proposal): EvaluatedTrial => {
      const before = this.#cpuMs();
      const trial = this.#evaluator.evaluate(proposal);
      return { trial, cpuMs: this.#cpuMs() - before };
    });
    return Promise.resolve(evaluated);
  }
}
