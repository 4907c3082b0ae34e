import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";

/** One publication that a publisher was told is durable. */
export interface Acknowledged {
  readonly eventId: string;
  readonly seq: number;
}

/** Returns what a publisher's file holds; a last line that its death cut off does not count. */
export function readAcknowledged(path: string): readonly Acknowledged[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.slice(0, -1).map((line) => {
    const [eventId = "", seq = ""] = line.split(" ");
    return { eventId, seq: Number(seq) };
  });
}

/** A publisher's own record of what was acknowledged to it, outside the database. */
export class AcknowledgedFile implements Disposable {
  readonly #file: number;
  /** How many lines earlier lives of the publisher left. */
  readonly countBefore: number;

  /** Opens the file for appending and removes a last line that was cut off. */
  constructor(path: string) {
    this.countBefore = readAcknowledged(path).length;
    if (existsSync(path)) truncateSync(path, readFileSync(path).lastIndexOf("\n") + 1);
    this.#file = openSync(path, "a");
  }

  /** Records publications durably. */
  append(records: readonly Acknowledged[]): void {
    writeSync(this.#file, records.map(({ eventId, seq }) => `${eventId} ${seq}\n`).join(""));
    fdatasyncSync(this.#file);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
