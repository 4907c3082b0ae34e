import type { MemoryPages } from "../metering/meter-module.ts";

const PAGE_BYTES = 65_536;

/** Memories kept for sessions to come; each reserves gigabytes of addresses, and making one costs more than a small backtest. */
const KEPT_MAX = 4;

interface KeptMemory {
  readonly memory: WebAssembly.Memory;
  readonly pages: MemoryPages;
}

const kept: KeptMemory[] = [];

/** Returns a memory of that size with nothing but zeros in it, one that was given back where there is one. */
export function takeMemory(pages: MemoryPages): WebAssembly.Memory {
  const { initial, maximum } = pages;
  const place = kept.findIndex((one) => one.pages.initial === initial && one.pages.maximum === maximum);
  if (place === -1) return new WebAssembly.Memory({ initial, maximum });
  const [found] = kept.splice(place, 1);
  if (found === undefined) return new WebAssembly.Memory({ initial, maximum });
  new Uint8Array(found.memory.buffer).fill(0);
  return found.memory;
}

/** Keeps a memory that no instance will touch again; one that has grown is dropped, since it cannot shrink. */
export function giveMemoryBack(memory: WebAssembly.Memory, pages: MemoryPages): void {
  if (kept.length < KEPT_MAX && memory.buffer.byteLength === pages.initial * PAGE_BYTES) kept.push({ memory, pages });
}
