import type { StrategyLimits } from "../strategy-limits.ts";
import { WINDOW_PAGES } from "../stretch/stretch-layout.ts";
import type { TrustedFunction } from "../stretch/trusted-function.ts";
import { LOOP_EXPORT, MEMORY_IMPORTS, trustedFunctions } from "../stretch/trusted-functions.ts";
import { ByteReader } from "../wasm/byte-reader.ts";
import { ByteWriter } from "../wasm/byte-writer.ts";
import { buildCallGraph } from "../wasm/call-graph.ts";
import { type CodeLine, lineSection } from "../wasm/line-section.ts";
import { Opcode } from "../wasm/opcodes.ts";
import { MODULE_HEADER, SectionId } from "../wasm/parse-module.ts";
import { refuseAbove } from "../wasm/refuse.ts";
import { scanBodies } from "../wasm/scan-body.ts";
import { ValueType } from "../wasm/value-type.ts";
import { ExportKind, functionType, type SizeRange, typeIndexOf, type WasmModule } from "../wasm/wasm-module.ts";
import { callWrapper } from "./call-wrapper.ts";
import { METERING_EXPORTS, meteringGlobals, START_EXPORT } from "./metering-globals.ts";
import { rewriteBody } from "./rewrite-body.ts";

/** Version of this pass. Fuel figures are comparable within one version only, so artifacts record it. */
export const METERING_VERSION = 2;

/** Pages of 64 KiB at the start and at most. */
export interface MemoryPages {
  readonly initial: number;
  readonly maximum: number;
}

/** A metered module and what the pass found out about it. */
export interface MeteredModule {
  readonly bytes: Uint8Array;
  /** Functions on cycles of the call graph, whose depth is counted. */
  readonly recursiveFunctions: number;
  /** Pages of the memory that the host has to give it; `null` when it makes its own. */
  readonly memory: MemoryPages | null;
}

const FUNCTION_TYPE = 0x60;
/** The window's memory: it does not grow. */
const WINDOW_SIZE: SizeRange = { min: WINDOW_PAGES, max: WINDOW_PAGES };

/** A function that the pass adds for the host to call in place of one of the module's own. */
interface Wrapper {
  readonly callee: number;
  readonly fuel: number;
}

/**
 * Rewrites a parsed module so that it counts fuel and recursion depth, keeps to the memory limit and shows no NaN bits.
 * Globals and functions are appended, so no index changes; every exported function is replaced by a wrapper that fills
 * the tank; the start function becomes an export that the host calls first, so that a fault in it can be explained.
 * A module that `trades` (it has every export of ABI version 2) gets our loop over bars as well: functions that nothing
 * of its own can name, on a second memory that nothing of its own can reach. The host gives it both memories.
 */
export function meterModule(module: WasmModule, limits: StrategyLimits, trades = false): MeteredModule {
  const referenced = new Set(module.referencedFunctions);
  const bodies = scanBodies(module, limits, referenced);
  const callGraph = buildCallGraph(bodies, module.imports.length, referenced);
  const globals = meteringGlobals(module.globalCount);
  const context = {
    bytes: module.bytes,
    importCount: module.imports.length,
    limits,
    callGraph,
    globals,
    lines: module.lines,
  };
  const wrappers = wrappersOf(module, limits);
  const ownFunctions = module.imports.length + module.functionTypes.length + wrappers.length;
  const trusted = trades ? trustedFunctions(module, ownFunctions, limits.callFuel, globals) : [];
  const out = new ByteWriter(module.bytes.length * 3);
  out.bytes(MODULE_HEADER);
  const section = (id: number, contents: Uint8Array | undefined): void => {
    if (contents === undefined) return;
    out.byte(id);
    out.sized(contents);
  };
  section(SectionId.type, typeSection(module, trusted));
  section(SectionId.import, importSection(module, limits, trades));
  section(SectionId.function, functionSection(module, wrappers, trusted));
  section(SectionId.table, tableSection(module, limits));
  if (!trades) section(SectionId.memory, memorySection(module, limits));
  section(SectionId.global, globalSection(module));
  section(SectionId.export, exportSection(module, ownFunctions + trusted.length - 1, trades));
  section(SectionId.element, module.sections.get(SectionId.element));
  section(SectionId.dataCount, module.sections.get(SectionId.dataCount));
  const code = new ByteWriter(module.bytes.length * 3);
  code.u32(bodies.length + wrappers.length + trusted.length);
  const lines: CodeLine[] = [];
  for (const [index, body] of bodies.entries()) {
    const rewritten = rewriteBody(context, body, index);
    code.sized(rewritten.code);
    const from = code.length - rewritten.code.length;
    if (module.lines.length > 0)
      for (const { offset, line } of rewritten.lines) lines.push({ offset: from + offset, line });
    refuseAbove(limits.meteredBytes, out.length + code.length, "bytes in the metered module");
  }
  for (const { callee, fuel } of wrappers) {
    code.sized(callWrapper(callee, functionType(module, callee)?.parameters.length ?? 0, fuel, globals));
  }
  for (const { body } of trusted) code.sized(body);
  section(SectionId.code, code.written());
  const codeFrom = out.length - code.length;
  section(SectionId.data, module.sections.get(SectionId.data));
  section(SectionId.custom, module.nameSection);
  if (lines.length > 0) {
    section(SectionId.custom, lineSection(lines.map(({ offset, line }) => ({ offset: codeFrom + offset, line }))));
  }
  return {
    bytes: out.written(),
    recursiveFunctions: callGraph.recursiveFunctions,
    memory: givenMemory(module, limits, trades),
  };
}

