import { describe, expect, it } from "vitest";
import { runFuzzCase } from "../scripts/fuzz/fuzz-case.ts";

const CASES = 200;
/** Seeds that `npm run fuzz:sandbox` once broke a rule with. */
const FUZZ_REGRESSIONS: readonly string[] = [];

describe("the sandbox on random and mutated modules", () => {
  it("ends every one, the same way twice, with the targets that it has without metering", () => {
    const seeds = [...FUZZ_REGRESSIONS, ...Array.from({ length: CASES }, (_, i) => `test/${i}`)];
    const results = seeds.map((seed) => ({ seed, ...runFuzzCase(seed) }));
    expect(results.filter(({ violation }) => violation !== undefined)).toEqual([]);
    // The comparison is worth something only if it happens.
    expect(results.filter(({ compared }) => compared).length).toBeGreaterThan(CASES / 20);
  });
});
