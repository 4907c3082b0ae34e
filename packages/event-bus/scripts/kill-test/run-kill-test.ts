import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RaraError, SeededRandom } from "@rara-trading/domain";
import { wallClock } from "../wall-clock.ts";
import { readAcknowledged } from "./acknowledged-file.ts";
import { type Audit, audit, countMissingEffects, violationsOf } from "./audit.ts";
import { type ProcessOptions, type ProcessReport, STOP } from "./process-contract.ts";

/** Publications that must be acknowledged between two kills. */
export const ACKNOWLEDGED_BETWEEN_KILLS_MIN = 200;

const PUBLISHERS = ["publisher-1", "publisher-2"] as const;
const CONSUMER = "consumer";
const KILL_DELAY_MS_MAX = 100;
/** After every so many kills, on average, the processes are killed once more while they start and recover. */
const EARLY_KILL_EVERY = 4;
const EARLY_KILL_DELAY_MS_MAX = 500;
const ROUND_TIMEOUT_MS = 60_000;
const CATCH_UP_POLL_MS = 50;

/** What to do and where. */
export interface KillTestOptions {
  /** An empty folder for the log and the publishers' records. */
  readonly folder: string;
  readonly kills: number;
  readonly seed: string;
  /** Told after each kill. */
  readonly onKill?: (kill: number) => void;
}

/** What happened, and everything that must not have. */
export interface KillTestResult extends Audit {
  readonly kills: number;
  /** Further kills while the processes were starting. */
  readonly earlyKills: number;
  readonly seed: string;
  /** The fewest publications acknowledged between two kills. */
  readonly acknowledgedBetweenKillsMin: number;
  readonly wallSeconds: number;
  readonly violations: readonly string[];
}

interface Running {
  readonly name: string;
  readonly child: ChildProcess;
  readonly exit: Promise<unknown>;
  acknowledged: number;
}

/** The processes of one life: started together, killed together. */
class Round implements AsyncDisposable {
  readonly #running: readonly Running[];

  constructor(options: Omit<ProcessOptions, "name">) {
    this.#running = [...PUBLISHERS, CONSUMER].map((name) => start({ ...options, name }));
  }

  /** Waits until enough was acknowledged, every process taking part. @throws RaraError when one ends by itself. */
  async untilBusy(): Promise<void> {
    const deadlineMs = performance.now() + ROUND_TIMEOUT_MS;
    while (!this.#busy()) {
      for (const { name, child } of this.#running) if (child.exitCode !== null) throw ended(name, child.exitCode);
      if (performance.now() > deadlineMs) throw tooSlow("200 acknowledged events");
      await wallClock.sleep(2);
    }
  }

  #busy(): boolean {
    const publishers = this.#running.filter(({ name }) => name !== CONSUMER);
    const sum = publishers.reduce((total, { acknowledged }) => total + acknowledged, 0);
    return sum >= ACKNOWLEDGED_BETWEEN_KILLS_MIN && this.#running.every(({ acknowledged }) => acknowledged > 0);
  }

  /** Kills every process with SIGKILL, in a random order. */
  async kill(random: SeededRandom): Promise<void> {
    const order = this.#running.map((process) => ({ process, rank: random.next() })).sort((a, b) => a.rank - b.rank);
    for (const { process } of order) process.child.kill("SIGKILL");
    await Promise.all(this.#running.map(({ exit }) => exit));
  }

  /** Lets the publishers end by themselves, the consumer catch up, and then end as well. */
  async finish(path: string): Promise<void> {
    await this.#stop((name) => name !== CONSUMER);
    const deadlineMs = performance.now() + ROUND_TIMEOUT_MS;
    while (countMissingEffects(path) > 0) {
      if (performance.now() > deadlineMs) break;
      await wallClock.sleep(CATCH_UP_POLL_MS);
    }
    await this.#stop((name) => name === CONSUMER);
  }

  async #stop(wanted: (name: string) => boolean): Promise<void> {
    for (const { name, child, exit } of this.#running.filter((process) => wanted(process.name))) {
      child.send(STOP);
      await exit;
      if (child.exitCode !== 0) throw ended(name, child.exitCode);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#running) child.kill("SIGKILL");
    await Promise.all(this.#running.map(({ exit }) => exit));
  }
}

function start(options: ProcessOptions): Running {
  const entry = options.name === CONSUMER ? "./consumer-process.ts" : "./publisher-process.ts";
  const script = fileURLToPath(new URL(entry, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=source", script, JSON.stringify(options)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const running: Running = { name: options.name, child, exit: once(child, "exit"), acknowledged: 0 };
  child.on("message", ({ acknowledged }: ProcessReport) => {
    running.acknowledged += acknowledged;
  });
  return running;
}

function ended(name: string, code: number | null): RaraError {
  return new RaraError(`Expected ${name} to run until it is killed or asked to stop, found it ended with ${code}`, {
    category: "bug",
    code: "kill-test.ended",
    hint: "Its own message stands above.",
  });
}

function tooSlow(expected: string): RaraError {
  return new RaraError(`Expected ${expected} within ${ROUND_TIMEOUT_MS} ms`, {
    category: "timeout",
    code: "kill-test.slow",
    hint: "Run it on a machine with less other work.",
  });
}

/**
 * Kills two publishers and a consumer with SIGKILL, `kills` times at random moments while they work (and now and then
 * while they start), lets them end once in peace, and compares the log with what was acknowledged.
 */
export async function runKillTest(options: KillTestOptions): Promise<KillTestResult> {
  const { folder, kills, seed } = options;
  const startedMs = performance.now();
  const random = new SeededRandom(seed);
  const path = join(folder, "rara.db");
  const acknowledged = () => PUBLISHERS.flatMap((name) => readAcknowledged(join(folder, `${name}.acknowledged`)));
  const betweenKills: number[] = [];
  let earlyKills = 0;
  let life = 0;

  for (let kill = 1; kill <= kills; kill++) {
    const before = acknowledged().length;
    await using round = new Round({ path, folder, life: ++life });
    await round.untilBusy();
    await wallClock.sleep(random.nextInt(KILL_DELAY_MS_MAX));
    await round.kill(random);
    betweenKills.push(acknowledged().length - before);
    if (random.nextInt(EARLY_KILL_EVERY) === 0) {
      await using starting = new Round({ path, folder, life: ++life });
      await wallClock.sleep(random.nextInt(EARLY_KILL_DELAY_MS_MAX));
      await starting.kill(random);
      earlyKills += 1;
    }
    options.onKill?.(kill);
  }
  await using last = new Round({ path, folder, life: ++life });
  await last.untilBusy();
  await last.finish(path);

  const found = audit(path, acknowledged());
  return {
    kills,
    earlyKills,
    seed,
    acknowledgedBetweenKillsMin: Math.min(...betweenKills),
    ...found,
    wallSeconds: Math.round(performance.now() - startedMs) / 1000,
    violations: violationsOf(found),
  };
}
