import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { BridgeSetup } from "./bridge-protocol.ts";
import type { HostChannel, Loss } from "./host-channel.ts";
import { REPLY_BYTES, REPLY_NUMBERS, REPLY_TEXT_BYTES_MAX, ReplyAt } from "./host-frames.ts";

/** How often a process is looked at for its memory. */
const LOOK_EVERY_MS = 500;

/** One strategy's process as the bridge's thread sees it: requests go in, replies come out, and its end is told. */
export class BridgeChild {
  readonly #channel: HostChannel;
  readonly #setup: BridgeSetup;
  readonly #child: ChildProcess;
  readonly #settled: (pid: number | undefined) => void;
  readonly #exited: Promise<void>;
  readonly #openTimer: NodeJS.Timeout;
  readonly #memoryTimer: NodeJS.Timeout;
  readonly #frame = new Uint8Array(REPLY_BYTES + REPLY_TEXT_BYTES_MAX);
  readonly #header = new Float64Array(this.#frame.buffer, 0, REPLY_NUMBERS);
  #received = 0;
  #isSettled = false;
  #lost = false;

  /** `settled` is called once: when the first reply is there, or the process is lost before. */
  constructor(channel: HostChannel, setup: BridgeSetup, settled: (pid: number | undefined) => void) {
    this.#channel = channel;
    this.#setup = setup;
    this.#settled = settled;
    const { command, flags, script, workingDirectory } = setup.process;
    const child = spawn(command, [...flags, script], {
      env: {},
      cwd: workingDirectory,
      stdio: ["pipe", "pipe", "ignore"],
      windowsHide: true,
      // A session of its own: Ctrl-C in the terminal is the desk's affair.
      detached: process.platform !== "win32",
    });
    this.#child = child;
    // What breaks on the way in shows as the end of the process.
    child.stdin?.on("error", () => undefined);
    child.stdout?.on("data", (bytes: Buffer) => this.#take(bytes));
    child.on("error", (error) => this.#lose("not-started", error.message));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#exited = promise;
    child.once("close", (code, signal) => {
      this.#lose("ended", signal === null ? `code ${code}` : `signal ${signal}`);
      resolve();
    });
    this.#openTimer = setTimeout(() => this.#lose("open-timeout", ""), setup.openTimeoutMs);
    this.#memoryTimer = setInterval(() => this.#checkMemory(), LOOK_EVERY_MS);
  }

  /** Sends the request that stands in the channel, and what comes behind it. */
  send(body?: Uint8Array): void {
    // Copied: the channel's memory is the session's again before the stream is done with it.
    this.#child.stdin?.write(Buffer.from(this.#channel.requestBytes));
    if (body !== undefined) this.#child.stdin?.write(body);
  }

  /** Ends the process, whatever it is doing, and resolves when it is gone. */
  end(): Promise<void> {
    this.#lose("ended", "its session is over");
    return this.#exited;
  }

  #take(bytes: Buffer): void {
    if (this.#lost) return;
    if (this.#received + bytes.length > this.#frame.length) return this.#lose("protocol", "it says too much");
    this.#frame.set(bytes, this.#received);
    this.#received += bytes.length;
    if (this.#received < REPLY_BYTES) return;
    const textBytes = this.#header[ReplyAt.textBytes] ?? Number.NaN;
    if (!(textBytes >= 0 && textBytes <= REPLY_TEXT_BYTES_MAX)) {
      return this.#lose("protocol", "it announces too much");
    }
    if (this.#received < REPLY_BYTES + textBytes) return;
    if (this.#received > REPLY_BYTES + textBytes) return this.#lose("protocol", "it says more than it announces");
    this.#received = 0;
    this.#channel.answer(
      this.#frame.subarray(0, REPLY_BYTES),
      this.#frame.subarray(REPLY_BYTES, REPLY_BYTES + textBytes),
    );
    this.#settle();
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#openTimer);
    this.#settled(this.#child.pid);
  }

  #lose(loss: Loss, detail: string): void {
    if (this.#lost) return;
    this.#lost = true;
    clearInterval(this.#memoryTimer);
    this.#child.kill("SIGKILL");
    this.#channel.lose(loss, detail);
    this.#settle();
  }

  #checkMemory(): void {
    const mib = residentMib(this.#child.pid);
    if (mib !== undefined && mib > this.#setup.memoryMib) this.#lose("memory", `${Math.round(mib)} MiB`);
  }
}

/** Resident memory of a process, where the system tells it. */
function residentMib(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== "linux") return undefined;
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? undefined : Number(kib) / 1024;
  } catch {
    // It has just ended, which is told otherwise.
    return undefined;
  }
}
