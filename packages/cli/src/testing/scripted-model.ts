import { modelClient, ScriptedClient, SqliteUsageJournal } from "@rara-trading/agent";
import { SeededRandom } from "@rara-trading/domain";
import type { CampaignModel, ModelAnswer, ModelQuestion } from "@rara-trading/research";
import { SystemClock } from "../adapters/system-clock.ts";
import { modelAsker } from "../commands/agent-model.ts";
import type { CompilingWorkshop } from "../composition/compiling-workshop.ts";

/** What a scripted model says, and to whom it listens. */
export interface ModelScript {
  /** What it answers, one question after another; each answer is worth 1,000 tokens and a quarter dollar. */
  readonly answers: readonly string[];
  /** Takes every question. */
  readonly questions?: string[];
  readonly tokensPerDay?: number;
}

/** A model in the place of a real one, behind the client, the budget and the journal that a real one has. */
export class ScriptedModel implements Disposable {
  readonly #journal = SqliteUsageJournal.open(":memory:");
  readonly #ask: CampaignModel["ask"];

  constructor({ answers, questions = [], tokensPerDay = 1_000_000 }: ModelScript) {
    const scripted = answers.map((text) => ({
      text,
      inputTokens: 900,
      outputTokens: 100,
      costUsd: 0.25,
      model: "m-1",
    }));
    const client = modelClient(new ScriptedClient(scripted), {
      journal: this.#journal,
      budget: { tokensPerDay, usdPerDay: null },
      prices: null,
      clock: new SystemClock(),
      random: new SeededRandom(1),
      attemptsMax: 1,
      atOnceMax: 1,
    });
    this.#ask = <T>(question: ModelQuestion<T>): Promise<ModelAnswer<T>> => {
      questions.push(question.prompt);
      return modelAsker(client)(question);
    };
  }

  /** Returns it as a campaign with this workshop asks it. */
  in(workshop: CompilingWorkshop): CampaignModel {
    return {
      backend: "scripted",
      ask: this.#ask,
      sdkSignatures: "",
      maxOutputTokens: 1_000,
      compile: (source: string) => workshop.compile(source),
    };
  }

  [Symbol.dispose](): void {
    this.#journal[Symbol.dispose]();
  }
}
