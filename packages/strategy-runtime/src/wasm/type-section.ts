import type { StrategyLimits } from "../strategy-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import { refuseAbove, refuseFeature } from "./refuse.ts";
import { checkedValueType } from "./value-type.ts";
import type { FunctionType } from "./wasm-module.ts";

const FUNCTION_TYPE = 0x60;

/** Reads the function types; any other kind of type is refused. */
export function readTypeSection(reader: ByteReader, limits: StrategyLimits): readonly FunctionType[] {
  const count = reader.u32();
  refuseAbove(limits.types, count, "types");
  return Array.from({ length: count }, () => {
    const form = reader.byte();
    if (form !== FUNCTION_TYPE) refuseFeature(`a type of form 0x${form.toString(16)}`);
    const parameters = readValueTypes(reader, limits);
    const results = readValueTypes(reader, limits);
    refuseAbove(limits.signatureValues, parameters.length + results.length, "parameters and results of a function");
    return { parameters, results };
  });
}

function readValueTypes(reader: ByteReader, limits: StrategyLimits): readonly number[] {
  const count = reader.u32();
  refuseAbove(limits.signatureValues, count, "parameters or results of a function");
  return Array.from({ length: count }, () => checkedValueType(reader.byte()));
}
