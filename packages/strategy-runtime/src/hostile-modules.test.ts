import { describe, expect, it } from "vitest";
import { runModuleCorpus } from "../scripts/hostile/run-module-corpus.ts";

/**
 * A busy machine must not fail a test, so the time here is generous; that every module is stopped within a second is
 * what `npm run test:hostile` measures. The host's growth is the promise itself.
 */
const TIME_MAX_MS = 10_000;
const GROWTH_MAX_BYTES = 64 * 2 ** 20;

/** Of the whole corpus, on a busy machine. */
const RUN_MAX_MS = 300_000;

describe("the hostile modules", () => {
  it(
    "are all contained: loops, recursion, bombs, import tricks, NaN payloads, features, broken bytes",
    async () => {
      const outcomes = await runModuleCorpus();
      expect(outcomes.length).toBeGreaterThanOrEqual(300);
      expect(new Set(outcomes.map(({ name }) => name)).size).toBe(outcomes.length);
      const loose = outcomes.filter(
        ({ asExpected, elapsedMs, grownBytes }) =>
          !asExpected || elapsedMs >= TIME_MAX_MS || grownBytes >= GROWTH_MAX_BYTES,
      );
      expect(loose).toEqual([]);
    },
    RUN_MAX_MS,
  );
});
