import { REPLY_BYTES, REPLY_NUMBERS, REPLY_TEXT_BYTES_MAX, REQUEST_BYTES, REQUEST_NUMBERS } from "./host-frames.ts";

/** Whose turn it is on a channel. Once lost, it stays lost. */
export const Turn = { idle: 0, waiting: 1, answered: 2, lost: 3 } as const;

const LOSSES = ["ended", "memory", "protocol", "open-timeout", "not-started"] as const;

/** Why a process is gone. */
export type Loss = (typeof LOSSES)[number];

const TURN_BYTES = 64;
const LOSS_TEXT_BYTES = 256;
const REQUEST_AT = TURN_BYTES;
const REPLY_AT = REQUEST_AT + REQUEST_BYTES;
const LOSS_TEXT_AT = REPLY_AT + REPLY_BYTES;
const TEXT_AT = LOSS_TEXT_AT + LOSS_TEXT_BYTES;
const TURN = 0;
const LOSS = 1;
const LOSS_LENGTH = 2;

/**
 * The memory that a session shares with the thread that talks to its process, so that the session can wait for an answer
 * without giving up its turn. One side asks, the other answers; a lost process answers nothing any more.
 */
export class HostChannel {
  readonly memory: SharedArrayBuffer;
  /** Header of the request. */
  readonly request: Float64Array;
  readonly requestBytes: Uint8Array;
  /** Header of the reply. */
  readonly reply: Float64Array;
  readonly #turn: Int32Array;
  readonly #replyBytes: Uint8Array;
  readonly #lossText: Uint8Array;
  readonly #text: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(TEXT_AT + REPLY_TEXT_BYTES_MAX)) {
    this.memory = memory;
    this.#turn = new Int32Array(memory, 0, TURN_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.request = new Float64Array(memory, REQUEST_AT, REQUEST_NUMBERS);
    this.requestBytes = new Uint8Array(memory, REQUEST_AT, REQUEST_BYTES);
    this.reply = new Float64Array(memory, REPLY_AT, REPLY_NUMBERS);
    this.#replyBytes = new Uint8Array(memory, REPLY_AT, REPLY_BYTES);
    this.#lossText = new Uint8Array(memory, LOSS_TEXT_AT, LOSS_TEXT_BYTES);
    this.#text = new Uint8Array(memory, TEXT_AT, REPLY_TEXT_BYTES_MAX);
  }

  /** Hands the turn over; false when the process is lost. */
  ask(): boolean {
    const before = Atomics.load(this.#turn, TURN);
    return before !== Turn.lost && Atomics.compareExchange(this.#turn, TURN, before, Turn.waiting) === before;
  }

  /** Waits for the answer, `timeoutMs` at most, and returns whose turn it is then. */
  wait(timeoutMs: number): number {
    Atomics.wait(this.#turn, TURN, Turn.waiting, timeoutMs);
    return Atomics.load(this.#turn, TURN);
  }

  /** Whether an answer stands in the channel. */
  get isAnswered(): boolean {
    return Atomics.load(this.#turn, TURN) === Turn.answered;
  }

  /** Gives an answer: the header of a reply and the text behind it. */
  answer(header: Uint8Array, text: Uint8Array): void {
    this.#replyBytes.set(header);
    this.#text.set(text);
    // A loss must not be painted over.
    if (Atomics.compareExchange(this.#turn, TURN, Turn.waiting, Turn.answered) === Turn.waiting) {
      Atomics.notify(this.#turn, TURN);
    }
  }

  /** Says that the process is gone. The first reason stands. */
  lose(loss: Loss, detail: string): void {
    if (Atomics.load(this.#turn, TURN) === Turn.lost) return;
    const { written } = new TextEncoder().encodeInto(detail, this.#lossText);
    this.#turn[LOSS] = LOSSES.indexOf(loss);
    this.#turn[LOSS_LENGTH] = written;
    Atomics.store(this.#turn, TURN, Turn.lost);
    Atomics.notify(this.#turn, TURN);
  }

  /** Why the process is gone, once it is lost. */
  get loss(): { readonly loss: Loss; readonly detail: string } {
    const detail = new TextDecoder().decode(this.#lossText.slice(0, this.#turn[LOSS_LENGTH] ?? 0));
    return { loss: LOSSES[this.#turn[LOSS] ?? 0] ?? "ended", detail };
  }

  /** The first `bytes` of the text behind the reply's header. */
  text(bytes: number): string {
    return new TextDecoder().decode(this.#text.slice(0, bytes));
  }
}
