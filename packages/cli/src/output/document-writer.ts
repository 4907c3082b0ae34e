import type { RaraError } from "@rara-trading/domain";
import type { OutputStream } from "../cli-io.ts";
import { type DocumentSchema, type Envelope, failureEnvelope, serializeEnvelope, successEnvelope } from "./envelope.ts";
import { renderTable } from "./table.ts";

/** How results are printed. */
export type OutputFormat = "json" | "table";

/** Where and how documents are written. */
export interface DocumentWriterOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly format: OutputFormat;
  /** Whether tables may use bold headings. */
  readonly color: boolean;
}

/** The only writer to stdout: one document a command, or one a line once a command streams. */
export class DocumentWriter {
  readonly #options: DocumentWriterOptions;
  #streaming = false;
  #closed = false;
  #finished = false;

  constructor(options: DocumentWriterOptions) {
    this.#options = options;
  }

  /** Whether the reader of stdout is gone; further writes do nothing. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether `writeRecord` was used. */
  get streaming(): boolean {
    return this.#streaming;
  }

  /** Writes the document of a success. @throws RaraError `cli.not-json` (a bug) and writes nothing when `data` is not JSON. */
  async writeSuccess(schema: DocumentSchema, data: unknown): Promise<void> {
    const envelope = successEnvelope(schema, data);
    this.#finished = true;
    await this.#write(envelope);
  }

  /** Writes one line of a stream (NDJSON). @throws RaraError `cli.not-json` (a bug) when `data` is not JSON. */
  async writeRecord(schema: DocumentSchema, data: unknown): Promise<void> {
    this.#streaming = true;
    await this.#write(successEnvelope(schema, data));
  }

  /**
   * Writes the document of a failure; as a table it is text on stderr, so that stdout stays clean. Does nothing when the
   * command's document is out already: stdout never carries two.
   */
  async writeFailure(schema: DocumentSchema, error: RaraError): Promise<void> {
    if (this.#finished) return;
    this.#finished = true;
    if (this.#options.format === "json") return this.#write(failureEnvelope(schema, error));
    const hint = error.hint === undefined ? "" : `\n${error.hint}`;
    await this.#options.stderr.write(`Error (${error.code}): ${error.message}${hint}\n`);
  }

  async #write(envelope: Envelope): Promise<void> {
    if (this.#closed) return;
    const { stdout, format, color } = this.#options;
    const text =
      format === "table" && envelope.ok
        ? `${renderTable(envelope.data, { color })}\n`
        : serializeEnvelope(envelope, stdout.isTerminal && !this.#streaming);
    if ((await stdout.write(text)) === "closed") this.#closed = true;
  }
}
