import { spawn } from "node:child_process";
import { RaraError } from "@rara-trading/domain";
import type { CommandContext } from "../command-context.ts";
import { selectMarkets } from "../demo/demo-markets.ts";
import { surveySeeds } from "../demo/demo-seeds.ts";
import { demoSummary } from "../demo/demo-summary.ts";
import { runDemo } from "../demo/run-demo.ts";

/** What `demo` was asked to do. */
export interface DemonstrateRequest {
  readonly markets: string | undefined;
  readonly seeds: number | undefined;
  readonly open: boolean;
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

function openInBrowser(path: string): void {
  const [command = "xdg-open", ...args] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...args, path], { detached: true, stdio: "ignore" });
  // No browser is no failure: the path is on stderr.
  child.on("error", () => undefined);
  child.unref();
}

function firstSeed(seed: string): number {
  const first = /^\d{1,9}$/.test(seed) ? Number(seed) : NaN;
  if (Number.isInteger(first)) return first;
  throw new RaraError(`Expected a whole number as the first of several seeds, found ${JSON.stringify(seed)}`, {
    category: "usage",
    code: "demo.seed",
    hint: "For example --seed 1 --seeds 20.",
  });
}

/** Runs the demo and returns its document. The user's own home folder is not touched. */
export async function demonstrate(context: CommandContext, request: DemonstrateRequest): Promise<unknown> {
  const markets = selectMarkets(request.markets);
  const { seed } = context.config.research;
  if (request.seeds !== undefined) return surveySeeds(context, firstSeed(seed), request.seeds, markets);
  const run = await runDemo(context, { seed, markets });
  context.output.note(demoSummary(run));
  if (request.open) openInBrowser(run.reportPath);
  return run;
}
