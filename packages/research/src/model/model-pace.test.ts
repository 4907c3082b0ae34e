import { describe, expect, it } from "vitest";
import { ModelPace, NODE_BARS_PER_TOKEN } from "./model-pace.ts";

const TRIAL_NODE_BARS = 10_000;
const ANSWER_TOKENS = 5_000;

/** Lets the offline search have its trials, one in so many an improvement, until it is the model's turn. */
function search(pace: ModelPace, oneIn: number): number {
  let trials = 0;
  while (pace.left > 0) pace.offline(++trials % oneIn === 0, TRIAL_NODE_BARS);
  return trials;
}

/** Returns the pauses after each of the model's turns. */
function pauses(answers: readonly boolean[], oneIn: number): readonly number[] {
  const pace = new ModelPace();
  return answers.map((improved) => {
    pace.answered(improved, TRIAL_NODE_BARS, ANSWER_TOKENS);
    return search(pace, oneIn);
  });
}

/** Returns the pause after answers of so many tokens that improved both times, with one offline trial in a hundred. */
function pauseAt(tokens: number): number {
  const pace = new ModelPace();
  pace.answered(true, 0, tokens);
  search(pace, 100);
  pace.answered(true, 0, tokens);
  return pace.left;
}

describe("ModelPace", () => {
  it("begins with the model, and asks again after a hundred offline trials", () => {
    const pace = new ModelPace();
    expect(pace.left).toBe(0);
    pace.answered(true, TRIAL_NODE_BARS, ANSWER_TOKENS);
    expect(search(pace, 10)).toBe(100);
  });

  it("asks twice as often while the model improves more per cost, down to every 25 trials", () => {
    expect(pauses([true, true, true, true, true], 1_000)).toEqual([100, 50, 25, 25, 25]);
  });

  it("asks half as often while it does not, up to every 400", () => {
    expect(pauses([true, false, false, false, true], 2)).toEqual([100, 200, 400, 400, 400]);
  });

  it("weighs what an answer cost: the same improvements for more tokens are fewer per cost", () => {
    // One offline improvement in a hundred trials costs a million nodes x bars; so much is 10,000 tokens.
    const even = (100 * TRIAL_NODE_BARS) / NODE_BARS_PER_TOKEN;
    expect([pauseAt(even / 2), pauseAt(even * 2)]).toEqual([50, 200]);
  });

  it("keeps its pause when the model had nothing to say", () => {
    const pace = new ModelPace();
    pace.skipped();
    expect(search(pace, 10)).toBe(100);
    pace.skipped();
    expect(pace.left).toBe(100);
  });
});
