import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "./output/exit-codes.ts";
import { type RunOptions, runRara, startRara } from "./testing/run-rara.ts";

const home = mkdtempSync(join(tmpdir(), "rara-runner-"));
const fixture: RunOptions = { home, script: fileURLToPath(new URL("./testing/fixture-cli.ts", import.meta.url)) };

describe("a command that fails", () => {
  it.each(Object.entries(EXIT_CODES))("exits for category %s with code %i and one document", async (category, code) => {
    const result = await runRara(["fault", category], fixture);
    expect(result.code).toBe(code);
    expect(result.document()).toMatchObject({
      schema: "rara.fault/1",
      ok: false,
      error: { code: "fixture.fault", message: "Expected a, found b", hint: "Do c.", details: { line: 7 } },
    });
    expect(result.stdout + result.stderr).not.toContain("hunter2");
  });

  it("prints the failure as text on stderr with --output table", async () => {
    const result = await runRara(["fault", "timeout", "--output", "table"], fixture);
    expect(result).toMatchObject({ code: 5, stdout: "" });
    expect(result.stderr).toBe("Error (fixture.fault): Expected a, found b\nDo c.\n");
  });

  it("calls a NaN in the data a bug and names its path", async () => {
    const result = await runRara(["not-a-number"], fixture);
    expect(result.code).toBe(1);
    expect(result.document().error).toMatchObject({ code: "cli.not-json", details: { path: "data.rows[1].sharpe" } });
  });

  it("calls a command without any data a bug", async () => {
    const result = await runRara(["nothing"], fixture);
    expect(result.code).toBe(1);
    expect(result.document().error).toMatchObject({ code: "cli.no-data" });
  });

  it("still prints its document when an error was thrown where nothing could catch it", async () => {
    const result = await runRara(["uncaught"], fixture);
    expect(result.code).toBe(1);
    expect(result.document()).toMatchObject({ schema: "rara.uncaught/1", error: { code: "internal" } });
    expect(result.stderr).toContain("thrown where nobody looks");
  });
});

describe("Ctrl-C", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("aborts a waiting command on %s with exit code 130", async (signal) => {
    const running = startRara(["wait"], fixture);
    await running.stderrHas("waiting");
    running.process.kill(signal);
    const result = await running.result;
    expect(result.code).toBe(130);
    expect(result.document()).toMatchObject({ ok: false, error: { code: "cli.interrupted" } });
  });

  it("lets a command drain and print its partial result, and still exits with 130", async () => {
    const running = startRara(["drain"], fixture);
    await running.stderrHas("waiting");
    running.process.kill("SIGINT");
    const result = await running.result;
    expect(result.code).toBe(130);
    expect(result.document()).toMatchObject({ ok: true, data: { partial: true } });
  });

  it("counts a SIGINT and the SIGTERM that the launcher makes of it as one", async () => {
    const running = startRara(["drain"], fixture);
    await running.stderrHas("waiting");
    running.process.kill("SIGINT");
    running.process.kill("SIGTERM");
    const result = await running.result;
    expect(result.code).toBe(130);
    expect(result.document().data).toEqual({ partial: true });
  });

  it("ends a command that does not drain at the second signal", async () => {
    const running = startRara(["drain", "--stubborn"], fixture);
    await running.stderrHas("waiting");
    running.process.kill("SIGINT");
    await running.stderrHas("once more");
    running.process.kill("SIGINT");
    expect(await running.result).toMatchObject({ code: 130, stdout: "" });
  });
});

describe("a streaming command", () => {
  it("writes one compact document a line", async () => {
    const { code, stdout } = await runRara(["stream", "--count", "3"], fixture);
    expect(code).toBe(0);
    const documents = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(documents).toEqual([0, 1, 2].map((i) => ({ schema: "rara.stream/1", ok: true, data: { i } })));
  });

  it("ends quietly when its reader goes away", async () => {
    const running = startRara(["stream"], fixture);
    await new Promise((resolve) => running.process.stdout.once("data", resolve));
    running.process.stdout.destroy();
    const code = await new Promise((resolve) => running.process.once("exit", resolve));
    expect(code).toBe(0);
    expect((await running.result).stderr).toBe("");
  });

  it("refuses a count outside its range as a usage error", async () => {
    const result = await runRara(["stream", "--count", "11"], fixture);
    expect(result.code).toBe(2);
    expect(result.document().error).toMatchObject({
      code: "cli.option",
      hint: "Give --count a whole number from 1 to 10.",
    });
  });
});

describe("stderr", () => {
  it("carries the log as NDJSON from info on, secrets redacted", async () => {
    const { stderr } = await runRara(["log"], fixture);
    const lines = stderr.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("a note");
    const logged = lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged.map((line) => line["level"])).toEqual(["info", "warn", "error"]);
    expect(logged[0]).toMatchObject({ message: "a info line", venue: { name: "x", api_key: "[redacted]" } });
  });

  it("carries debug lines with --verbose", async () => {
    expect((await runRara(["log", "--verbose"], fixture)).stderr).toContain("a debug line");
  });

  it("carries errors only with --quiet", async () => {
    const { stderr } = await runRara(["log", "--quiet"], fixture);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain("a error line");
  });
});

describe("a flag that stands for a configuration key", () => {
  it("is stronger than the environment", async () => {
    const env = { RARA_RESEARCH_SEED: "from-environment", RARA_RESEARCH_HYPOTHESES: "10" };
    const result = await runRara(["seed", "--seed", "from-flag"], { ...fixture, env });
    expect(result.document().data).toMatchObject({ seed: "from-flag", hypotheses: 10 });
  });

  it("is checked as strictly as the key, as a usage error that names the flag", async () => {
    const result = await runRara(["seed", "--runs", "none"], fixture);
    expect(result.code).toBe(2);
    expect(result.document().error?.message).toBe('Expected a whole number from 1 to 100000 for --runs, found "none"');
  });
});
