import { createHash } from "node:crypto";

/** Returns the sha256 of text (as UTF-8) or bytes, as 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
