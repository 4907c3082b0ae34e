/** Offline trials between two questions: at first, at least and at most. */
const PAUSE_AT_FIRST = 100;
const PAUSE_MIN = 25;
const PAUSE_MAX = 400;

/** How much of what is known is left after another outcome: about the last 100 offline trials, the last 5 answers. */
const OFFLINE_DISCOUNT = 0.99;
const MODEL_DISCOUNT = 0.8;

/**
 * What a token costs, in nodes x bars evaluated: an answer of 5,000 tokens as much as some fifty trials of ten nodes on a
 * thousand bars. In money a token costs far more; at that price no model would ever be asked.
 */
export const NODE_BARS_PER_TOKEN = 100;

/** Discounted sums of improvements and costs. */
interface Account {
  improved: number;
  cost: number;
}

function enter(account: Account, discount: number, improved: boolean, cost: number): void {
  account.improved = account.improved * discount + (improved ? 1 : 0);
  account.cost = account.cost * discount + cost;
}

/**
 * Decides when a model is asked: after a pause of offline trials that is halved when the model's improvements per cost beat
 * those of the offline search, and doubled when they do not. Outcomes and tokens count, never clock time, so a run that is
 * resumed asks where the first attempt asked.
 */
export class ModelPace {
  readonly #offline: Account = { improved: 0, cost: 0 };
  readonly #model: Account = { improved: 0, cost: 0 };
  #pause = PAUSE_AT_FIRST;
  #left = 0;

  /** Offline trials until the model is asked; 0 when it is its turn. */
  get left(): number {
    return this.#left;
  }

  /** An offline trial improved the archive or did not; costs are nodes x bars. */
  offline(improved: boolean, nodeBars: number): void {
    enter(this.#offline, OFFLINE_DISCOUNT, improved, nodeBars);
    this.#left = Math.max(0, this.#left - 1);
  }

  /** The model's proposal improved the archive or did not. */
  answered(improved: boolean, nodeBars: number, tokens: number): void {
    enter(this.#model, MODEL_DISCOUNT, improved, nodeBars + tokens * NODE_BARS_PER_TOKEN);
    // Nothing to compare with before the first offline trial.
    if (this.#offline.cost > 0) {
      const beats = this.#model.improved * this.#offline.cost > this.#offline.improved * this.#model.cost;
      this.#pause = Math.min(PAUSE_MAX, Math.max(PAUSE_MIN, beats ? Math.floor(this.#pause / 2) : this.#pause * 2));
    }
    this.#left = this.#pause;
  }

  /** The model had its turn and said nothing. */
  skipped(): void {
    this.#left = this.#pause;
  }
}
