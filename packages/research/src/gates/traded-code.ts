import type { RandomSource, StrategyMeta, StrategySession } from "@rara-trading/domain";
import type { CompiledCode } from "../model/campaign-model.ts";
import type { CodeRule } from "../model/trial-rule.ts";
import { parameterNeighbours } from "./parameter-neighbours.ts";
import { stressedSession } from "./stressed-session.ts";
import type { DecisionStress, TradedRule } from "./traded-rule.ts";

/** A model's code, traded in its sandbox with the parameters that its rule names; the others keep their defaults. */
export class TradedCode implements TradedRule {
  readonly rule: CodeRule;
  readonly #code: CompiledCode;
  #meta: StrategyMeta | undefined;

  constructor(rule: CodeRule, code: CompiledCode) {
    this.rule = rule;
    this.#code = code;
  }

  /** What the code says about itself. */
  get meta(): StrategyMeta {
    if (this.#meta !== undefined) return this.#meta;
    const session = this.newSession({});
    this.#meta = session.meta;
    session[Symbol.dispose]?.();
    return this.#meta;
  }

  newSession(stress: DecisionStress): StrategySession {
    return stressedSession(this.#code.newSession(this.rule.parameters), stress);
  }

  neighbours(count: number, spread: number, random: RandomSource): readonly TradedCode[] {
    const sets = parameterNeighbours(this.meta.parameters, count, spread, random);
    return sets.map((parameters) => new TradedCode({ ...this.rule, parameters }, this.#code));
  }
}
