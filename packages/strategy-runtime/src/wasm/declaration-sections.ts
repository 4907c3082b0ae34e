import { StrategyFault } from "@rara-trading/domain";
import type { StrategyLimits } from "../strategy-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import { skipConstantExpression } from "./constant-expression.ts";
import { refuseAbove, refuseFeature } from "./refuse.ts";
import { readSizeRange } from "./size-range.ts";
import { checkedReferenceType, checkedValueType } from "./value-type.ts";
import type { ModuleExport, SizeRange, TableDeclaration } from "./wasm-module.ts";

/** Prefixes of export names that belong to the host. */
const RESERVED_EXPORT_PREFIXES = ["__fuel", "__snap"] as const;

/** Reads the type index of every function that the module defines. */
export function readFunctionSection(reader: ByteReader, limits: StrategyLimits): readonly number[] {
  const count = reader.u32();
  refuseAbove(limits.functions, count, "functions");
  return Array.from({ length: count }, () => reader.u32());
}

/** Reads the table, of which there may be one. */
export function readTableSection(reader: ByteReader, limits: StrategyLimits): TableDeclaration | undefined {
  const count = reader.u32();
  if (count > 1) refuseFeature("more than one table");
  if (count === 0) return undefined;
  const elementType = checkedReferenceType(reader.byte());
  const size = readSizeRange(reader);
  refuseAbove(limits.tableElements, size.min, "table elements");
  return { elementType, size };
}

/** Reads the memory, of which there may be one. */
export function readMemorySection(reader: ByteReader, limits: StrategyLimits): SizeRange | undefined {
  const count = reader.u32();
  if (count > 1) refuseFeature("more than one memory");
  if (count === 0) return undefined;
  const size = readSizeRange(reader);
  refuseAbove(limits.memoryPages, size.min, "pages of memory");
  return size;
}

/** Reads the globals and returns how many there are. Functions they refer to are added to `referenced`. */
export function readGlobalSection(reader: ByteReader, limits: StrategyLimits, referenced: Set<number>): number {
  const count = reader.u32();
  refuseAbove(limits.globals, count, "globals");
  for (let i = 0; i < count; i++) {
    checkedValueType(reader.byte());
    reader.byte();
    skipConstantExpression(reader, referenced);
  }
  return count;
}

/** Reads the exports; names that belong to the host are refused. */
export function readExportSection(reader: ByteReader, limits: StrategyLimits): readonly ModuleExport[] {
  const count = reader.u32();
  refuseAbove(limits.exports, count, "exports");
  return Array.from({ length: count }, () => {
    const name = reader.name();
    if (RESERVED_EXPORT_PREFIXES.some((prefix) => name.startsWith(prefix))) {
      throw new StrategyFault(
        "abi",
        `Expected no export that begins with __fuel or __snap, found ${name.slice(0, 100)}`,
      );
    }
    return { name, kind: reader.byte(), index: reader.u32() };
  });
}
