import {
  daysPerYear,
  type HypothesisOrigin,
  type MarketCalendar,
  RaraError,
  type RandomSource,
} from "@rara-trading/domain";
import { treeHash } from "../hypothesis/canonical-text.ts";
import { printEnglish } from "../hypothesis/print-english.ts";
import { FAMILIES, type Family, type StrategyTree } from "../hypothesis/strategy-tree.ts";
import { ruleNodeCount } from "../hypothesis/tree-size.ts";
import type { SearchMemory } from "../memory/search-memory.ts";
import { nicheOf } from "./behaviour.ts";
import { crossoverTrees } from "./crossover-trees.ts";
import { chance, pickOne } from "./draws.ts";
import { type Elite, EliteArchive } from "./elite-archive.ts";
import type { HypothesisGenerator, Proposal, ProposalOutcome, ProposalPlace } from "./hypothesis-generator.ts";
import { mutateTree } from "./mutate-tree.ts";
import { type Operator, OperatorBandit } from "./operator-bandit.ts";
import { qualityOf } from "./quality.ts";
import { RememberingSampler } from "./remembering-sampler.ts";
import { signatureOf } from "./return-signature.ts";
import { sampleTree } from "./sample-tree.ts";
import { textbookTrees } from "./textbook-trees.ts";

/** Archives that evolve apart: proposal i belongs to archive i mod 3. */
const ISLANDS = 3;

/** Share of the campaign that is spent on fresh samples before breeding begins. */
const FRESH_SHARE = 0.2;

/** Share of the fresh samples that may come from the textbook, at the beginning. */
const TEXTBOOK_SHARE = 0.5;

/** Chance of a fresh sample to be a mutation of the rule which the search is around, if it is around one. */
const AROUND_SHARE = 0.5;
const AROUND_OPERATORS = ["jitter", "subtree", "simplify"] as const;

/** Outcomes of an island after which its best elites are copied to the next one. */
const MIGRATION_EVERY = 50;
/** Share of an island's elites that migrate, at least one. */
const MIGRANT_SHARE = 0.1;

/** Outcomes without an improvement after which an island starts again from its neighbours' migrants. */
const STAGNATION_MAX = 150;

/** Attempts at a tree that was not proposed before. */
const NOVELTY_ATTEMPTS_MAX = 20;
/** Trees remembered as proposed; beyond it the oldest are forgotten. */
const NOVELTY_MEMORY_MAX = 1_000_000;
/** Proposals under way at once. */
const PENDING_MAX = 10_000;

/** What a `MapElitesGenerator` is made of. */
export interface MapElitesGeneratorOptions {
  readonly random: RandomSource;
  /** Makes the hypothesis ids unique: `<runId>-h<number>`. */
  readonly runId: string;
  /** Hypotheses the campaign will ask for; the first fifth are fresh samples. */
  readonly hypothesesMax: number;
  readonly calendar: MarketCalendar;
  /** Families to sample from; all when absent. */
  readonly families?: readonly Family[];
  /** The rule to begin with: it is proposed first, and half of the fresh samples are mutations of it. */
  readonly around?: { readonly hypothesisId: string; readonly tree: StrategyTree };
  /** What earlier searches on the series came to; a search begins blank when it is absent or holds no trial. */
  readonly memory?: Pick<SearchMemory, "trials" | "regions" | "tried">;
}

interface Candidate {
  readonly tree: StrategyTree;
  readonly origin: HypothesisOrigin;
  readonly parents: readonly Pick<Elite, "hypothesisId">[];
  readonly operator: Operator;
}

/** A tree that is about to be proposed. */
interface Statement {
  readonly tree: StrategyTree;
  readonly hash: string;
  readonly novel: boolean;
  readonly origin: HypothesisOrigin;
  readonly parentIds: readonly string[];
  /** `null` for what no operator made: the bandit learns nothing from it. */
  readonly operator: Operator | null;
}

interface Island {
  readonly archive: EliteArchive;
  outcomes: number;
  /** Outcomes since the archive improved. */
  stagnant: number;
}

interface Pending {
  readonly tree: StrategyTree;
  readonly operator: Operator | null;
  readonly island: Island;
  readonly next: Island;
}

