import type { Clock, RaraError } from "@rara-trading/domain";
import { expect } from "vitest";
import type { GithubAccess } from "../registry/github-access.ts";
import { GithubStrategyRegistry } from "../registry/github-strategy-registry.ts";
import { REPOSITORY } from "./github-server.ts";

/** A token that must turn up nowhere but in the header it is for. */
export const TOKEN = "ghp_very-secret-0123456789";
/** The time of the registry's clock, which stands still. */
export const NOW_MS = Date.UTC(2026, 0, 1);

/** Returns a registry of the test repository; `waitsMs` hears how long it waits between tries, without waiting. */
export function testRegistry(
  apiUrl: string,
  options: Partial<GithubAccess> = {},
  waitsMs: number[] = [],
): GithubStrategyRegistry {
  const clock: Clock = {
    nowMs: () => NOW_MS,
    sleep: async (durationMs) => {
      waitsMs.push(durationMs);
      await Promise.resolve();
    },
  };
  return new GithubStrategyRegistry({ apiUrl, fetch, clock, token: TOKEN, ...options }, REPOSITORY);
}

/** Returns what a call throws, after making sure that it tells nobody the token. */
export async function registryFault(call: Promise<unknown>): Promise<RaraError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown as RaraError,
  );
  if (error === undefined) throw new Error("Expected a failure, found none");
  const { message, hint, details, stack, cause } = error;
  expect(`${message} ${hint} ${JSON.stringify(details)} ${stack} ${String(cause)}`).not.toContain(TOKEN);
  return error;
}
