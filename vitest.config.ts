import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    pool: "forks",
    // By default one core is left alone, which on two cores means that tests run one after the other.
    maxWorkers: "100%",
    // Worker threads and child processes that the tests start must resolve the workspaces from source as well.
    execArgv: ["--conditions=source"],
    // Every worker thread strips the types of what it loads; with the cache it does so once.
    env: { NODE_COMPILE_CACHE: "node_modules/.cache/compile" },
    reporters: ["default", "./scripts/skipped-tests-reporter.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
