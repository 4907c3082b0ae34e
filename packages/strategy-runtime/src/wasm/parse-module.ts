import type { StrategyLimits } from "../strategy-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { readCodeSection } from "./code-section.ts";
import { readDataSection } from "./data-section.ts";
import {
  readExportSection,
  readFunctionSection,
  readGlobalSection,
  readMemorySection,
  readTableSection,
} from "./declaration-sections.ts";
import { readElementSection } from "./element-section.ts";
import { ABI_HOST_FUNCTIONS, type HostFunctions } from "./host-functions.ts";
import { readImportSection } from "./import-section.ts";
import { LINE_SECTION, readLines } from "./line-section.ts";
import { refuseAbove, refuseFeature, refuseMalformed } from "./refuse.ts";
import { readTypeSection } from "./type-section.ts";
import type { WasmModule } from "./wasm-module.ts";

/** Ids of the standard sections. */
export const SectionId = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** `\0asm`, version 1. A component has another version and is refused. */
export const MODULE_HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00] as const;

type Draft = { -readonly [Key in keyof WasmModule]: WasmModule[Key] } & {
  readonly sections: Map<number, Uint8Array>;
  readonly referencedFunctions: Set<number>;
};

/** What a module may be. */
interface Allowed {
  readonly limits: StrategyLimits;
  readonly hostFunctions: HostFunctions;
}

/**
 * Reads a module that `WebAssembly.validate` has accepted, and refuses whatever the allow-list or a limit does not
 * cover. Function bodies are located here and looked into by `scanBody`.
 * @throws StrategyFault `invalid-module`, `forbidden-import`, `unsupported-feature`, `limit-exceeded` or `abi`.
 */
export function parseModule(
  bytes: Uint8Array,
  limits: StrategyLimits,
  hostFunctions: HostFunctions = ABI_HOST_FUNCTIONS,
): WasmModule {
  const draft: Draft = {
    bytes,
    types: [],
    imports: [],
    functionTypes: [],
    globalCount: 0,
    memory: undefined,
    table: undefined,
    exports: [],
    startFunction: undefined,
    referencedFunctions: new Set(),
    bodies: [],
    sections: new Map(),
    nameSection: undefined,
    lines: [],
  };
  const reader = new ByteReader(bytes);
  for (const expected of MODULE_HEADER) if (reader.byte() !== expected) refuseMalformed("another header");
  while (!reader.atEnd) {
    const id = reader.byte();
    const section = reader.part(reader.u32());
    const contents = bytes.subarray(section.position, section.end);
    if (id !== SectionId.custom) draft.sections.set(id, contents);
    else readCustomSection(draft, section, contents);
    if (id !== SectionId.custom) readSection(draft, id, section, { limits, hostFunctions });
  }
  return draft;
}

function readCustomSection(draft: Draft, section: ByteReader, contents: Uint8Array): void {
  const name = section.name();
  if (name === "name") draft.nameSection = contents;
  else if (name === LINE_SECTION) draft.lines = readLines(section);
}

function readSection(draft: Draft, id: number, reader: ByteReader, { limits, hostFunctions }: Allowed): void {
  switch (id) {
    case SectionId.type:
      draft.types = readTypeSection(reader, limits);
      return;
    case SectionId.import:
      draft.imports = readImportSection(reader, draft.types, limits, hostFunctions);
      return;
    case SectionId.function:
      draft.functionTypes = readFunctionSection(reader, limits);
      return;
    case SectionId.table:
      draft.table = readTableSection(reader, limits);
      return;
    case SectionId.memory:
      draft.memory = readMemorySection(reader, limits);
      return;
    case SectionId.global:
      draft.globalCount = readGlobalSection(reader, limits, draft.referencedFunctions);
      return;
    case SectionId.export:
      draft.exports = readExportSection(reader, limits);
      return;
    case SectionId.start:
      draft.startFunction = reader.u32();
      return;
    case SectionId.element:
      return readElementSection(reader, draft.referencedFunctions);
    case SectionId.code:
      draft.bodies = readCodeSection(reader, limits);
      return;
    case SectionId.data:
      refuseAbove(limits.dataBytes, reader.end - reader.position, "bytes of data");
      return readDataSection(reader, draft.referencedFunctions);
    case SectionId.dataCount:
      return;
    default:
      refuseFeature(`section ${id}`);
  }
}
