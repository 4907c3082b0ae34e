import { StrategyFault, type StrategyMeta } from "@rara-trading/domain";
import type { StrategyModule } from "../strategy-module.ts";
import { Version1Guest } from "../version1/version1-guest.ts";
import { askVersion1Meta } from "../version1/version1-meta.ts";
import { checkAbiVersion } from "./abi.ts";
import { GuestInstance } from "./guest-instance.ts";
import { GuestLog } from "./guest-log.ts";
import { readBytes } from "./guest-memory.ts";
import { META_BYTES_MAX, parseStrategyMeta } from "./strategy-meta.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Returns what a strategy says about itself, by running no more of it than that takes.
 * @throws StrategyFault `abi`, or what its code does.
 */
export function readStrategyMeta(module: StrategyModule): StrategyMeta {
  const guest = new GuestInstance(module, new GuestLog(() => undefined), () => 0);
  return module.abiVersion === 1 ? askVersion1Meta(new Version1Guest(guest)) : askMeta(guest);
}

/** Asks a fresh instance for its version and its meta, in the order that the ABI fixes. */
export function askMeta(guest: GuestInstance): StrategyMeta {
  const { exports } = guest;
  checkAbiVersion(guest.run(() => exports.abi_version()));
  const address = guest.run(() => exports.meta()) >>> 0;
  const length = guest.run(() => exports.meta_len()) >>> 0;
  if (length > META_BYTES_MAX) {
    throw new StrategyFault("abi", `Expected a meta of at most ${META_BYTES_MAX} bytes, found ${length}`);
  }
  return parseStrategyMeta(decode(readBytes(exports.memory, address, length, "the strategy's meta")));
}

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (error) {
    throw new StrategyFault("abi", "Expected the strategy's meta as UTF-8, found other bytes", {}, error);
  }
}
