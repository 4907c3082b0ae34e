import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RaraError } from "@rara-trading/domain";
import { runKillTest } from "./kill-test/run-kill-test.ts";

const SCHEMA = "rara.kill-test/1";
const KILLS_MAX = 10_000;
const PROGRESS_EVERY_KILLS = 10;

function countOf(text: string): number {
  const kills = Number(text);
  if (Number.isInteger(kills) && kills >= 1 && kills <= KILLS_MAX) return kills;
  throw new RaraError(`Expected --kills from 1 to ${KILLS_MAX}, found ${text}`, {
    category: "usage",
    code: "kill-test.usage",
    hint: "Run `npm run test:kill -- --kills 50`.",
  });
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document, undefined, process.stdout.isTTY ? 2 : undefined)}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { kills: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
  });
  const kills = countOf(values.kills);
  const folder = await mkdtemp(join(tmpdir(), "rara-kill-test-"));
  const onKill = (kill: number): void => {
    if (kill % PROGRESS_EVERY_KILLS === 0) process.stderr.write(`${kill} of ${kills} kills\n`);
  };
  const data = await runKillTest({ folder, kills, seed: values.seed, onKill });
  if (data.violations.length === 0) {
    await rm(folder, { recursive: true });
    print({ schema: SCHEMA, ok: true, data });
    return 0;
  }
  const hint = `The log and the publishers' records are kept in ${folder}.`;
  print({
    schema: SCHEMA,
    ok: false,
    error: { code: "kill-test.violation", message: data.violations.join("; "), hint },
    data,
  });
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const { code, message, hint } = RaraError.from(error);
  print({ schema: SCHEMA, ok: false, error: { code, message, hint } });
  process.exitCode = 1;
}
