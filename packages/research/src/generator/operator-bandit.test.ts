import { SeededRandom } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { type Operator, OperatorBandit, OPERATORS } from "./operator-bandit.ts";

function shares(bandit: OperatorBandit, draws: number): Readonly<Record<Operator, number>> {
  const counts: Record<Operator, number> = { jitter: 0, subtree: 0, crossover: 0, sample: 0, simplify: 0 };
  const random = new SeededRandom("shares");
  for (let i = 0; i < draws; i++) counts[bandit.choose(random)] += 1 / draws;
  return counts;
}

function chosen(): readonly Operator[] {
  const bandit = new OperatorBandit();
  const random = new SeededRandom("same");
  return Array.from({ length: 50 }, (_, i) => {
    const operator = bandit.choose(random);
    bandit.learn(operator, i % 3 === 0, 100 + i);
    return operator;
  });
}

describe("OperatorBandit", () => {
  it("comes to prefer the operator that improves the archive, and gives none up", () => {
    const bandit = new OperatorBandit();
    for (let i = 0; i < 200; i++)
      for (const operator of OPERATORS) bandit.learn(operator, operator === "crossover", 100);
    const after = shares(bandit, 2_000);
    expect(after.crossover).toBeGreaterThan(0.7);
    for (const operator of OPERATORS) expect(after[operator]).toBeGreaterThan(0.005);
  });

  it("prefers the cheaper of two that improve it as often: cost is nodes x bars, not time", () => {
    const bandit = new OperatorBandit();
    for (let i = 0; i < 400; i++) {
      bandit.learn("jitter", i % 4 === 0, 5_000);
      bandit.learn("subtree", i % 4 === 0, 20_000);
      for (const operator of ["crossover", "sample", "simplify"] as const) bandit.learn(operator, false, 10_000);
    }
    const after = shares(bandit, 2_000);
    expect(after.jitter).toBeGreaterThan(2 * after.subtree);
  });

  it("forgets: what stopped working is left", () => {
    const bandit = new OperatorBandit();
    for (let i = 0; i < 300; i++) bandit.learn("simplify", true, 100);
    expect(shares(bandit, 1_000).simplify).toBeGreaterThan(0.5);
    for (let i = 0; i < 600; i++) for (const operator of OPERATORS) bandit.learn(operator, operator === "jitter", 100);
    expect(shares(bandit, 1_000).simplify).toBeLessThan(0.1);
  });

  it("chooses the same for the same random stream and the same outcomes", () => {
    expect(chosen()).toEqual(chosen());
  });
});
