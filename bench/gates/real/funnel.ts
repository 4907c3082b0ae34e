import type { LoggedTrial } from "@rara-trading/research";

/** How the members of one stage of the funnel do where nobody looked. */
export interface FunnelStage {
  readonly name: string;
  readonly members: number;
  /** Members that traded there. */
  readonly traded: number;
  /** Mean annualised Sharpe ratio of those; `null` of none. */
  readonly meanSharpe: number | null;
  /** Share of those with a Sharpe ratio above 0. */
  readonly positiveShare: number | null;
}

/** A trial with what the funnel asks of it. */
export interface FunnelTrial {
  readonly trial: LoggedTrial;
  /** Whether it has enough independent bets to be weighed. */
  readonly weighed: boolean;
  readonly pastG1: boolean;
  /** Whether the reality check alone lets it pass. */
  readonly pastG2: boolean;
  readonly promoted: boolean;
  readonly unseen: number | null;
}

function stage(name: string, members: readonly FunnelTrial[]): FunnelStage {
  const sharpes = members.flatMap(({ unseen }) => (unseen === null ? [] : [unseen]));
  const share = (count: number): number | null => (sharpes.length === 0 ? null : count / sharpes.length);
  return {
    name,
    members: members.length,
    traded: sharpes.length,
    meanSharpe: share(sharpes.reduce((sum, one) => sum + one, 0)),
    positiveShare: share(sharpes.filter((one) => one > 0).length),
  };
}

/** Returns the stages of a campaign, each a part of the one before but for G2 alone. */
export function funnelOf(trials: readonly FunnelTrial[]): readonly FunnelStage[] {
  return [
    stage(
      "30 bets",
      trials.filter(({ weighed }) => weighed),
    ),
    stage(
      "past G1",
      trials.filter(({ pastG1 }) => pastG1),
    ),
    stage(
      "past G2 alone",
      trials.filter(({ pastG2 }) => pastG2),
    ),
    stage(
      "past G1 and G2",
      trials.filter(({ pastG1, pastG2 }) => pastG1 && pastG2),
    ),
    stage(
      "promoted",
      trials.filter(({ promoted }) => promoted),
    ),
  ];
}
