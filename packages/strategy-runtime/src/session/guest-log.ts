import { escapeControls } from "../printable-text.ts";

/** Receives what a strategy prints, one printable line at a time. */
export type LogSink = (line: string) => void;

const LOG_LINES_MAX = 1000;
const LOG_CHARACTERS_MAX = 65_536;
/** Characters of one line, and the most that is ever read of a text in the guest's memory. */
export const LOG_LINE_CHARACTERS_MAX = 300;

/** Passes a strategy's output on until it has said enough, then says so once and drops the rest. */
export class GuestLog {
  readonly #sink: LogSink;
  #lines = 0;
  #characters = 0;
  #closed = false;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  write(text: string): void {
    if (this.#closed) return;
    const line = escapeControls(text, LOG_LINE_CHARACTERS_MAX);
    this.#lines++;
    this.#characters += line.length;
    if (this.#lines <= LOG_LINES_MAX && this.#characters <= LOG_CHARACTERS_MAX) return this.#sink(line);
    this.#closed = true;
    this.#sink(`(more output dropped: at most ${LOG_LINES_MAX} lines or ${LOG_CHARACTERS_MAX} characters a session)`);
  }
}
