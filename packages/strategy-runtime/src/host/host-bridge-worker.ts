// A thread beside the one that trades: a session waits for its process's answer without giving up its turn, so somebody
// else has to read the answer. It imports nothing of the house but its own few files.
import { parentPort, workerData } from "node:worker_threads";
import { BridgeChild } from "./bridge-child.ts";
import type { BridgeReply, BridgeRequest, BridgeSetup } from "./bridge-protocol.ts";
import { HostChannel } from "./host-channel.ts";

const children = new Map<number, BridgeChild>();
const setup = workerData as BridgeSetup;

function say(reply: BridgeReply): void {
  parentPort?.postMessage(reply);
}

function open({ id, memory, body }: Extract<BridgeRequest, { kind: "open" }>): void {
  const child = new BridgeChild(new HostChannel(memory), setup, (pid) => say({ kind: "settled", id, pid }));
  children.set(id, child);
  child.send(body);
}

async function close(): Promise<void> {
  await Promise.all([...children.values()].map((child) => child.end()));
  say({ kind: "closed" });
}

parentPort?.on("message", (request: BridgeRequest) => {
  if (typeof request === "number") children.get(request)?.send();
  else if (request.kind === "open") open(request);
  else if (request.kind === "close") void close();
  else {
    const child = children.get(request.id);
    // Forgotten once it is gone: until then closing has to wait for it.
    void child?.end().then(() => children.delete(request.id));
  }
});
