import { assertNever, type ErrorCategory, RaraError } from "@rara-trading/domain";
import type { EventRecord } from "./event-record.ts";

/** Appends records, all or nothing. */
export interface PublishRequest {
  readonly kind: "publish";
  readonly records: readonly EventRecord[];
}

/** Takes a consumer's name, from whoever holds it, and creates the consumer when it is new. */
export interface SubscribeRequest {
  readonly kind: "subscribe";
  readonly consumer: string;
  readonly start: "first" | "now";
}

/** Moves a consumer's cursor from `afterSeq` to `cursorSeq` and appends effects, if `epoch` still holds the name. */
export interface AcknowledgeRequest {
  readonly kind: "acknowledge";
  readonly consumer: string;
  readonly epoch: number;
  readonly afterSeq: number;
  readonly cursorSeq: number;
  readonly effects: readonly EventRecord[];
}

/** Everything that changes the log goes through one of these. */
export type WriteRequest = PublishRequest | SubscribeRequest | AcknowledgeRequest;

/** A consumer's name in one holder's hands: every new holder gets a higher epoch, which fences the one before. */
export interface ConsumerHold {
  readonly epoch: number;
  readonly cursorSeq: number;
}

/** What each kind of request is answered with. */
export interface WriteResults {
  readonly publish: { readonly seqs: readonly number[]; readonly duplicates: number };
  readonly subscribe: ConsumerHold;
  readonly acknowledge: null;
}

/** The answer to any request. */
export type WriteResult = WriteResults[keyof WriteResults];

/** A RaraError as it crosses from the worker, because a structured clone forgets classes. */
export interface Failure {
  readonly message: string;
  readonly category: ErrorCategory;
  readonly code: string;
  readonly hint: string | undefined;
  readonly details: unknown;
}

/** How one request of a group ended, after the group's commit. */
export type Outcome =
  | { readonly kind: "committed"; readonly result: WriteResult }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A request with the number under which it is answered. */
export interface QueuedRequest {
  readonly kind: "request";
  readonly id: number;
  readonly request: WriteRequest;
}

/** What the bus sends to its worker; `close` comes last. */
export type ToWorker = QueuedRequest | { readonly kind: "close" };

/** What the worker answers after each commit; with `fatal` it has stopped, because the disk failed. */
export interface FromWorker {
  readonly ids: readonly number[];
  /** In the order of `ids`. */
  readonly outcomes: readonly Outcome[];
  readonly fatal: Failure | undefined;
}

/** Returns the records that a request wants stored. */
export function requestRecords(request: WriteRequest): readonly EventRecord[] {
  switch (request.kind) {
    case "publish":
      return request.records;
    case "subscribe":
      return [];
    case "acknowledge":
      return request.effects;
    default:
      return assertNever(request);
  }
}

/** Returns what a request counts in a queue: its events, and one for itself. */
export function requestEvents(request: WriteRequest): number {
  return 1 + requestRecords(request).length;
}

/** Returns an error in the form that crosses. */
export function failureOf(error: RaraError): Failure {
  const { message, category, code, hint, details } = error;
  return { message, category, code, hint, details };
}

/** Returns the error that crossed. */
export function errorOf(failure: Failure): RaraError {
  const { message, category, code, hint, details } = failure;
  return new RaraError(message, { category, code, details, ...(hint === undefined ? {} : { hint }) });
}
