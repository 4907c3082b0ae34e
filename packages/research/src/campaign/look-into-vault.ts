import type { GateCheck, SeriesKey, VaultVerdict } from "@rara-trading/domain";
import { probabilisticSharpeRatio, sharpeSampleOf } from "@rara-trading/simulation";
import { isTree, type RunnableRule } from "../model/trial-rule.ts";
import type { GuardedBars, VaultData } from "../spans/guarded-data.ts";
import type { VaultRefusal, VaultTest } from "../spans/span-registry.ts";
import { guardedExcess, type GuardedTrading } from "./guarded-excess.ts";
import type { WorkshopProduct } from "./strategy-workshop.ts";
import type { TrialRecord } from "./trial-record.ts";

/** What a campaign may do with the vault: commit, and let one p-value be judged. */
export type CampaignVault = Pick<VaultData, "commit" | "test">;

/** Name of the check (G8). */
export const VAULT_GATE = "vault";

/**
 * Returns the p-value of a strategy on the vault's bars: one less the probability that the Sharpe ratio of its daily
 * returns after costs, beyond the benchmark, is above 0; 1 when it never traded there.
 */
function vaultPValue(product: WorkshopProduct, bars: GuardedBars, options: GuardedTrading): number {
  const excess = guardedExcess(product, bars, options);
  const sample = excess === null ? null : sharpeSampleOf(excess);
  const probability = sample === null ? null : probabilisticSharpeRatio(sample, 0);
  return probability === null ? 1 : 1 - probability;
}

/** Enough that a p-value just above its level does not read as equal to it. */
const FIGURES = 6;

function testedVerdict(lineageId: string, { pValue, level, test, passed }: VaultTest): VaultVerdict {
  const side = passed ? "at most" : "above";
  const reason = `In the vault its p-value is ${pValue.toPrecision(FIGURES)}, ${side} the level ${level.toPrecision(FIGURES)} of test ${test} in the life of this home folder.`;
  return { lineageId, pValue, level, test, confirmed: passed, reason };
}

const SHUT: Readonly<Record<VaultRefusal, string>> = {
  "no-commitment": "nothing was committed before the look",
  "commitment-differs": "its lineage committed another module",
  "already-looked": "the one look of its lineage was spent without an answer",
};

/** The look was a person's, who asked a criterion: its yes or no is no p-value, and is not told. */
const SPENT_BY_A_PERSON = "the one look of this strategy was spent on a person's question, which has no p-value";

/**
 * Commits a strategy and spends its lineage's one look into the vault. A lineage is a rule with its parameters on a
 * series, and whatever compiles to the same module: whoever proposes it again gets the answer of the first time.
 */
export async function lookIntoVault(
  vault: CampaignVault,
  trial: Pick<TrialRecord<RunnableRule>, "hypothesis" | "tree">,
  product: WorkshopProduct,
  about: GuardedTrading & Pick<SeriesKey, "timeframe">,
): Promise<VaultVerdict> {
  // Words can be changed without changing what code does, so its rule is the module.
  const rule = isTree(trial.tree) ? trial.hypothesis.treeHash : product.sha256;
  const lineageId = `${rule}@${about.timeframe}`;
  const committed = { strategy: product.sha256, parameters: {} };
  await vault.commit(lineageId, committed);
  const answer = await vault.test(lineageId, committed, (bars) => vaultPValue(product, bars, about));
  // The same words however often the same look is told: a resumed campaign writes the same verdict.
  if (answer.kind === "tested") return testedVerdict(lineageId, answer.test);
  if (answer.test !== undefined) return testedVerdict(lineageId, answer.test);
  const reason = `The vault stayed shut: ${answer.passed === undefined ? SHUT[answer.reason] : SPENT_BY_A_PERSON}.`;
  return { lineageId, pValue: null, level: null, test: null, confirmed: false, reason };
}

/** Returns G8's answer as a check, for a campaign in which the vault decides. */
export function vaultCheck({ pValue, level, confirmed, reason }: VaultVerdict): GateCheck {
  return { gate: VAULT_GATE, passed: confirmed, threshold: level ?? 0, actual: pValue, reason };
}
