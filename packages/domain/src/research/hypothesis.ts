/**
 * How a hypothesis came to be. A neighbour is a rule that a gate evaluated to see what lies near a candidate; `model` is one
 * that a language model proposed.
 */
export type HypothesisOrigin = "sample" | "mutation" | "crossover" | "neighbour" | "model";

/** A statement about a market that can be written as code and tested. */
export interface Hypothesis {
  readonly hypothesisId: string;
  /** The statement in English, printed from the expression tree. */
  readonly english: string;
  /** sha256 of the canonical expression tree: two hypotheses with one hash are the same. */
  readonly treeHash: string;
  /** Coarse family, such as `trend` or `mean-reversion`. */
  readonly family: string;
  readonly origin: HypothesisOrigin;
  /** Hypotheses it was bred from: none for a sample, one for a mutation or a neighbour, two for a crossover, any for a model's. */
  readonly parentIds: readonly string[];
}
