// A command line of its own that the tests start as a process: the real `runCli` with commands that misbehave on purpose.
import { RaraError } from "@rara-trading/domain";
import { processIo } from "../adapters/process-io.ts";
import type { CommandGroup, RegisterCommands } from "../command-groups.ts";
import { runCli } from "../main.ts";

const FOREVER_MS = 3_600_000;

function group(name: string, register: RegisterCommands): CommandGroup {
  return { name, summary: `fixture ${name}`, load: () => Promise.resolve(register) };
}

const groups: readonly CommandGroup[] = [
  group("wait", (command, run) => {
    command.action(
      run("rara.wait/1", async (context) => {
        context.output.note("waiting");
        await context.clock.sleep(FOREVER_MS, context.signal);
        return {};
      }),
    );
  }),
  group("drain", (command, run) => {
    command.option("--stubborn").action(
      run("rara.drain/1", async (context, args) => {
        context.output.note("waiting");
        await context.clock.sleep(FOREVER_MS, context.signal).catch(() => undefined);
        if (args.flag("stubborn")) await context.clock.sleep(FOREVER_MS);
        return { partial: true };
      }),
    );
  }),
  group("not-a-number", (command, run) => {
    command.action(
      run("rara.not-a-number/1", () => Promise.resolve({ rows: [{ sharpe: 1 }, { sharpe: Number.NaN }] })),
    );
  }),
  group("nothing", (command, run) => {
    command.action(run("rara.nothing/1", () => Promise.resolve(undefined)));
  }),
  group("stream", (command, run) => {
    command.option("--count <count>").action(
      run("rara.stream/1", async (context, args) => {
        const count = args.integer("count", { min: 1, max: 10 }) ?? Infinity;
        for (let i = 0; i < count && !context.signal.aborted; i++) await context.output.record({ i });
        return undefined;
      }),
    );
  }),
  group("fault", (command, run) => {
    command.argument("<category>").action(
      run("rara.fault/1", (_context, args) => {
        const category = args.text("category") as RaraError["category"];
        const details = { line: 7, apiKey: "hunter2" };
        throw new RaraError("Expected a, found b", { category, code: "fixture.fault", hint: "Do c.", details });
      }),
    );
  }),
  group("uncaught", (command, run) => {
    command.action(
      run("rara.uncaught/1", async (context) => {
        queueMicrotask(() => {
          throw new TypeError("thrown where nobody looks");
        });
        await context.clock.sleep(FOREVER_MS, context.signal);
      }),
    );
  }),
  group("log", (command, run) => {
    command.action(
      run("rara.log/1", (context) => {
        for (const level of ["debug", "info", "warn", "error"] as const) {
          context.logger[level](`a ${level} line`, { venue: { name: "x", api_key: "hunter2" } });
        }
        context.output.note("a note");
        using task = context.progress.begin({ label: "work", unit: "rows", total: 2 });
        task.update(1);
        return Promise.resolve({});
      }),
    );
  }),
  group("seed", (command, run) => {
    command.option("--seed <seed>").option("--runs <count>");
    command.action(
      run("rara.seed/1", ({ config }) => Promise.resolve(config.research), {
        seed: "research.seed",
        runs: "research.hypotheses",
      }),
    );
  }),
];

process.exit(await runCli(process.argv.slice(2), processIo(), groups));
