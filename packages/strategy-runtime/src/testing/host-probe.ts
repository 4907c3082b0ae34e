// Run with the flags of a strategy's process: tells what such a process can do, as `what: outcome` in JSON.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

function outcome(attempt: () => unknown): string {
  try {
    attempt();
    return "done";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

const [target = ""] = process.argv.slice(2);
const outcomes = {
  write: outcome(() => writeFileSync(target, "")),
  writeBesideItself: outcome(() => writeFileSync(new URL("./written", import.meta.url), "")),
  read: outcome(() => readFileSync(target)),
  list: outcome(() => readdirSync("/")),
  spawn: outcome(() => spawnSync(process.execPath, ["--version"])),
  thread: outcome(() => new Worker("", { eval: true })),
  // oxlint-disable-next-line typescript/no-implied-eval -- that it cannot is the point
  evaluate: outcome(() => new Function("return 1")),
  environment: Object.keys(process.env),
  workingDirectory: process.cwd(),
};
process.stdout.write(JSON.stringify(outcomes));
