import type { RaraError } from "@rara-trading/domain";
import { redactSecrets } from "../redact.ts";
import { assertJsonSafe } from "./json-safe.ts";

/** The name and version of a document: `rara.data.info/1`. */
export type DocumentSchema = `rara.${string}/${number}`;

/** What a failed command says. */
interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details?: unknown;
}

/** The one document that a command writes to stdout; a streaming command writes one a line. */
export type Envelope =
  | { readonly schema: DocumentSchema; readonly ok: true; readonly data: unknown }
  | { readonly schema: DocumentSchema; readonly ok: false; readonly error: ErrorDocument };

/** Returns the document of a success. @throws RaraError `cli.not-json` (a bug) when the data is not JSON. */
export function successEnvelope(schema: DocumentSchema, data: unknown): Envelope {
  assertJsonSafe(data, "data");
  return { schema, ok: true, data };
}

/** Returns what JSON can carry of an error's details; a failure to report a failure would hide it. */
function printableDetails(details: unknown): unknown {
  try {
    const text: string | undefined = JSON.stringify(redactSecrets(details));
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the document of a failure. Never throws. */
export function failureEnvelope(schema: DocumentSchema, error: RaraError): Envelope {
  const details = printableDetails(error.details);
  return {
    schema,
    ok: false,
    error: {
      code: error.code,
      message: error.message,
      hint: error.hint ?? null,
      ...(details === undefined ? {} : { details }),
    },
  };
}

/** Returns the document as text that ends in a newline: indented for people, one line for programs. */
export function serializeEnvelope(envelope: Envelope, indented: boolean): string {
  return `${JSON.stringify(envelope, undefined, indented ? 2 : undefined)}\n`;
}
