import type { CampaignProgress } from "@rara-trading/research";

/** Returns a campaign's progress as a short note: phase, best Sharpe ratio so far, rejections by gate. */
export function campaignNote({ phase, bestSharpe, rejections, replayed }: CampaignProgress): string {
  const best = bestSharpe === null ? "none yet" : bestSharpe.toFixed(2);
  const rejected = Object.entries(rejections).map(([gate, count]) => `${gate} ${count}`);
  const copies = replayed === undefined ? "" : ` ${replayed.done} of ${replayed.of}`;
  const where = phase === "search" ? "" : `${phase}${copies}, `;
  return `${where}best Sharpe ${best}${rejected.length === 0 ? "" : `, rejected: ${rejected.join(", ")}`}`;
}
