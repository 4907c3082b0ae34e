import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CONFIG_SECTIONS } from "./config/config-schema.ts";
import { cleanEnvironment, LAUNCHER, runRara } from "./testing/run-rara.ts";

const home = mkdtempSync(join(tmpdir(), "rara-main-"));
const { version } = JSON.parse(readFileSync(join(LAUNCHER, "../../package.json"), "utf8")) as { version: string };

/** Prints the address of every module that is loaded. */
const TRACER = `data:text/javascript,
import { writeSync } from "node:fs";
import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { writeSync(2, url + "\\n"); return next(url, context); } });`;

/** Returns the addresses of the modules that a command loads. */
async function modulesLoaded(args: readonly string[]): Promise<string> {
  const command = ["--conditions=source", "--import", TRACER, LAUNCHER, ...args];
  return (await promisify(execFile)(process.execPath, command, { env: cleanEnvironment({ home }) })).stderr;
}

describe("help and version", () => {
  it("prints the version as plain text", async () => {
    expect(await runRara(["--version"], { home })).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("lists every command group and global option", async () => {
    const { code, stdout, stderr } = await runRara(["--help"], { home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of ["data", "config", "--output", "--quiet", "--verbose", "--home"]) expect(stdout).toContain(word);
  });

  it.each([
    ["config", "set", "--help"],
    ["help", "config", "set"],
  ])("prints a command's own help for %s %s %s", async (...args) => {
    const { code, stdout } = await runRara(args, { home });
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: rara-trading config set [options] <key> <value>");
  });

  it("says of research run what its options are when they are not given, once each", async () => {
    const help = (await runRara(["research", "run", "--help"], { home })).stdout.replaceAll(/\s+/g, " ");
    expect(help).toContain("(39 when no number is given)");
    expect(help).not.toContain("preset");
    const hypotheses = CONFIG_SECTIONS.research.hypotheses.parse(undefined);
    expect(help).toContain(`hypotheses to evaluate (default: research.hypotheses, ${hypotheses} unless set)`);
  });

  it("loads no heavy package for --help", async () => {
    // `config list` proves that the list would show a package that is loaded.
    expect(await modulesLoaded(["config", "list"])).toContain("node_modules/zod/");
    const modules = await modulesLoaded(["--help"]);
    expect(modules).toContain("node_modules/commander/");
    for (const name of ["@duckdb/", "assemblyscript/", "pino/", "zod/", "smol-toml/", "vega-datasets/"]) {
      expect(modules).not.toContain(`node_modules/${name}`);
    }
  });
});

describe("a command line that is wrong", () => {
  it.each([
    [["dta"], "rara.cli/1", "cli.unknown-command", "Did you mean data?"],
    [["config", "lst"], "rara.config/1", "cli.unknown-command", "Did you mean list?"],
    [["config", "init", "--forse"], "rara.config.init/1", "cli.unknown-option", "Did you mean --force?"],
    [["config", "list", "--quite"], "rara.config.list/1", "cli.unknown-option", "Did you mean --quiet?"],
    [["config", "get"], "rara.config.get/1", "cli.missing-argument", "rara-trading config get --help"],
    [["config", "get", "a", "b"], "rara.config.get/1", "cli.too-many-arguments", "rara-trading config get --help"],
    [["config"], "rara.config/1", "cli.missing-command", "One of: init, set, get, list."],
    [[], "rara.cli/1", "cli.missing-command", "data, agent, config"],
    [["--output", "xml", "config", "list"], "rara.cli/1", "cli.option", "rara-trading --help"],
    [["config", "list", "--quiet", "--verbose"], "rara.config.list/1", "cli.conflicting-options", ""],
  ])("%j is answered with one JSON document and exit code 2", async (args, schema, code, hint) => {
    const result = await runRara(args, { home });
    expect(result.code).toBe(2);
    expect(result.document()).toMatchObject({ schema, ok: false, error: { code } });
    expect(result.document().error?.hint).toContain(hint);
  });

  it("does not repeat what may be a secret", async () => {
    const option = await runRara(["config", "list", "--api-key=hunter2"], { home });
    const surplus = await runRara(["config", "list", "hunter2"], { home });
    expect(option.stdout + option.stderr + surplus.stdout + surplus.stderr).not.toContain("hunter2");
  });

  it("takes global options before and after the command's name", async () => {
    const before = await runRara(["--output", "table", "config", "list"], { home });
    const after = await runRara(["config", "list", "--output", "table"], { home });
    expect(before.stdout).toBe(after.stdout);
    expect(before.stdout).toMatch(/^settings\nkey +value +origin +source\npaper\.capital +100000 +default/);
  });
});
