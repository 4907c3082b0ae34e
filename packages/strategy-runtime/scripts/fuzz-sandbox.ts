// `npm run fuzz:sandbox -- --seconds N --seed S`: random and mutated modules through the sandbox, checking that every
// one ends, that it ends the same twice, and as it does without metering. Prints one JSON document; exits with 1 when a
// rule was broken. A seed that broke one belongs into FUZZ_REGRESSIONS of sandbox-fuzz.test.ts.
import { parseArgs } from "node:util";
import { runFuzzCase } from "./fuzz/fuzz-case.ts";

const VIOLATIONS_MAX = 20;

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string", default: "sandbox" } },
});
const seconds = Number(values.seconds);
if (!(seconds > 0)) throw new Error(`Expected --seconds above 0, found ${values.seconds}`);

const outcomes: Record<string, number> = {};
const violations: { readonly seed: string; readonly violation: string }[] = [];
let cases = 0;
let compared = 0;
let slowestMs = 0;
for (const end = performance.now() + seconds * 1000; performance.now() < end && violations.length < VIOLATIONS_MAX;) {
  const seed = `${values.seed}/${cases++}`;
  const start = performance.now();
  const result = runFuzzCase(seed);
  slowestMs = Math.max(slowestMs, performance.now() - start);
  outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
  if (result.compared) compared++;
  if (result.violation !== undefined) violations.push({ seed, violation: result.violation });
}
const ok = violations.length === 0;
const data = { seed: values.seed, cases, compared, slowestMs: Math.round(slowestMs), outcomes, violations };
process.stdout.write(`${JSON.stringify({ schema: "rara.fuzz.sandbox/1", ok, data })}\n`);
process.exitCode = ok ? 0 : 1;
