// `npm run bench:memory`: what remembering earlier campaigns does to the next one on the same market. Markets are those of
// the tuning seeds. A table on stdout: share of the last campaign's trials past G1, markets on which it promoted something,
// and markets on which something true is promoted after all campaigns.
import { parseArgs } from "node:util";
import type { GateMarket } from "./gate-market.ts";
import { type CampaignPair, type OneCampaign, secondCampaigns } from "./second-campaign.ts";

const { values } = parseArgs({
  options: {
    kinds: { type: "string", default: "garch-0,bootstrap-0,momentum-1,momentum-2,reversion-1,reversion-2" },
    markets: { type: "string", default: "40" },
    trials: { type: "string", default: "600" },
    before: { type: "string", default: "1" },
  },
});

/** A promotion is true when it earns at least .4 of the planted Sharpe ratio on fresh years. */
const TRUE_SHARE = 0.4;

function lineOf(name: string, pairs: readonly CampaignPair[], last: (pair: CampaignPair) => OneCampaign): string {
  let [trials, pastG1, pastG2, promoted, found] = [0, 0, 0, 0, 0];
  for (const pair of pairs) {
    const { sharpe } = pair.market;
    const own = last(pair);
    const truths = [...pair.earlier, own].flatMap((campaign) => campaign.truths);
    trials += own.trials;
    pastG1 += own.pastG1;
    pastG2 += own.pastG2;
    if (own.truths.length > 0) promoted++;
    if (sharpe > 0 && truths.some((truth) => truth > TRUE_SHARE * sharpe)) found++;
  }
  const share = ((100 * pastG1) / trials).toFixed(2);
  const figures = `past G1 ${share} %, past G2 ${pastG2}, it promoted on ${promoted}, true on ${found} of ${pairs.length}`;
  return `${name.padEnd(26)}${figures}\n`;
}

const [markets, trials, before] = [Number(values.markets), Number(values.trials), Number(values.before)];
for (const name of values.kinds.split(",")) {
  const [kind, sharpe] = name.split("-");
  const pairs: CampaignPair[] = [];
  for (let i = 0; i < markets; i++) {
    const market = { kind: kind as GateMarket["kind"], sharpe: Number(sharpe), seed: `tune-${i}` };
    pairs.push(await secondCampaigns(market, trials, before));
  }
  process.stdout.write(lineOf(`${name}, blank`, pairs, ({ blank }) => blank));
  process.stdout.write(lineOf(`${name}, remembering`, pairs, ({ remembering }) => remembering));
  const dead = pairs.reduce((sum, pair) => sum + pair.deadZones, 0) / pairs.length;
  process.stdout.write(`${"".padEnd(26)}${dead.toFixed(1)} dead zones known on average\n`);
}
