import { RaraError, StrategyFault, type StrategyMeta } from "@rara-trading/domain";
import { deadSession } from "../dead-session.ts";
import type { MeteredSession } from "../open-strategy-session.ts";
import { failureOf } from "./failure-text.ts";
import { type HostChannel, Turn } from "./host-channel.ts";
import { POSITIONS_MAX, ReplyAt, ReplyStatus, RequestAt, RequestKind } from "./host-frames.ts";

/** What a session needs of the host that its process belongs to. */
export interface HostLink {
  readonly channel: HostChannel;
  readonly callTimeoutMs: number;
  /** Has the request that stands in the channel sent. */
  readonly send: () => void;
  /** Ends the process. */
  readonly end: () => void;
}

/** A process that is silent for one look may have been stopped together with this one; after two it hangs. */
const LOOKS = 2;

/**
 * A strategy that runs in a process of its own, behind the same port and with the same results as in this one. A call
 * waits for the process's answer; one that crashes, hangs or is killed is a fault of its strategy alone. What the session
 * is told about its position goes along with the next question, so that a bar is one round trip.
 */
export class HostedStrategySession implements MeteredSession, Disposable {
  readonly meta: StrategyMeta;
  /** The process; it ends with the session, or with this process. */
  readonly pid: number | undefined;
  readonly #link: HostLink;
  #positions = 0;
  #bars = 0;
  #fuelUsed: number;
  #stopLoss = Number.NaN;
  #takeProfit = Number.NaN;
  #death: RaraError | undefined;

  /** Takes over a process whose `open` was answered. */
  constructor(link: HostLink, meta: StrategyMeta, pid: number | undefined) {
    this.#link = link;
    this.meta = meta;
    this.pid = pid;
    this.#fuelUsed = link.channel.reply[ReplyAt.fuelUsed] ?? 0;
  }

  get stopLoss(): number {
    return this.#stopLoss;
  }

  get takeProfit(): number {
    return this.#takeProfit;
  }

  /** Fuel used up to the last answer. */
  get fuelUsed(): number {
    return this.#fuelUsed;
  }

  /** Bars taken so far. */
  get barsTaken(): number {
    return this.#bars;
  }

  onCandle(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): number {
    this.#refuseDead();
    const { request, reply } = this.#link.channel;
    request[RequestAt.argument] = openTimeMs;
    request[RequestAt.argument + 1] = open;
    request[RequestAt.argument + 2] = high;
    request[RequestAt.argument + 3] = low;
    request[RequestAt.argument + 4] = close;
    request[RequestAt.argument + 5] = volume;
    this.#call(RequestKind.candle);
    this.#bars++;
    return reply[ReplyAt.target] ?? Number.NaN;
  }

  setPosition(size: number, entryPrice: number): void {
    this.#refuseDead();
    if (this.#positions === POSITIONS_MAX) this.#call(RequestKind.positions);
    const at = RequestAt.position + 2 * this.#positions++;
    this.#link.channel.request[at] = size;
    this.#link.channel.request[at + 1] = entryPrice;
  }

  askRiskLevels(side: 1 | -1, entryPrice: number): void {
    this.#refuseDead();
    const { request, reply } = this.#link.channel;
    request[RequestAt.argument] = side;
    request[RequestAt.argument + 1] = entryPrice;
    this.#call(RequestKind.riskLevels);
    this.#stopLoss = reply[ReplyAt.stopLoss] ?? Number.NaN;
    this.#takeProfit = reply[ReplyAt.takeProfit] ?? Number.NaN;
  }

  /** Ends the strategy's process. */
  [Symbol.dispose](): void {
    this.#death ??= new RaraError("Expected an open session, found a closed one", {
      category: "bug",
      code: "strategy.session-closed",
    });
    this.#link.end();
  }

  #call(kind: number): void {
    const { channel, callTimeoutMs, send } = this.#link;
    channel.request[RequestAt.kind] = kind;
    channel.request[RequestAt.positions] = this.#positions;
    this.#positions = 0;
    let turn: number = Turn.lost;
    if (channel.ask()) {
      send();
      for (let look = 0; look < LOOKS && (turn = channel.wait(callTimeoutMs)) === Turn.waiting; look++);
    }
    if (turn === Turn.waiting) throw this.#die(this.#silent(callTimeoutMs));
    if (turn === Turn.lost) throw this.#die(this.#lostProcess());
    this.#fuelUsed = channel.reply[ReplyAt.fuelUsed] ?? this.#fuelUsed;
    if (channel.reply[ReplyAt.status] === ReplyStatus.ok) return;
    throw this.#die(failureOf(channel.text(channel.reply[ReplyAt.textBytes] ?? 0)));
  }

  #silent(callTimeoutMs: number): StrategyFault {
    return new StrategyFault(
      "timeout",
      `Expected the strategy to answer within ${callTimeoutMs * LOOKS} ms, found it silent`,
      this.#place(),
    );
  }

  #lostProcess(): StrategyFault {
    const { loss, detail } = this.#link.channel.loss;
    if (loss === "memory") {
      return new StrategyFault("limit-exceeded", `Expected less memory in the strategy's process, found ${detail}`, {
        ...this.#place(),
      });
    }
    const found = loss === "protocol" ? `that ${detail}` : `that it ended (${detail})`;
    return new StrategyFault("trap", `Expected the strategy's process to answer, found ${found}`, this.#place());
  }

  #place(): { readonly barIndex: number; readonly fuelUsed: number } {
    return { barIndex: this.#bars, fuelUsed: this.#fuelUsed };
  }

  /** After a failure the strategy's state means nothing, so its process goes too. */
  #die(death: RaraError): RaraError {
    this.#death = death;
    this.#stopLoss = Number.NaN;
    this.#takeProfit = Number.NaN;
    this.#link.end();
    return death;
  }

  #refuseDead(): void {
    if (this.#death !== undefined) throw deadSession(this.#death);
  }
}
