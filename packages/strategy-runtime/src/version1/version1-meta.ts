import type { StrategyMeta } from "@rara-trading/domain";
import { parseStrategyMeta } from "../session/strategy-meta.ts";
import { refuse, type Version1Guest } from "./version1-guest.ts";

/** Values of `api_version` that this host understands: signals, and the later form with scores. */
const API_VERSIONS: ReadonlySet<unknown> = new Set([1, 2]);

/**
 * Asks a version 1 module what it is: `{ name, version, api_version, description }`. It has no parameters, and no warm-up
 * but the one that it keeps itself by answering `"Hold"`.
 * @throws StrategyFault `abi`, or what its code does.
 */
export function askVersion1Meta(guest: Version1Guest): StrategyMeta {
  const answer = guest.ask("wasm_meta", undefined, {});
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return refuse("wasm_meta", "an object", JSON.stringify(answer));
  }
  const { name, version, description, api_version: apiVersion } = answer as Readonly<Record<string, unknown>>;
  if (!API_VERSIONS.has(apiVersion)) {
    return refuse("wasm_meta", "an api_version of 1 or 2", `version ${JSON.stringify(apiVersion) ?? "none"}`);
  }
  return parseStrategyMeta(JSON.stringify({ name, version, description }));
}
