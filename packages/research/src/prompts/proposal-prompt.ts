import { CODE_RULES, proposalFormat, RULE_FORMS, treeFormat } from "./answer-format.ts";
import { calibrationWords } from "./calibration.ts";
import { estimateLines } from "./estimate-record.ts";
import { FAMILIES, type Family } from "../hypothesis/strategy-tree.ts";
import { countText, figureText, knownWord } from "./figure-text.ts";
import { funnelWords } from "./gate-words.ts";
import type { FigureAt, MarketFeatures } from "./market-features.ts";
import { centreLines } from "./centre-lines.ts";
import { familiesOf, type ProposalContext } from "./proposal-context.ts";
import { deadZoneLines } from "./dead-zone-lines.ts";
import { type TriedHypothesis, triedLine } from "./tried-hypothesis.ts";

/** Trials that are shown: a long list makes proposals worse, not better. */
const BEST_SHOWN = 5;
const LAST_SHOWN = 10;
/** Failures of one family in a row after which a prompt asks for another. */
const FAILURES_IN_A_ROW = 3;

/** What a model is asked with. */
export interface Prompt {
  readonly system: string;
  readonly prompt: string;
}

/** Returns the trials that a prompt shows: the best by Sharpe ratio, then the last, without doubles. */
export function shownTrials(tried: readonly TriedHypothesis[]): readonly TriedHypothesis[] {
  const best = tried
    .filter(({ sharpe }) => sharpe !== null && Number.isFinite(sharpe))
    .toSorted((a, b) => (b.sharpe ?? 0) - (a.sharpe ?? 0))
    .slice(0, BEST_SHOWN);
  return [...best, ...tried.slice(-LAST_SHOWN).filter((one) => !best.includes(one))];
}

/** Returns the question for one hypothesis. The same context gives the same text. */
export function proposalPrompt(context: ProposalContext): Prompt {
  return { system: systemText(context), prompt: promptText(context) };
}

function systemText(context: ProposalContext): string {
  const { costs, benchmark, sdkSignatures } = context;
  const against = benchmark === "cash" ? "cash" : "holding the instrument at equal volatility";
  return `You propose trading hypotheses for one instrument, which you know only by the numbers given. You never judge them: tests do.
Execution: a decision at a bar's close is filled at the next bar's open. Each side costs ${figureText(costs.feeBps)} bp of fees and ${figureText(costs.slippageBps)} bp of slippage.
A strategy must beat ${against}, survive twice the costs, a delay of one bar and changed parameters, and stand out among all trials of the search: every proposal makes that harder for the next.

What a strategy may import from "rara", with exact signatures; there is nothing else:
${sdkSignatures}

${CODE_RULES}

${treeFormat()}

${RULE_FORMS}

Answer with one JSON object and nothing else, in this shape:
${proposalFormat(familiesOf(context))}`;
}

function promptText(context: ProposalContext): string {
  const { tried, triedCount = tried.length, rejections, calibration, estimates, deadZones = [] } = context;
  const shown = shownTrials(tried);
  const funnel = funnelWords(rejections);
  return [
    "The market, in numbers (bars are closed bars of one timeframe):",
    ...featureLines(context.features),
    "",
    `Trials so far: ${countText(triedCount)}.`,
    funnel.length === 0 ? "No gate has stopped any." : `Stopped by gate: ${funnel.join(", ")}.`,
    ...deadZoneLines(deadZones),
    ...(shown.length === 0 ? [] : ["The best and the last of them:", ...shown.map(triedLine)]),
    "",
    calibrationWords(calibration),
    ...(estimates === undefined ? [] : estimateLines(estimates)),
    "",
    ...centreLines(context.around),
    ...guidance(context),
  ].join("\n");
}

function guidance({ tried, family, around }: ProposalContext): readonly string[] {
  const last = tried.slice(-FAILURES_IN_A_ROW);
  const [first] = last;
  const isStuck =
    last.length === FAILURES_IN_A_ROW &&
    last.every((one) => one.outcome.kind !== "accepted" && one.family === first?.family);
  const wanted = knownWord<Family | "any">(family, FAMILIES, "any");
  return [
    wanted === "any" ? "Choose the family yourself." : `Stay in the family ${wanted}.`,
    ...(tried.length >= LAST_SHOWN ? ["Build on what came close, and say which trial it changes."] : []),
    ...(tried.length < LAST_SHOWN && around === undefined ? ["Start simple: one idea, two conditions at most."] : []),
    ...(isStuck && wanted === "any" ? ["The last trials of one family all failed: take another one."] : []),
    "Make exactly one change that can be tested against its parent. Propose one hypothesis.",
  ];
}

function featureLines(features: MarketFeatures): readonly string[] {
  const { volumeProfile } = features;
  return [
    `bars: ${countText(features.bars)}`,
    `volatility of log returns per bar: ${figureText(features.volatility)}, in the last quarter ${figureText(features.recentVolatility)}`,
    `mean return over volatility, per bar: ${figureText(features.drift)}`,
    `skewness: ${figureText(features.skewness)}, excess kurtosis: ${figureText(features.excessKurtosis)}`,
    `autocorrelation of returns at lag: ${figures(features.returnAutocorrelation)}`,
    `autocorrelation of their sizes at lag: ${figures(features.sizeAutocorrelation)}`,
    `variance ratio at bars (1 is a random walk): ${figures(features.varianceRatio)}`,
    `share of trending stretches of bars: ${figures(features.trendShare)}`,
    `share of bars with a gap: ${figureText(features.gapShare)}, mean gap in mean ranges: ${figureText(features.gapSize)}`,
    `mean range over close: ${figureText(features.range)}, mean place of the close in its bar: ${figureText(features.closePlace)}`,
    `volume over its mean of 20 bars, percentiles 10, 50, 90: ${[volumeProfile.low, volumeProfile.middle, volumeProfile.high].map(figureText).join(", ")}`,
    `correlation of volume with the size of returns: ${figureText(features.volumeSizeCorrelation)}`,
  ];
}

function figures(list: readonly FigureAt[]): string {
  return list.map(({ bars, value }) => `${countText(bars)}: ${figureText(value)}`).join(", ");
}
