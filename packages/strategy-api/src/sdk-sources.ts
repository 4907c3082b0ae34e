import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the AssemblyScript files lie, seen from `src` and from `dist` alike. */
const ASSEMBLY_FOLDER = fileURLToPath(new URL("../assembly/", import.meta.url));

/**
 * Returns the SDK's AssemblyScript files: path relative to `assembly` (`indicators/sma.ts`, always with `/`) to text,
 * sorted by path. `entry.ts` is the trusted entry; `risk-levels-binding.*.ts` are the two forms of its optional import.
 */
export function sdkSources(): ReadonlyMap<string, string> {
  const paths = readdirSync(ASSEMBLY_FOLDER, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"));
  return new Map(paths.sort().map((path) => [path, readFileSync(`${ASSEMBLY_FOLDER}${path}`, "utf8")]));
}
