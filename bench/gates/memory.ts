// `npm run bench:memory`: what remembering an earlier campaign does to the next one on the same market. A table on
// stdout: share of trials past G1, campaigns with a promotion, and with a true one.
import { parseArgs } from "node:util";
import type { GateMarket } from "./gate-market.ts";
import { type CampaignPair, type SecondCampaign, secondCampaigns } from "./second-campaign.ts";

const { values } = parseArgs({
  options: {
    markets: { type: "string", default: "40" },
    trials: { type: "string", default: "600" },
    before: { type: "string", default: "1" },
    kind: { type: "string", default: "" },
    from: { type: "string", default: "0" },
  },
});

const KINDS: readonly Pick<GateMarket, "kind" | "sharpe">[] = [
  { kind: "garch", sharpe: 0 },
  { kind: "bootstrap", sharpe: 0 },
  { kind: "momentum", sharpe: 1 },
  { kind: "momentum", sharpe: 2 },
  { kind: "reversion", sharpe: 1 },
  { kind: "reversion", sharpe: 2 },
];

/** A promotion is true when it earns at least .4 of the planted Sharpe ratio on fresh years. */
const TRUE_SHARE = 0.4;

function lineOf(name: string, sharpe: number, campaigns: readonly SecondCampaign[]): string {
  const sum = (of: (one: SecondCampaign) => number): number => campaigns.reduce((total, one) => total + of(one), 0);
  const trials = sum((one) => one.trials);
  const isTrue = (truth: number): boolean => sharpe > 0 && truth > TRUE_SHARE * sharpe;
  const any = campaigns.filter(({ truths }) => truths.length > 0).length;
  const right = campaigns.filter(({ truths }) => truths.some(isTrue)).length;
  const share = ((100 * sum((one) => one.pastG1)) / trials).toFixed(2);
  return `${name.padEnd(30)} past G1 ${share} %, past G2 ${sum((one) => one.pastG2)}, promoted in ${any}, true in ${right} of ${campaigns.length}\n`;
}

const [markets, trials, before, from] = [values.markets, values.trials, values.before, values.from].map(Number) as [
  number,
  number,
  number,
  number,
];
for (const { kind, sharpe } of KINDS.filter((one) => values.kind === "" || values.kind === one.kind)) {
  const pairs: CampaignPair[] = [];
  for (let i = from; i < from + markets; i++)
    pairs.push(await secondCampaigns({ kind, sharpe, seed: `tune-${i}` }, trials, before));
  const name = `${kind} S = ${sharpe}`;
  const blank = pairs.map((pair) => pair.blank);
  const remembering = pairs.map((pair) => pair.remembering);
  process.stdout.write(lineOf(`${name}, blank`, sharpe, blank));
  process.stdout.write(lineOf(`${name}, remembering`, sharpe, remembering));
  const dead = pairs.reduce((sum, pair) => sum + pair.deadZones, 0);
  process.stdout.write(`${"".padEnd(31)}${(dead / pairs.length).toFixed(1)} dead zones known on average\n`);
}