function newIsland(): Island {
  return { archive: new EliteArchive(), outcomes: 0, stagnant: 0 };
}

/**
 * Proposes the rules of the textbook, samples, then breeds from archives of elites: three islands, each with the best
 * hypothesis of every niche (family x turnover x holding period x bias), and a bandit that learns which operator improves
 * them. The same seed and the same reports, in the same order, give the same proposals: each draws from a random stream of its own.
 */
export class MapElitesGenerator implements HypothesisGenerator {
  readonly #options: MapElitesGeneratorOptions;
  readonly #islands: readonly Island[] = Array.from({ length: ISLANDS }, newIsland);
  readonly #bandit = new OperatorBandit();
  readonly #seen = new Set<string>();
  readonly #pending = new Map<string, Pending>();
  readonly #tried: ReadonlySet<string>;
  readonly #sampler: RememberingSampler | undefined;
  /** Rules of the textbook that are still to be proposed, the next one first. */
  readonly #textbook: StrategyTree[];
  #index = 0;

  constructor(options: MapElitesGeneratorOptions) {
    this.#options = options;
    const { memory, families = FAMILIES } = options;
    this.#tried = memory?.tried ?? new Set();
    const fromTextbook = Math.floor(TEXTBOOK_SHARE * FRESH_SHARE * options.hypothesesMax);
    const untried = textbookTrees(families).filter((tree) => !this.#tried.has(treeHash(tree)));
    this.#textbook = untried.slice(0, fromTextbook);
    if (memory !== undefined && memory.trials > 0) this.#sampler = new RememberingSampler(families, memory);
  }

  /** Niches taken on all islands together, and elites of the best island. */
  get elites(): readonly Elite[] {
    return this.#islands.flatMap(({ archive }) => archive.best(archive.size));
  }

  next(): Proposal {
    const index = this.#index;
    const random = this.#options.random.fork(`proposal-${index}`);
    const { candidate, hash, novel } = this.#novelCandidate(random, index, this.#island(index));
    const { tree, origin, parents, operator } = candidate;
    const parentIds = parents.map((parent) => parent.hypothesisId);
    return this.#propose({ tree, hash, novel, origin, parentIds, operator });
  }

  adopt(tree: StrategyTree, parentIds: readonly string[]): Proposal {
    const hash = treeHash(tree);
    return this.#propose({ tree, hash, novel: !this.#isKnown(hash), origin: "model", parentIds, operator: null });
  }

  pass(): ProposalPlace {
    const index = this.#index++;
    return { index, hypothesisId: this.#hypothesisId(index) };
  }

  #hypothesisId(index: number): string {
    return `${this.#options.runId}-h${index + 1}`;
  }

  #propose({ tree, hash, novel, origin, parentIds, operator }: Statement): Proposal {
    if (this.#pending.size >= PENDING_MAX) {
      throw new RaraError(`Expected at most ${PENDING_MAX} proposals without a report, found one more`, {
        category: "bug",
        code: "research.unreported-proposals",
        hint: "Report the outcome of every proposal.",
      });
    }
    const index = this.#index++;
    const hypothesisId = this.#hypothesisId(index);
    this.#remember(hash);
    const [island, next] = [this.#island(index), this.#island(index + 1)];
    this.#pending.set(hypothesisId, { tree, operator, island, next });
    const english = printEnglish(tree);
    const { family } = tree;
    return { index, tree, novel, hypothesis: { hypothesisId, english, treeHash: hash, family, origin, parentIds } };
  }

  /** @throws RaraError `research.unknown-proposal` when the proposal is unknown or was reported before. */
  report(outcome: ProposalOutcome): boolean {
    const { hypothesisId, bars } = outcome;
    const pending = this.#pending.get(hypothesisId);
    if (pending === undefined) {
      throw new RaraError(`Expected the outcome of a proposal under way, found ${hypothesisId}`, {
        category: "bug",
        code: "research.unknown-proposal",
        hint: "Report each proposal of this generator once.",
      });
    }
    this.#pending.delete(hypothesisId);
    const { tree, operator, island } = pending;
    const elite = this.#eliteOf(tree, outcome);
    const improved = elite !== undefined && island.archive.offer(elite);
    // Any improvement counts, also of a poor niche: rewarding only what looks like an edge breeds luck on noise.
    if (operator !== null) this.#bandit.learn(operator, improved, ruleNodeCount(tree) * bars);
    if (outcome.dropped === true) return false;
    island.outcomes++;
    island.stagnant = improved ? 0 : island.stagnant + 1;
    if (island.outcomes % MIGRATION_EVERY === 0) this.#migrate(island, pending.next);
    if (island.stagnant >= STAGNATION_MAX) this.#restart(island, pending.next);
    return improved;
  }

  #island(index: number): Island {
    return this.#islands[index % ISLANDS] ?? newIsland();
  }

