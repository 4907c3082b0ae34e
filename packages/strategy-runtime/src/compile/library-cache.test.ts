import { sdkSources } from "@rara-trading/strategy-api";
import * as assemblyscript from "assemblyscript";
import * as asc from "assemblyscript/asc";
import { expect, it } from "vitest";
import { sha256 } from "../sha256.ts";
import { SAMPLE_STRATEGIES } from "../testing/sample-strategies.ts";
import { HOST_FUNCTION_NAMES } from "../wasm/host-functions.ts";
import { checkSource } from "./check-source.ts";
import { COMPILER_FLAGS } from "./compiler-identity.ts";
import { LibraryCache } from "./library-cache.ts";
import { runAsc } from "./run-asc.ts";
import type { SyntaxLibrary } from "./syntax-tree.ts";

const sdk = sdkSources();

async function digests(source: string, cache?: LibraryCache): Promise<readonly string[]> {
  const checked = checkSource(source, assemblyscript as unknown as SyntaxLibrary);
  const input = { source, sdk, flags: COMPILER_FLAGS, allowedImports: HOST_FUNCTION_NAMES, ...checked };
  const result = await runAsc(asc, input, cache);
  if (result.kind === "failed") return result.diagnostics.map(({ code, line }) => `${code} ${line}`);
  return [result.wasm, result.unoptimised?.wasm, result.unoptimised?.sourceMap].map((made) => sha256(made ?? ""));
}

it("compiles to the same bytes, places and messages with a library that was parsed for other strategies", async () => {
  const { smaCross, garbage, breakout } = SAMPLE_STRATEGIES;
  // With a comment, so that the places are asked for; the one in the middle fails half-way through compiling.
  const sources = [
    garbage,
    breakout,
    `// a/b\n${smaCross}`,
    smaCross.replace("isNaN(s)", "s.length"),
    breakout,
    garbage,
  ];
  // The compiler's back end prints its first module before it knows the optimiser's level.
  await digests(breakout);
  const alone = [];
  for (const source of sources.slice(0, 4)) alone.push(await digests(source));
  const cache = new LibraryCache();
  const cached = [];
  for (const source of sources) cached.push(await digests(source, cache));
  expect(cached).toEqual([...alone, alone[1], alone[0]]);
  expect(cached[3]).toEqual(["TS2339 19"]);
});
