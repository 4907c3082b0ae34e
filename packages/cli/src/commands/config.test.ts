import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type RunResult, runRara } from "../testing/run-rara.ts";

let home = "";
let project = "";
let file = "";

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "rara-config-"));
  home = join(folder, "home");
  project = join(folder, "project");
  file = join(home, "config.toml");
  mkdirSync(project);
});

const config = (args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> =>
  runRara(["config", ...args], { home, cwd: project, env });

function writeHome(text: string): void {
  mkdirSync(home, { recursive: true });
  writeFileSync(file, text);
}

describe("config init", () => {
  it("writes a commented template that changes no default, into a home that only its owner may open", async () => {
    const result = await config(["init"]);
    expect(result.document()).toEqual({ schema: "rara.config.init/1", ok: true, data: { file, replaced: false } });
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).toContain("\n# fee_bps = 5\n");
    const { data } = (await config(["list"])).document();
    expect(data.settings.map((setting: { origin: string }) => setting.origin)).not.toContain("home-file");
  });

  it("refuses to overwrite with exit code 6, and does so with --force", async () => {
    writeHome("[paper\n");
    const refused = await config(["init"]);
    expect(refused.code).toBe(6);
    expect(refused.document().error).toMatchObject({ code: "config.exists", details: { file } });
    expect(readFileSync(file, "utf8")).toBe("[paper\n");
    expect((await config(["init", "--force"])).document().data).toEqual({ file, replaced: true });
  });
});

async function seedInForce(env: Record<string, string> = {}): Promise<unknown> {
  const { value, origin } = (await config(["get", "research.seed"], env)).document().data;
  return [value, origin];
}

describe("the layers of the configuration", () => {
  it("override each other: environment over project file over home file over default", async () => {
    expect(await seedInForce()).toEqual(["1", "default"]);
    writeHome('[research]\nseed = "home"\n');
    expect(await seedInForce()).toEqual(["home", "home-file"]);
    writeFileSync(join(project, "rara.toml"), '[research]\nseed = "project"\n');
    expect(await seedInForce()).toEqual(["project", "project-file"]);
    expect(await seedInForce({ RARA_RESEARCH_SEED: "environment" })).toEqual(["environment", "environment"]);
  });

  it("list every key with its origin, numbers as numbers", async () => {
    const { data } = (await config(["list"], { RARA_PAPER_FEE_BPS: "7.5" })).document();
    expect(data.settings).toContainEqual({
      key: "paper.fee_bps",
      value: 7.5,
      origin: "environment",
      source: "RARA_PAPER_FEE_BPS",
    });
    expect(data.settings).toContainEqual({
      key: "research.benchmark",
      value: "auto",
      origin: "default",
      source: "default",
    });
  });
});

describe("a configuration that is wrong", () => {
  it("fails every command with exit code 4, the file, the key, what was expected and what was found", async () => {
    writeHome('[paper]\nfee_bps = "5"\n');
    const result = await config(["list"]);
    expect(result.code).toBe(4);
    expect(result.document().error).toMatchObject({
      code: "config.invalid-value",
      details: { file, key: "paper.fee_bps", expected: "basis points from 0 to 1000 (5 is 0.05 %)", found: '"5"' },
    });
  });

  it("does not print the lines of a malformed file, which may hold a secret", async () => {
    writeHome('api_key = "hunter2\n');
    const result = await config(["list"]);
    expect(result.code).toBe(4);
    expect(result.stdout + result.stderr).not.toContain("hunter2");
  });
});

describe("config set", () => {
  it("creates the file and is read back by config get", async () => {
    expect((await config(["set", "research.min_sharpe", "-1.5"])).document().data).toEqual({
      key: "research.min_sharpe",
      value: -1.5,
      file,
    });
    expect((await config(["get", "research.min_sharpe"])).document().data).toMatchObject({
      value: -1.5,
      origin: "home-file",
    });
  });

  it("changes one line of the template and keeps every other", async () => {
    await config(["init"]);
    const before = readFileSync(file, "utf8");
    await config(["set", "research.benchmark", "cash"]);
    expect(readFileSync(file, "utf8")).toBe(before.replace('# benchmark = "auto"', 'benchmark = "cash"'));
  });

  it.each([
    ["paper.fee_bps", "many", "config.invalid-value"],
    ["paper.fee_pbs", "5", "config.unknown-key"],
    ["research.benchmark", "gold", "config.invalid-value"],
  ])("refuses %s = %s with exit code 4 and writes nothing", async (key, value, code) => {
    const result = await config(["set", key, value]);
    expect(result.code).toBe(4);
    expect(result.document().error?.code).toBe(code);
    expect(existsSync(home)).toBe(false);
  });

  it("refuses a malformed file and leaves it as it is", async () => {
    writeHome("[paper\n");
    expect((await config(["set", "paper.fee_bps", "5"])).code).toBe(4);
    expect(readFileSync(file, "utf8")).toBe("[paper\n");
  });
});

async function fileWith(args: readonly string[], env: Record<string, string>): Promise<string> {
  return (await config(["set", "paper.fee_bps", "5", ...args], env)).document().data.file;
}

describe("the home folder", () => {
  it("is --home, else RARA_HOME, else ~/.rara-trading", async () => {
    expect(await fileWith(["--home", "elsewhere"], {})).toBe(join(project, "elsewhere", "config.toml"));
    expect(await fileWith([], { RARA_HOME: join(project, "named") })).toBe(join(project, "named", "config.toml"));
    expect(await fileWith([], { RARA_HOME: "", HOME: project })).toBe(join(project, ".rara-trading", "config.toml"));
  });
});
