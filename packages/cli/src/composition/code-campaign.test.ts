import { SeededRandom, type SeriesKey } from "@rara-trading/domain";
import { plantedMomentumMarket } from "@rara-trading/market-data";
import { type CampaignOutcome, DEFAULT_GATE1_THRESHOLDS } from "@rara-trading/research";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CampaignHomes } from "../testing/campaign-homes.ts";
import { answerOf, codeAnswer, MODEL_CODE, MOMENTUM_CODE } from "../testing/model-answers.ts";
import { ScriptedModel } from "../testing/scripted-model.ts";

const SLOW_MS = 240_000;
const ABOUT = {
  series: { instrument: "sim:code" as SeriesKey["instrument"], timeframe: "1d" },
  market: plantedMomentumMarket({ bars: 700, sharpe: 5, startMs: 0, random: new SeededRandom("code") }),
  options: { thresholds: { ...DEFAULT_GATE1_THRESHOLDS, betsMin: 30, resamples: 100, breadthShare: 0 } },
} as const;

const ANSWERS = [codeAnswer(MOMENTUM_CODE), answerOf(20), codeAnswer(MODEL_CODE)];

describe("a campaign whose model writes code", { timeout: SLOW_MS }, () => {
  let homes: CampaignHomes;
  beforeEach(() => {
    homes = new CampaignHomes(ABOUT);
  });
  afterEach(() => homes[Symbol.dispose]());

  async function attempt(home: string, answers: readonly string[], diesAtAppend?: number): Promise<CampaignOutcome> {
    using model = new ScriptedModel({ answers });
    return await homes.attempt(
      home,
      { generator: "llm", hypothesesMax: 3 },
      { model: (workshop) => model.in(workshop), ...(diesAtAppend !== undefined && { diesAtAppend }) },
    );
  }

  it("promotes it", async () => {
    const outcome = await attempt("whole", ANSWERS);
    console.log(JSON.stringify(outcome, null, 1).slice(0, 3000));
    console.log(
      homes
        .chain("whole")
        .filter((row) => row.startsWith("verdict"))
        .join("\n")
        .slice(0, 6000),
    );
    expect(outcome.accepted).toHaveLength(1);
  });
});
