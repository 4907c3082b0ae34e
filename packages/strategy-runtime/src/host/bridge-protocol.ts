import type { HostProcess } from "./host-process.ts";

/** What the bridge's thread is told when it starts. */
export interface BridgeSetup {
  readonly process: HostProcess;
  readonly memoryMib: number;
  readonly openTimeoutMs: number;
}

/**
 * What the bridge's thread is asked for: to start a process and send it the request that stands in its channel with these
 * bytes behind it, to end one, or to end all and close. A number is the hot one: send what stands in that channel.
 */
export type BridgeRequest =
  | number
  | { readonly kind: "open"; readonly id: number; readonly memory: SharedArrayBuffer; readonly body: Uint8Array }
  | { readonly kind: "end"; readonly id: number }
  | { readonly kind: "close" };

/** What the bridge's thread says: a process answered its `open` or is lost, which its channel tells; all are gone. */
export type BridgeReply =
  | { readonly kind: "settled"; readonly id: number; readonly pid: number | undefined }
  | { readonly kind: "closed" };
