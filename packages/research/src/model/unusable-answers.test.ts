import { describe, expect, it } from "vitest";
import { UNUSABLE_ANSWERS_MAX, UnusableAnswers } from "./unusable-answers.ts";

const unusable = { code: "research.unusable-answer" };

function after(failures: readonly ({ readonly code: string } | null)[]): UnusableAnswers {
  const answers = new UnusableAnswers();
  for (const failure of failures) answers.learn(failure);
  return answers;
}

const times = (count: number): (typeof unusable)[] => Array.from({ length: count }, () => unusable);

describe("UnusableAnswers", () => {
  it("are too many at ten in a row, whichever way they came to no rule", () => {
    expect(UNUSABLE_ANSWERS_MAX).toBe(10);
    expect(after([]).areTooMany).toBe(false);
    expect(after(times(9)).areTooMany).toBe(false);
    const mixed = [...times(8), { code: "research.never-compiled" }, { code: "research.draft-broken-off" }];
    expect(after(mixed)).toMatchObject({ areTooMany: true, inARow: 10 });
  });

  it.each([
    ["a rule that was evaluated", null],
    ["a rule whose evaluation failed", { code: "strategy.trap" }],
  ])("begin again after %s", (_name, failure) => {
    expect(after([...times(9), failure, ...times(9)])).toMatchObject({ areTooMany: false, inARow: 9 });
  });

  it("are too many again after ten more, where the model was asked nevertheless", () => {
    expect(after(times(11)).areTooMany).toBe(false);
    expect(after(times(20))).toMatchObject({ areTooMany: true, inARow: 20 });
  });
});
