// `npm test` and `npm run check`: format, lint, types, tests and unused code, cheapest first; stops at the first failure.
import { spawnSync } from "node:child_process";

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["format", "oxfmt", "--check"],
  ["lint", "oxlint", "--type-aware", "--deny-warnings"],
  ["types", "tsc", "-p", "tsconfig.json"],
  ["unused code", "knip"],
  ["tests", "vitest", "run"],
];

for (const [name, command, ...args] of STEPS) {
  process.stderr.write(`\n--- ${name}: ${command} ${args.join(" ")}\n`);
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) {
    process.stderr.write(`\ncheck failed at: ${name}\n`);
    process.exit(status ?? 1);
  }
}
process.stderr.write("\ncheck passed\n");