/** One wrapper for each exported function, in the order of the exports, then one for the start function. */
function wrappersOf(module: WasmModule, limits: StrategyLimits): readonly Wrapper[] {
  const wrappers: Wrapper[] = module.exports
    .filter(({ kind }) => kind === ExportKind.function)
    .map(({ index }) => ({ callee: index, fuel: limits.callFuel }));
  if (module.startFunction !== undefined) wrappers.push({ callee: module.startFunction, fuel: limits.startFuel });
  return wrappers;
}

/** The module's own types, those of the trusted functions behind them. */
function typeSection(module: WasmModule, trusted: readonly TrustedFunction[]): Uint8Array | undefined {
  const own = module.sections.get(SectionId.type);
  if (own === undefined || trusted.length === 0) return own;
  const writer = new ByteWriter();
  writer.u32(module.types.length + trusted.length);
  writer.bytes(behindCount(own));
  for (const { parameters, results } of trusted) {
    writer.byte(FUNCTION_TYPE);
    writer.sized(Uint8Array.from(parameters));
    writer.sized(Uint8Array.from(results));
  }
  return writer.written();
}

/** The module's own imports, behind them both memories where it trades: its own is then the first of the two. */
function importSection(module: WasmModule, limits: StrategyLimits, trades: boolean): Uint8Array | undefined {
  const own = module.sections.get(SectionId.import);
  const { memory } = module;
  if (!trades || memory === undefined) return own;
  const writer = new ByteWriter();
  const addMemory = (name: string, write: () => void): void => {
    writer.name(MEMORY_IMPORTS.module);
    writer.name(name);
    writer.byte(ExportKind.memory);
    write();
  };
  writer.u32(module.imports.length + 2);
  if (own !== undefined) writer.bytes(behindCount(own));
  addMemory(MEMORY_IMPORTS.own, () => writeSizeRange(writer, memory, limits.memoryPages));
  addMemory(MEMORY_IMPORTS.window, () => writeSizeRange(writer, WINDOW_SIZE, WINDOW_PAGES));
  return writer.written();
}

function behindCount(section: Uint8Array): Uint8Array {
  const reader = new ByteReader(section);
  reader.u32();
  return section.subarray(reader.position);
}

function functionSection(
  module: WasmModule,
  wrappers: readonly Wrapper[],
  trusted: readonly TrustedFunction[],
): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(module.functionTypes.length + wrappers.length + trusted.length);
  for (const typeIndex of module.functionTypes) writer.u32(typeIndex);
  for (const { callee } of wrappers) writer.u32(typeIndexOf(module, callee));
  for (let i = 0; i < trusted.length; i++) writer.u32(module.types.length + i);
  return writer.written();
}

function memorySection(module: WasmModule, limits: StrategyLimits): Uint8Array | undefined {
  if (module.memory === undefined) return undefined;
  const writer = new ByteWriter();
  writer.u32(1);
  writeSizeRange(writer, module.memory, limits.memoryPages);
  return writer.written();
}

function tableSection(module: WasmModule, limits: StrategyLimits): Uint8Array | undefined {
  if (module.table === undefined) return undefined;
  const writer = new ByteWriter();
  writer.u32(1);
  writer.byte(module.table.elementType);
  writeSizeRange(writer, module.table.size, limits.tableElements);
  return writer.written();
}

function givenMemory({ memory }: WasmModule, limits: StrategyLimits, trades: boolean): MemoryPages | null {
  if (!trades || memory === undefined) return null;
  return { initial: memory.min, maximum: limitedMaximum(memory, limits.memoryPages) };
}

function limitedMaximum(size: SizeRange, max: number): number {
  return Math.min(size.max ?? max, max);
}

/** Writes a size with a maximum: the module's own where it is lower than the limit, else the limit. */
function writeSizeRange(writer: ByteWriter, size: SizeRange, max: number): void {
  writer.byte(1);
  writer.u32(size.min);
  writer.u32(limitedMaximum(size, max));
}

function globalSection(module: WasmModule): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(module.globalCount + 3);
  const own = module.sections.get(SectionId.global);
  if (own !== undefined) writer.bytes(behindCount(own));
  // In the order of `meteringGlobals`; each is mutable and begins at 0, so nothing runs but through a wrapper.
  writer.bytes([ValueType.i64, 1, Opcode.i64Const, 0, Opcode.end]);
  writer.bytes([ValueType.i64, 1, Opcode.i64Const, 0, Opcode.end]);
  writer.bytes([ValueType.i32, 1, Opcode.i32Const, 0, Opcode.end]);
  return writer.written();
}

function exportSection(module: WasmModule, loopFunction: number, trades: boolean): Uint8Array {
  const writer = new ByteWriter();
  const add = (name: string, kind: number, index: number): void => {
    writer.name(name);
    writer.byte(kind);
    writer.u32(index);
  };
  const globals = meteringGlobals(module.globalCount);
  let nextWrapper = module.imports.length + module.functionTypes.length;
  writer.u32(module.exports.length + 3 + Number(module.startFunction !== undefined) + Number(trades));
  for (const { name, kind, index } of module.exports) {
    add(name, kind, kind === ExportKind.function ? nextWrapper++ : index);
  }
  add(METERING_EXPORTS.fuel, ExportKind.global, globals.fuel);
  add(METERING_EXPORTS.fuelUsed, ExportKind.global, globals.fuelUsed);
  add(METERING_EXPORTS.depth, ExportKind.global, globals.depth);
  if (module.startFunction !== undefined) add(START_EXPORT, ExportKind.function, nextWrapper);
  if (trades) add(LOOP_EXPORT, ExportKind.function, loopFunction);
  return writer.written();
}
