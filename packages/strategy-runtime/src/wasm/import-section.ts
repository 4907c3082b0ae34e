import { StrategyFault } from "@rara-trading/domain";
import type { StrategyLimits } from "../strategy-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { HostFunctions } from "./host-functions.ts";
import { refuseAbove, refuseMalformed } from "./refuse.ts";
import type { FunctionImport, FunctionType } from "./wasm-module.ts";

const FUNCTION_IMPORT = 0;
const IMPORT_KINDS = ["function", "table", "memory", "global", "tag"];

/** Reads the imports. Only `hostFunctions` may be imported, each with exactly its own type. */
export function readImportSection(
  reader: ByteReader,
  types: readonly FunctionType[],
  limits: StrategyLimits,
  hostFunctions: HostFunctions,
): readonly FunctionImport[] {
  const count = reader.u32();
  refuseAbove(limits.imports, count, "imports");
  return Array.from({ length: count }, () => {
    const module = reader.name();
    const name = reader.name();
    const kind = reader.byte();
    const refuse = (what: string): never => refuseImport(hostFunctions, module, name, what);
    if (kind !== FUNCTION_IMPORT) refuse(`a ${IMPORT_KINDS[kind] ?? "thing of an unknown kind"}`);
    const typeIndex = reader.u32();
    const type = types[typeIndex];
    if (type === undefined) return refuseMalformed("an import of a type that does not exist");
    const expected = hostFunctions.typeOf(module, name);
    if (expected === undefined) return refuse("a function");
    if (!sameType(expected, type)) return refuse("a function of another type");
    return { module, name, typeIndex };
  });
}

function refuseImport(hostFunctions: HostFunctions, module: string, name: string, what: string): never {
  throw new StrategyFault(
    "forbidden-import",
    `Expected no imports but ${hostFunctions.summary}, ` +
      `found ${what} named ${JSON.stringify(module.slice(0, 100))}.${JSON.stringify(name.slice(0, 100))}`,
  );
}

/** Returns whether two function types are equal. */
export function sameType(a: FunctionType, b: FunctionType): boolean {
  return sameCodes(a.parameters, b.parameters) && sameCodes(a.results, b.results);
}

function sameCodes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((code, i) => code === b[i]);
}
