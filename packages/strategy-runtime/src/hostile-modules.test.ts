import { describe, expect, it } from "vitest";
import { isModuleContained, runModuleCorpus } from "../scripts/hostile/run-module-corpus.ts";

/** A busy machine must not fail a test, so the time of the few that have to be stopped is generous here. */
const TIME_MAX_MS = 10_000;

/** Of the whole corpus, on a busy machine. */
const RUN_MAX_MS = 300_000;

describe("the hostile modules", () => {
  it(
    "are all contained: loops, recursion, bombs, import tricks, NaN payloads, features, broken bytes",
    async () => {
      const outcomes = await runModuleCorpus(TIME_MAX_MS);
      expect(outcomes.length).toBeGreaterThanOrEqual(300);
      expect(new Set(outcomes.map(({ name }) => name)).size).toBe(outcomes.length);
      const loose = outcomes.filter((outcome) => !isModuleContained(outcome, TIME_MAX_MS));
      expect(loose).toEqual([]);
    },
    RUN_MAX_MS,
  );
});
