import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

/** Returns the path of a file of real market data, or skips the test with a message where the data is not at hand. */
export function realData(context: TestContext, name: string): string {
  const path = `${FOLDER}${name}`;
  if (!existsSync(path)) context.skip(`no ${path}: this test needs the real market data beside the repository`);
  return path;
}
