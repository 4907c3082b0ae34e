/** What the kill test tells a process that it starts, as one JSON argument. */
export interface ProcessOptions {
  /** The log. */
  readonly path: string;
  /** The process's name: `publisher-1`, `consumer`. */
  readonly name: string;
  /** The folder in which a publisher keeps its record. */
  readonly folder: string;
  /** How many processes of this test were started before. */
  readonly life: number;
}

/** What a process reports: events acknowledged since its last report. */
export interface ProcessReport {
  readonly acknowledged: number;
}

/** What the kill test sends to a process that shall end by itself. */
export const STOP = "stop";

/** Returns the options of the process that asks. */
export function processOptions(): ProcessOptions {
  return JSON.parse(process.argv[2] ?? "") as ProcessOptions;
}

/** Returns a signal that aborts when the kill test says so, or is gone itself. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once("message", () => stop.abort());
  process.once("disconnect", () => stop.abort());
  return stop.signal;
}

/** Tells the kill test about progress. */
export function report(acknowledged: number): void {
  process.send?.({ acknowledged } satisfies ProcessReport);
}
