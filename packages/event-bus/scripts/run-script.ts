import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";

/** A script to run in a process of its own. */
export interface Script {
  /** Where to write it; ends in `.mjs`. */
  readonly file: string;
  readonly code: string;
  /** A program, with its arguments, to run Node under. */
  readonly under?: readonly string[];
}

/** Returns the URL of a file of this package as the text of a string, for an import in a script. */
export function importable(file: string, from: string): string {
  return JSON.stringify(new URL(file, from).href);
}

/** Starts the script; what it prints goes to the pipe `stdout`, its faults to this process's stderr. */
export async function runScript(script: Script): Promise<ChildProcess> {
  await writeFile(script.file, script.code);
  const [command, ...args] = [...(script.under ?? []), process.execPath, "--conditions=source", script.file];
  return spawn(command ?? process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Returns the exit code and everything the process printed. */
export async function finished(
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
