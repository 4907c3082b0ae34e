import { existsSync } from "node:fs";
import { RaraError } from "@rara-trading/domain";
import type { CommandContext } from "../command-context.ts";
import { openHomeServices } from "../composition/home-services.ts";
import { homePaths } from "../home-paths.ts";

/**
 * Walks the ledger's chain of hashes from its first row to its last.
 * @throws RaraError `research.ledger-broken` (details: the row) when it is not what was written.
 */
export async function verifyLedger({ homePath, clock }: CommandContext): Promise<unknown> {
  if (!existsSync(homePaths(homePath).researchDatabase)) return { verdict: "empty", entries: 0, headHash: null };
  await using services = await openHomeServices(homePath, clock);
  const verdict = await services.ledger.verify();
  if (verdict.kind === "intact") return { verdict: "intact", entries: verdict.entries, headHash: verdict.headHash };
  throw new RaraError(`Expected a ledger as it was written, found that ${verdict.reason}`, {
    category: "refused",
    code: "research.ledger-broken",
    hint: "Nothing that this ledger says can be believed: restore research.db from a backup.",
    details: { seq: verdict.seq },
  });
}
