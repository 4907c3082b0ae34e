import {
  daysPerYear,
  type HypothesisOrigin,
  type MarketCalendar,
  RaraError,
  type RandomSource,
} from "@rara-trading/domain";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { printEnglish } from "../hypothesis/print-english.ts";
import type { Family, StrategyTree } from "../hypothesis/strategy-tree.ts";
import { crossoverTrees } from "./crossover-trees.ts";
import { pickWeighted, type Weighted } from "./draws.ts";
import type { HypothesisGenerator, Proposal, ProposalOutcome } from "./hypothesis-generator.ts";
import { mutateTree } from "./mutate-tree.ts";
import { type Member, Population } from "./population.ts";
import { qualityOf } from "./quality.ts";
import { sampleTree } from "./sample-tree.ts";

/** Share of the campaign that is spent on fresh samples before breeding begins. */
const FRESH_SHARE = 0.35;

/** How proposals come about afterwards. */
const ORIGINS: readonly Weighted<HypothesisOrigin>[] = [
  [15, "sample"],
  [60, "mutation"],
  [25, "crossover"],
];

/** Attempts at a tree that was not proposed before. */
const NOVELTY_ATTEMPTS_MAX = 20;

/** Trees remembered as proposed; beyond it the oldest are forgotten. */
const NOVELTY_MEMORY_MAX = 1_000_000;

/** Proposals under way at once. */
const PENDING_MAX = 10_000;

/** What an `EvolutionaryGenerator` is made of. */
export interface EvolutionaryGeneratorOptions {
  readonly random: RandomSource;
  /** Makes the hypothesis ids unique: `<runId>-h<number>`. */
  readonly runId: string;
  /** Hypotheses the campaign will ask for; the first 35 % are fresh samples. */
  readonly hypothesesMax: number;
  readonly calendar: MarketCalendar;
  /** Families to sample from; all when absent. */
  readonly families?: readonly Family[];
}

interface Candidate {
  readonly tree: StrategyTree;
  readonly origin: HypothesisOrigin;
  readonly parents: readonly Member[];
}

/**
 * Samples, then breeds from a population that the reports feed. The same seed and the same reports, in the same
 * order, give the same proposals: each draws from a random stream of its own.
 */
export class EvolutionaryGenerator implements HypothesisGenerator {
  readonly #options: EvolutionaryGeneratorOptions;
  readonly #population = new Population();
  readonly #seen = new Set<string>();
  readonly #pending = new Map<string, StrategyTree>();
  #index = 0;

  constructor(options: EvolutionaryGeneratorOptions) {
    this.#options = options;
  }

  next(): Proposal {
    if (this.#pending.size >= PENDING_MAX) {
      throw new RaraError(`Expected at most ${PENDING_MAX} proposals without a report, found one more`, {
        category: "bug",
        code: "research.unreported-proposals",
        hint: "Report the outcome of every proposal.",
      });
    }
    const index = this.#index++;
    const random = this.#options.random.fork(`proposal-${index}`);
    const hypothesisId = `${this.#options.runId}-h${index + 1}`;
    const { candidate, hash, novel } = this.#novelCandidate(random, index);
    const { tree, origin, parents } = candidate;
    this.#remember(hash);
    this.#pending.set(hypothesisId, tree);
    return {
      index,
      tree,
      novel,
      hypothesis: {
        hypothesisId,
        english: printEnglish(tree),
        treeHash: hash,
        family: tree.family,
        origin,
        parentIds: parents.map((parent) => parent.hypothesisId),
      },
    };
  }

  /** @throws RaraError `research.unknown-proposal` when the proposal is unknown or was reported before. */
  report(outcome: ProposalOutcome): void {
    const { hypothesisId } = outcome;
    const tree = this.#pending.get(hypothesisId);
    if (tree === undefined) {
      throw new RaraError(`Expected the outcome of a proposal under way, found ${hypothesisId}`, {
        category: "bug",
        code: "research.unknown-proposal",
        hint: "Report each proposal of this generator once.",
      });
    }
    this.#pending.delete(hypothesisId);
    const quality = qualityOf(tree, outcome, daysPerYear(this.#options.calendar));
    if (quality !== null) this.#population.add({ hypothesisId, tree, quality });
  }

  #remember(hash: string): void {
    this.#seen.add(hash);
    const [oldest] = this.#seen;
    if (this.#seen.size > NOVELTY_MEMORY_MAX && oldest !== undefined) this.#seen.delete(oldest);
  }

  #novelCandidate(random: RandomSource, index: number): { candidate: Candidate; hash: string; novel: boolean } {
    let candidate = this.#candidate(random, index);
    let hash = treeHash(candidate.tree);
    for (let attempt = 1; attempt < NOVELTY_ATTEMPTS_MAX && this.#seen.has(hash); attempt++) {
      candidate = this.#candidate(random, index);
      hash = treeHash(candidate.tree);
    }
    return { candidate, hash, novel: !this.#seen.has(hash) };
  }

  #candidate(random: RandomSource, index: number): Candidate {
    const fresh = this.#population.size === 0 || index < FRESH_SHARE * this.#options.hypothesesMax;
    const origin = fresh ? "sample" : pickWeighted(random, ORIGINS);
    const first = origin === "sample" ? undefined : this.#population.tournament(random);
    const second = origin === "crossover" ? this.#population.tournament(random) : undefined;
    if (first === undefined) {
      return { tree: sampleTree(random, this.#options.families), origin: "sample", parents: [] };
    }
    if (second === undefined) return { tree: mutateTree(random, first.tree), origin: "mutation", parents: [first] };
    return { tree: crossoverTrees(random, first.tree, second.tree), origin: "crossover", parents: [first, second] };
  }
}
