import { describe, expect, it } from "vitest";
import { runSources } from "../scripts/hostile/run-source.ts";
import { sourceCorpus } from "../scripts/hostile/source-corpus.ts";

/** Every fourth of the sources that are no bombs: `npm run test:hostile` runs all of them. */
const EVERY = 4;
/** Bombs that go off, or fail to, within a second or two. */
const BOMBS: ReadonlySet<string> = new Set([
  "bomb: 30,000 negations",
  "bomb: 5,000 nested conditions",
  "bomb: a comment that never ends",
  "bomb: constants that are each other",
  "bomb: an interface that extends itself",
  "bomb: a call of a call, 10,000 deep",
  "bomb: a template in a template, 1,000 deep",
  "bomb: a generic that calls itself with a larger type",
]);

/** Of the whole corpus, on a busy machine. */
const RUN_MAX_MS = 300_000;

describe("the hostile sources", () => {
  it(
    "are contained, thirty of them, without the host growing",
    async () => {
      const corpus = sourceCorpus();
      expect(corpus.length).toBeGreaterThanOrEqual(100);
      expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
      const quick = corpus.filter(({ name }) => !name.startsWith("bomb:")).filter((_source, i) => i % EVERY === 0);
      const outcomes = await runSources([...quick, ...corpus.filter(({ name }) => BOMBS.has(name))]);
      expect(outcomes.length).toBeGreaterThanOrEqual(30);
      expect(outcomes.filter(({ contained }) => !contained)).toEqual([]);
    },
    RUN_MAX_MS,
  );
});
