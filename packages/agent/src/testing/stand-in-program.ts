import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a stand-in does. */
export interface StandInScript {
  readonly name: "claude" | "codex";
  /** What it prints on standard output. */
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** A line of shell that runs after everything was printed: `sleep 60`. */
  readonly last?: string;
}

/** An executable in the place of a program, in a folder of its own, that writes down how it was called. */
export interface StandIn extends Disposable {
  readonly file: string;
  /** The folder, as a search path. */
  readonly folder: string;
  /** What it wrote down (`argv`, `environment`, `stdin`, `cwd`, `listing`); empty when it did not. */
  recorded(what: string): string;
}

/** Makes the executable: a shell script that speaks a canned stream. */
export function standIn({ name, stdout = "", stderr = "", exitCode = 0, last = ":" }: StandInScript): StandIn {
  const folder = mkdtempSync(join(tmpdir(), "rara-stand-in-"));
  const at = (file: string): string => join(folder, file);
  writeFileSync(at("stdout"), stdout);
  writeFileSync(at("stderr"), stderr);
  const script = [
    "#!/bin/sh",
    `printf '%s\\n' "$@" > ${at("argv")}`,
    `env > ${at("environment")}`,
    `pwd > ${at("cwd")}`,
    `ls -A > ${at("listing")}`,
    `cat > ${at("stdin")}`,
    `cat ${at("stderr")} >&2`,
    `cat ${at("stdout")}`,
    last,
    `exit ${exitCode}`,
  ];
  writeFileSync(at(name), `${script.join("\n")}\n`);
  chmodSync(at(name), 0o755);
  return {
    file: at(name),
    folder,
    recorded: (what) => (existsSync(at(what)) ? readFileSync(at(what), "utf8") : ""),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Returns a stream of JSON lines. */
export function lines(...events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
