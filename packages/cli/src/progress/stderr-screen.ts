import type { OutputStream } from "../cli-io.ts";

const CLEAR_LINE = "\r\u001B[2K";

/** Stderr with at most one live line at its end: whole lines are written above it, and it is drawn again. */
export class StderrScreen {
  readonly #stream: OutputStream;
  #live = "";

  constructor(stream: OutputStream) {
    this.#stream = stream;
  }

  /** Writes text that ends in a newline. */
  write(text: string): void {
    this.#send(this.#live === "" ? text : `${CLEAR_LINE}${text}${this.#live}`);
  }

  /** Replaces the live line; an empty one removes it. For terminals only. */
  setLiveLine(text: string): void {
    const line = text.slice(0, Math.max(0, this.#stream.columns - 1));
    if (line === this.#live) return;
    this.#send(`${CLEAR_LINE}${line}`);
    this.#live = line;
  }

  #send(text: string): void {
    // Nobody can be told when stderr is broken, and a command must not fail because its log has no reader.
    this.#stream.write(text).catch(() => undefined);
  }
}
