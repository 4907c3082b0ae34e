import { describe, expect, it } from "vitest";
import { runFuzzCase } from "../scripts/fuzz/fuzz-case.ts";

const CASES = 120;
/** Seeds with which a run without metering once went another way, because its memory outgrew the limit. */
const FUZZ_REGRESSIONS: readonly string[] = ["long/491", "long/10236"];

describe("the sandbox on random and mutated modules", () => {
  it("ends every one, the same way twice, with the targets that it has without metering", () => {
    const seeds = [...FUZZ_REGRESSIONS, ...Array.from({ length: CASES }, (_, i) => `test/${i}`)];
    const results = seeds.map((seed) => ({ seed, ...runFuzzCase(seed) }));
    expect(results.filter(({ violation }) => violation !== undefined)).toEqual([]);
    // The comparison is worth something only if it happens.
    expect(results.filter(({ compared }) => compared).length).toBeGreaterThan(CASES / 20);
  });
});