  #eliteOf(tree: StrategyTree, outcome: ProposalOutcome): Elite | undefined {
    const quality = qualityOf(tree, outcome, daysPerYear(this.#options.calendar));
    const { conduct, hypothesisId } = outcome;
    if (quality === null || conduct === null) return undefined;
    return { hypothesisId, tree, quality, niche: nicheOf(tree, conduct), signature: signatureOf(conduct.dailyReturns) };
  }

  #migrate(from: Island, to: Island): void {
    const migrants = Math.max(1, Math.round(from.archive.size * MIGRANT_SHARE));
    for (const elite of from.archive.best(migrants)) to.archive.offer(elite);
  }

  /** What it had found lives on next door. */
  #restart(island: Island, next: Island): void {
    this.#migrate(island, next);
    island.archive.clear();
    island.stagnant = 0;
  }

  #remember(hash: string): void {
    this.#seen.add(hash);
    const [oldest] = this.#seen;
    if (this.#seen.size > NOVELTY_MEMORY_MAX && oldest !== undefined) this.#seen.delete(oldest);
  }

  #novelCandidate(
    random: RandomSource,
    index: number,
    island: Island,
  ): { candidate: Candidate; hash: string; novel: boolean } {
    let candidate = this.#candidate(random, index, island);
    let hash = treeHash(candidate.tree);
    for (let attempt = 1; attempt < NOVELTY_ATTEMPTS_MAX && this.#isKnown(hash); attempt++) {
      candidate = this.#candidate(random, index, island);
      hash = treeHash(candidate.tree);
    }
    return { candidate, hash, novel: !this.#isKnown(hash) };
  }

  /** Whether a tree was proposed before, by this search or one that is remembered. */
  #isKnown(hash: string): boolean {
    return this.#seen.has(hash) || this.#tried.has(hash);
  }

  #sample(random: RandomSource): StrategyTree {
    const textbook = this.#textbook.shift();
    if (textbook !== undefined) return textbook;
    return this.#sampler?.sample(random) ?? sampleTree(random, this.#options.families);
  }

  /** Returns a mutation of the rule that the search is around, or the rule itself to begin with. */
  #aroundCandidate(random: RandomSource, index: number): Candidate | undefined {
    const { around } = this.#options;
    if (around === undefined || (index > 0 && !chance(random, AROUND_SHARE))) return undefined;
    const tree = index === 0 ? around.tree : mutateTree(random, around.tree, pickOne(random, AROUND_OPERATORS));
    return { tree, origin: "mutation", parents: [around], operator: "sample" };
  }

  #candidate(random: RandomSource, index: number, { archive }: Island): Candidate {
    const fresh = archive.size === 0 || index < FRESH_SHARE * this.#options.hypothesesMax;
    const operator = fresh ? "sample" : this.#bandit.choose(random);
    const first = operator === "sample" ? undefined : archive.tournament(random);
    if (operator === "sample" || first === undefined) {
      const near = this.#aroundCandidate(random, index);
      if (near !== undefined) return near;
      return { tree: this.#sample(random), origin: "sample", parents: [], operator: "sample" };
    }
    if (operator !== "crossover") {
      return { tree: mutateTree(random, first.tree, operator), origin: "mutation", parents: [first], operator };
    }
    const second = archive.tournament(random) ?? first;
    const tree = crossoverTrees(random, first.tree, second.tree);
    return { tree, origin: "crossover", parents: [first, second], operator };
  }
}
