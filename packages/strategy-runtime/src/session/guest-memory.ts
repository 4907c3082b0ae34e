import { StrategyFault } from "@rara-trading/domain";

/** Bytes before a managed AssemblyScript string that hold its length in bytes. */
const STRING_LENGTH_BYTES = 4;

/**
 * Returns a copy of `length` bytes at `address` (both unsigned 32 bits).
 * The buffer is taken afresh on each call: growing memory detaches older views without a sound.
 * @throws StrategyFault `abi` when they lie outside.
 */
export function readBytes(memory: WebAssembly.Memory, address: number, length: number, what: string): Uint8Array {
  const { buffer } = memory;
  if (address + length > buffer.byteLength) {
    throw new StrategyFault(
      "abi",
      `Expected ${what} inside memory, found ${length} bytes at ${address} of ${buffer.byteLength}`,
    );
  }
  return new Uint8Array(buffer, address, length).slice();
}

/**
 * Returns an AssemblyScript string (UTF-16, its length in front) or as much of it as lies inside memory, at most
 * `charactersMax`. Never throws: it serves messages about a module that may already be broken.
 */
export function readGuestString(memory: WebAssembly.Memory, address: number, charactersMax: number): string {
  const view = new DataView(memory.buffer);
  if (address < STRING_LENGTH_BYTES || address > view.byteLength) return "";
  const length = Math.floor(view.getUint32(address - STRING_LENGTH_BYTES, true) / 2);
  const inside = Math.floor((view.byteLength - address) / 2);
  const units: number[] = [];
  for (let i = 0; i < Math.min(length, inside, charactersMax); i++) units.push(view.getUint16(address + 2 * i, true));
  return String.fromCharCode(...units);
}
