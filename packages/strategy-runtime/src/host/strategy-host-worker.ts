// Runs in a child process of its own, one for each strategy: whatever the strategy does to V8, it finds no key, no
// environment and no file to write here. It reads requests and writes replies until its parent hangs up.
import { readSync, writeSync } from "node:fs";
import { type MeteredSession, openStrategySession } from "../open-strategy-session.ts";
import type { ParameterValues } from "../session/strategy-parameters.ts";
import type { StrategyLimits } from "../strategy-limits.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { failureText } from "./failure-text.ts";
import { REPLY_BYTES, ReplyAt, ReplyStatus, REQUEST_NUMBERS, RequestAt, RequestKind } from "./host-frames.ts";

/** What the text of an `open` request says. */
export interface OpenRequest {
  readonly limits: StrategyLimits;
  readonly parameters: ParameterValues;
  /** Score that means a position to version 1. */
  readonly scoreThreshold: number;
}

const STDIN = 0;
const STDOUT = 1;

const request = new Float64Array(REQUEST_NUMBERS);
let session: MeteredSession | undefined;

/** Fills `bytes` from stdin; ends this process where stdin ends, because nobody is there any more. */
function readInto(bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(STDIN, bytes, done, bytes.length - done, null);
    if (read === 0) process.exit(0);
    done += read;
  }
}

function reply(status: number, target: number, text: string): void {
  const body = Buffer.from(text);
  const frame = Buffer.alloc(REPLY_BYTES + body.length);
  const numbers = new Float64Array(frame.buffer, frame.byteOffset, REPLY_BYTES / Float64Array.BYTES_PER_ELEMENT);
  numbers[ReplyAt.status] = status;
  numbers[ReplyAt.target] = target;
  numbers[ReplyAt.stopLoss] = session?.stopLoss ?? Number.NaN;
  numbers[ReplyAt.takeProfit] = session?.takeProfit ?? Number.NaN;
  numbers[ReplyAt.fuelUsed] = session?.fuelUsed ?? 0;
  numbers[ReplyAt.barsTaken] = session?.barsTaken ?? 0;
  numbers[ReplyAt.textBytes] = body.length;
  frame.set(body, REPLY_BYTES);
  for (let done = 0; done < frame.length;) done += writeSync(STDOUT, frame, done);
}

function argument(i: number): number {
  return request[RequestAt.argument + i] ?? Number.NaN;
}

/** Opens the session and returns what its strategy says about itself, in the JSON of its meta. */
function open(): string {
  const text = Buffer.alloc(argument(0));
  const wasm = new Uint8Array(argument(1));
  readInto(text);
  readInto(wasm);
  const { limits, ...options } = JSON.parse(text.toString("utf8")) as OpenRequest;
  session = openStrategySession(loadStrategyModule(wasm, limits), options);
  const { name, version, description, warmupBars, parameters } = session.meta;
  return JSON.stringify({ name, version, description, warmup: warmupBars, params: parameters });
}

/** Returns the target of a candle; NaN after anything else. */
function call(live: MeteredSession): number {
  for (let i = 0; i < (request[RequestAt.positions] ?? 0); i++) {
    const at = RequestAt.position + 2 * i;
    live.setPosition(request[at] ?? Number.NaN, request[at + 1] ?? Number.NaN);
  }
  const kind = request[RequestAt.kind];
  if (kind === RequestKind.candle) {
    return live.onCandle(argument(0), argument(1), argument(2), argument(3), argument(4), argument(5));
  }
  if (kind === RequestKind.riskLevels) live.askRiskLevels(argument(0) > 0 ? 1 : -1, argument(1));
  return Number.NaN;
}

for (;;) {
  readInto(new Uint8Array(request.buffer));
  try {
    if (request[RequestAt.kind] === RequestKind.open) reply(ReplyStatus.ok, Number.NaN, open());
    else if (session !== undefined) reply(ReplyStatus.ok, call(session), "");
  } catch (error) {
    reply(ReplyStatus.failed, Number.NaN, failureText(error));
  }
}
