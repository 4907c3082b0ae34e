#!/usr/bin/env -S node --conditions=source
// The launcher. Plain JavaScript that Node 18 can parse: it checks the runtime, changes to the pinned one when this one
// is too old or lacks the `source` condition, and only then loads the TypeScript sources.
import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The first Node with a stable `node:sqlite`, native type stripping and `await using`. */
const NODE_MINIMUM = [24, 15, 0];
const SOURCE_CONDITION = "--conditions=source";
/** Set for a process that this launcher started, so that an unsuitable runtime cannot restart itself for ever. */
const RELAUNCHED = "RARA_RELAUNCHED";
const EXIT_BUG = 1;
const EXIT_CONFIGURATION = 4;
/** What a shell reports for a process that died of a signal: 128 + its number. */
const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };

const launcher = realpathSync(fileURLToPath(import.meta.url));

function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  for (const [i, minimum] of NODE_MINIMUM.entries()) {
    if (parts[i] !== minimum) return parts[i] > minimum;
  }
  return true;
}

function hasSourceCondition() {
  const flags = `${process.env.NODE_OPTIONS ?? ""} ${process.execArgv.join(" ")}`;
  return /(?:--conditions|-C)[= ]source(?:\s|$)/.test(flags);
}

/** Returns the pinned runtime's executable: the platform package in a node_modules folder up the tree. */
function findPinnedNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const executable = process.platform === "win32" ? "node.exe" : "node";
  for (let folder = dirname(launcher); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", `node-${platform}-${process.arch}`, "bin", executable);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Runs the launcher again on `node`, in this process where the system can, else in a child with everything forwarded. */
function relaunch(node) {
  const flags = process.execArgv.filter((flag) => flag !== SOURCE_CONDITION);
  const args = [SOURCE_CONDITION, ...flags, launcher, ...process.argv.slice(2)];
  const env = { ...process.env, [RELAUNCHED]: "1" };
  if (typeof process.execve === "function" && process.platform !== "win32") process.execve(node, [node, ...args], env);
  const child = spawn(node, args, { stdio: "inherit", env });
  // A terminal sends Ctrl-C to both processes. The child forces its end on the second signal OF ONE NAME, so SIGINT is
  // passed on as SIGTERM: one Ctrl-C then never counts twice. On Windows `kill` would end the child at once.
  const forward = () => {
    if (process.platform !== "win32") child.kill("SIGTERM");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
  child.on("error", (error) => {
    process.stderr.write(`rara-trading: cannot start ${node}: ${error.message}\n`);
    process.exit(EXIT_BUG);
  });
  child.on("exit", (code, signal) => process.exit(code ?? SIGNAL_EXIT_CODES[signal] ?? EXIT_BUG));
}

function refuseRuntime() {
  process.stderr.write(
    `rara-trading needs Node ${NODE_MINIMUM.join(".")} or newer and found ${process.versions.node}: ` +
      "run `npm ci` in the project, which brings its own, or install a newer Node.\n",
  );
  process.exit(EXIT_CONFIGURATION);
}

async function start() {
  // Stripping the types of every file costs more than all else at a start; Node keeps the result and reuses it.
  module.enableCompileCache(join(dirname(launcher), "..", "node_modules", ".cache", "compile"));
  const [{ runCli }, { processIo }] = await Promise.all([
    import("../src/main.ts"),
    import("../src/adapters/process-io.ts"),
  ]);
  process.exit(await runCli(process.argv.slice(2), processIo()));
}

const relaunched = process.env[RELAUNCHED] === "1";
delete process.env[RELAUNCHED];
const newEnough = isNewEnough(process.versions.node);
if (newEnough && hasSourceCondition()) {
  await start();
} else {
  const node = newEnough ? process.execPath : findPinnedNode();
  if (node === undefined || relaunched) refuseRuntime();
  else relaunch(node);
}
