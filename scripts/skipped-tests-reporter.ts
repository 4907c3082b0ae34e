// Lists at the end of a run what was skipped: a suite whose tool or data is missing must not pass unnoticed.
import type { Reporter, TestModule } from "vitest/node";

/** A vitest reporter that prints the names of skipped tests. */
export default class SkippedTestsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests("skipped")].map((test) => `  ${module.relativeModuleId}: ${test.fullName}`),
    );
    if (skipped.length > 0)
      process.stdout.write(`\nSkipped, because a tool or data is missing:\n${skipped.join("\n")}\n`);
  }
}
