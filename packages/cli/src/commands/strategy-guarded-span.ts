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
import { changedParameters } from "./strategy-parameters.ts";
import { backtestEngine } from "./strategy-run.ts";
import type { StrategySubject } from "./strategy-subject.ts";

/** What is judged on a guarded span. */
export interface GuardedQuestion {
  readonly span: "validation" | "vault";
  readonly subject: StrategySubject;
  readonly parameters: ParameterValues;
}

/** Returns the name under which a person asks about a strategy with its parameters. Research has another for the same module. */
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
 * before it is answered; the vault opens once for a module with its parameters, for ever, whether research or a person asks.
 * @throws RaraError `strategy.vault-spent` when it has been looked into before; its details tell what that look answered.
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
    // As research commits the same module, which it trades as it was compiled: by what differs from that.
    const committed = { strategy: subject.sha256, parameters: changedParameters(subject.meta, parameters) };
    await room.vault.commit(lineageId, committed);
    const answer = await room.vault.look(lineageId, committed, check);
    if (answer.kind === "answered") return answer.passed;
    const { reason, test, passed: answered } = answer;
    const whose = test === undefined ? "" : " of research";
    throw new RaraError(`Expected a strategy that has not looked into the vault, found ${reason}${whose}`, {
      category: "refused",
      code: "strategy.vault-spent",
      hint: "The vault answers a strategy with its parameters once, whether research or a person asks. New evidence comes from paper trading.",
      details: {
        lineageId,
        reason,
        ...(test !== undefined && { test }),
        ...(answered !== undefined && { passed: answered }),
      },
    });
  }
}
