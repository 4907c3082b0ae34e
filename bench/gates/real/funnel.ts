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
  /** Whether it passed G1, and G3 to G7 when they were asked without G2. */
  readonly pastTheRest: boolean;
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

/** Returns the stages of a campaign, from all trials to what was promoted. */
export function funnelOf(trials: readonly FunnelTrial[]): readonly FunnelStage[] {
  const where = (name: string, belongs: (trial: FunnelTrial) => boolean): FunnelStage =>
    stage(name, trials.filter(belongs));
  return [
    where("all trials", () => true),
    where("weighed", ({ weighed }) => weighed),
    where("past G1", ({ pastG1 }) => pastG1),
    where("past G2 alone", ({ pastG2 }) => pastG2),
    where("past G1, G3 to G7", ({ pastTheRest }) => pastTheRest),
    where("past G1 and G2", ({ pastG1, pastG2 }) => pastG1 && pastG2),
    where("promoted", ({ promoted }) => promoted),
  ];
}
