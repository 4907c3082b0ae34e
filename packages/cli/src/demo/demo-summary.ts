import type { DemoMarket } from "./demo-result.ts";
import type { DemoRun } from "./run-demo.ts";

function marketLines({
  label,
  hypotheses,
  rejections,
  best,
  promoted,
  verdict,
  searchPValue,
}: DemoMarket): readonly string[] {
  const rejected = Object.entries(rejections).map(([gate, count]) => `${gate} ${count}`);
  const bestLine =
    best === null
      ? "no hypothesis traded"
      : `best research Sharpe ${best.sharpe?.toFixed(2) ?? "–"}${searchPValue === null ? "" : `, p of the search ${searchPValue.toFixed(3)}`}`;
  return [
    label,
    `  ${hypotheses} hypotheses, ${bestLine}`,
    `  rejected by: ${rejected.join(", ") || "nothing"}`,
    ...promoted.flatMap(({ strategyId, hypothesis, research, paper, decision }) => [
      `  promoted to paper: ${strategyId}: ${hypothesis}`,
      `    research Sharpe ${research.sharpe?.toFixed(2) ?? "–"}, paper Sharpe ${paper?.sharpe?.toFixed(2) ?? "–"}`,
      `    Feedback Bridge: ${decision === null ? "not decided" : `${decision.kind}. ${decision.reason}`}`,
    ]),
    `  ${verdict}`,
  ];
}

/** Returns what a demonstration came to, for people. */
export function demoSummary(run: DemoRun): string {
  return [
    "",
    `Rara demo, seed ${run.seed}, ${run.wallSeconds.toFixed(1)} s${run.status === "interrupted" ? ", interrupted: partial results" : ""}`,
    "",
    ...run.markets.flatMap((market) => [...marketLines(market), ""]),
    `Report: ${run.reportPath}`,
    `Look closer: RARA_HOME=${run.homePath} npx rara-trading research list --run ${run.markets[0]?.runId ?? "RUN"} --output table`,
    "This is a simulation on past and artificial data, no financial advice.",
  ].join("\n");
}
