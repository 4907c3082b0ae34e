import { hash } from "node:crypto";
import { RaraError } from "@rara-trading/domain";

/** A return vector as it is stored. */
export interface EncodedReturns {
  /** sha256 of the bytes: two trials with one hash returned the same every day. */
  readonly returnsHash: string;
  /** float32, little-endian. */
  readonly bytes: Uint8Array;
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function checkPlatform(): void {
  if (LITTLE_ENDIAN) return;
  throw new RaraError("Expected a little-endian machine, found a big-endian one", {
    category: "configuration",
    code: "research.big-endian",
    hint: "Stored columns are little-endian: run on x64 or arm64.",
  });
}

/** Returns the sha256 of bytes as 64 hex digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return hash("sha256", bytes, "hex");
}

/** Returns daily returns as bytes with their hash. @throws RaraError `research.return-vector` for a return that is not finite. */
export function encodeReturns(returns: Float32Array): EncodedReturns {
  checkPlatform();
  for (let day = 0; day < returns.length; day++) {
    if (Number.isFinite(returns[day])) continue;
    throw new RaraError(`Expected finite daily returns, found ${returns[day]} on day ${day}`, {
      category: "bug",
      code: "research.return-vector",
      hint: "Log an evaluation that failed without returns.",
    });
  }
  const bytes = new Uint8Array(returns.buffer, returns.byteOffset, returns.byteLength);
  return { returnsHash: sha256Hex(bytes), bytes };
}

/** Returns the hash under which the ledger keeps daily returns. @throws RaraError as `encodeReturns`. */
export function hashReturns(returns: Float32Array): string {
  return encodeReturns(returns).returnsHash;
}

/** Returns stored bytes as daily returns in memory of their own; the inverse of `encodeReturns`. */
export function decodeReturns(bytes: Uint8Array): Float32Array {
  checkPlatform();
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
