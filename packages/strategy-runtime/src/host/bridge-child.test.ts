import { describe, expect, it } from "vitest";
import { BridgeChild } from "./bridge-child.ts";
import { HostChannel } from "./host-channel.ts";
import { REPLY_NUMBERS, REPLY_TEXT_BYTES_MAX, ReplyAt, RequestKind } from "./host-frames.ts";

/** How long a process may take to start before it counts as silent. */
const OPEN_TIMEOUT_MS = 60_000;

/** Starts a process that runs `code` in place of a strategy's and returns how its opening ended. */
async function openingOf(code: string, openTimeoutMs = OPEN_TIMEOUT_MS): Promise<unknown> {
  const channel = new HostChannel();
  const setup = {
    process: { command: process.execPath, flags: ["-e"], script: code, workingDirectory: "/" },
    memoryMib: 1_000,
    openTimeoutMs,
  };
  channel.request[0] = RequestKind.open;
  channel.ask();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const child = new BridgeChild(channel, setup, resolve);
  child.send(new Uint8Array(3));
  await promise;
  const outcome = channel.isAnswered ? channel.text(channel.reply[ReplyAt.textBytes] ?? 0) : channel.loss;
  await child.end();
  return outcome;
}

/** Code that writes a reply which announces so many bytes of text, and after it the text. */
function saying(textBytes: string, text: string): string {
  return `const n = new Float64Array(${REPLY_NUMBERS}); n[${ReplyAt.textBytes}] = ${textBytes};
    process.stdout.write(Buffer.concat([Buffer.from(n.buffer), Buffer.from(${text})])); setInterval(() => 0, 1000);`;
}

// What a process could do once a strategy has broken out of its sandbox.
describe("a strategy's process that does not keep to the protocol", () => {
  it("is heard when it does", async () => {
    expect(await openingOf(saying("5", "'hello'"))).toBe("hello");
  });

  it.each([
    ["announces too much", saying(String(REPLY_TEXT_BYTES_MAX + 1), "''"), "it announces too much"],
    ["announces no number", saying("NaN", "''"), "it announces too much"],
    ["says more than it announces", saying("2", "'four'"), "it says more than it announces"],
    ["does not stop talking", "for (;;) process.stdout.write('x'.repeat(1 << 16));", "it says too much"],
  ])("is ended when it %s", async (_what, code, detail) => {
    const outcome = await openingOf(code);
    const said = detail === "it says too much" ? expect.stringMatching(/^it (?:says|announces) too much$/) : detail;
    expect(outcome).toEqual({ loss: "protocol", detail: said });
  });

  it("is told to have ended, with its code", async () => {
    expect(await openingOf("process.exit(7)")).toEqual({ loss: "ended", detail: "code 7" });
  });

  it("is ended when it never says anything", async () => {
    expect(await openingOf("setInterval(() => 0, 1000)", 200)).toMatchObject({ loss: "open-timeout" });
  });
});
