import type { CampaignProgress } from "@rara-trading/research";
import type { ProgressReporter, ProgressTask } from "../progress/progress-reporter.ts";
import { campaignNote } from "../progress/campaign-note.ts";
import type { DemoMarketDefinition } from "./demo-markets.ts";

/** Shows several campaigns side by side as one count of hypotheses. */
export class DemoProgress implements Disposable {
  readonly #task: ProgressTask;
  readonly #markets: readonly DemoMarketDefinition[];
  readonly #evaluated: number[];

  constructor(reporter: ProgressReporter, markets: readonly DemoMarketDefinition[], hypothesesEach: number) {
    this.#markets = markets;
    this.#evaluated = markets.map(() => 0);
    this.#task = reporter.begin({ label: "research", unit: "hypotheses", total: hypothesesEach * markets.length });
  }

  /** Takes the progress of the campaign on market `index`. */
  campaign(index: number, progress: CampaignProgress): void {
    this.#evaluated[index] = progress.evaluated;
    const done = this.#evaluated.reduce((sum, count) => sum + count, 0);
    this.#task.update(done, `${this.#markets[index]?.kind ?? ""}: ${campaignNote(progress)}`);
  }

  [Symbol.dispose](): void {
    this.#task[Symbol.dispose]();
  }
}
