import { createHash } from "node:crypto";
import { type MarketCalendar, RaraError } from "@rara-trading/domain";
import type { GuardedBars } from "@rara-trading/research";
import type { ParameterValues } from "@rara-trading/strategy-runtime";
import {
  dailyReturns,
  maxDrawdown,
  compound,
  runBacktest,
  scaleReturns,
  sharpeRatio,
  volatilityFactor,
} from "@rara-trading/simulation";
import { daysPerYear, firstBarAtOrAfter } from "@rara-trading/domain";
import type { CommandContext } from "../command-context.ts";
import type { HomeServices } from "../composition/home-services.ts";
import type { OpenedSeries } from "./strategy-research-bars.ts";
import { backtestEngine } from "./strategy-run.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** What is judged on a guarded span. */
export interface GuardedQuestion {
  readonly span: "validation" | "vault";
  readonly subject: StrategySubject;
  readonly parameters: ParameterValues;
}

/** Returns the identity of a strategy with its parameters: the lineage that gets one look into the vault. */
export function lineageOfModule(sha256: string, parameters: ParameterValues): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([sha256, sorted]))
    .digest("hex");
}

function passes(
  question: GuardedQuestion,
  bars: GuardedBars,
  context: CommandContext,
  calendar: MarketCalendar,
): boolean {
  const { paper, research } = context.config;
  const { candles, tradeFromMs } = bars;
  const engine = backtestEngine(paper, tradeFromMs);
  const first = firstBarAtOrAfter(candles, tradeFromMs);
  const { equity } = runBacktest(question.subject.openSession(question.parameters), candles, engine);
  const returns = dailyReturns(equity.subarray(first), candles.openTimeMs.subarray(first), engine.capital);
  const sharpe = sharpeRatio(returns, daysPerYear(calendar));
  const drawdown = maxDrawdown(compound(scaleReturns(returns, volatilityFactor(returns, calendar))), 1);
  return sharpe !== null && sharpe > research.minSharpe && drawdown < research.maxDrawdown;
}

/**
 * Asks a guarded span whether the strategy meets the criterion, and says yes or no and nothing else. The look is charged
 * before it is answered; the vault opens once for a lineage (module and parameters), for ever.
 * @throws RaraError `strategy.vault-spent` when it has been looked into before.
 */
export async function askGuardedSpan(
  context: CommandContext,
  services: HomeServices,
  { room, series, calendar }: OpenedSeries,
  question: GuardedQuestion,
): Promise<unknown> {
  const { minSharpe, maxDrawdown: drawdownMax } = context.config.research;
  const { span, subject, parameters } = question;
  // Fails on parameters that it does not take before anything is charged.
  subject.openSession(parameters);
  const criterion = `Sharpe ratio above ${minSharpe} after costs, and drawdown below ${drawdownMax} at 10 % volatility`;
  const lineageId = lineageOfModule(subject.sha256, parameters);
  const check = (bars: GuardedBars): boolean => passes(question, bars, context, calendar);
  const passed = span === "validation" ? await room.validation.ask(lineageId, check) : await vaultAnswer();
  const looks = await services.spans.looks(series.instrument);
  return {
    strategy: subject.meta.name,
    artifactSha256: subject.sha256,
    parameters,
    instrument: series.instrument,
    timeframe: series.timeframe,
    span,
    lineageId,
    criterion,
    passed,
    looks: looks[span],
  };

  async function vaultAnswer(): Promise<boolean> {
    const committed = { strategy: subject.sha256, parameters };
    await room.vault.commit(lineageId, committed);
    const answer = await room.vault.look(lineageId, committed, check);
    if (answer.kind === "answered") return answer.passed;
    throw new RaraError(`Expected a lineage that has not looked into the vault, found ${answer.reason}`, {
      category: "refused",
      code: "strategy.vault-spent",
      hint: "The vault answers a strategy with its parameters once. New evidence comes from paper trading.",
      details: { lineageId, reason: answer.reason },
    });
  }
}
