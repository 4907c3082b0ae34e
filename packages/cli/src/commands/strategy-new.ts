import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { RaraError } from "@rara-trading/domain";
import type { BaseContext } from "../command-context.ts";
import { showWarnings, warningsOf } from "../compile/compile-source.ts";
import { strategyTemplate } from "./strategy-template.ts";

/** The name becomes a file name and stands in the source: nothing that means something in either. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Writes a commented strategy to start from and compiles it. @throws RaraError `strategy.name` or `strategy.exists`. */
export async function newStrategy(context: BaseContext, name: string, folder: string | undefined): Promise<unknown> {
  if (!NAME.test(name)) {
    throw new RaraError(`Expected a name of lower-case letters, digits and dashes, found ${JSON.stringify(name)}`, {
      category: "usage",
      code: "strategy.name",
      hint: "For example: strategy new slow-trend",
    });
  }
  const directory = resolve(context.workingDirectory, folder ?? ".");
  const path = join(directory, `${name}.ts`);
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(path, strategyTemplate(name), { flag: "wx" });
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new RaraError(`Expected no file at ${path}, found one`, {
      category: "refused",
      code: "strategy.exists",
      hint: "Choose another name or --dir; nothing was overwritten.",
    });
  }
  const warnings = await warningsOf(context, strategyTemplate(name));
  showWarnings(context, path, warnings);
  return { name, path, warnings };
}
