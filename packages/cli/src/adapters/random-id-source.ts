import { randomBytes } from "node:crypto";
import type { IdSource } from "@rara-trading/domain";

const ID_BYTES = 8;

/** Ids from the operating system's entropy: `run-` and 16 hexadecimal digits. */
export class RandomIdSource implements IdSource {
  next(kind: string): string {
    return `${kind}-${randomBytes(ID_BYTES).toString("hex")}`;
  }
}
