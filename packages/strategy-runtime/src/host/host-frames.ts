// The frames between a session and its process: a fixed header of float64 numbers, then bytes that the header announces.
// It imports nothing, because the bridge's thread, which must start fast, reads it too.

/** Numbers in the header of a request. */
export const REQUEST_NUMBERS = 16;
/** Numbers in the header of a reply. */
export const REPLY_NUMBERS = 8;
/** Bytes that may follow a reply's header. */
export const REPLY_TEXT_BYTES_MAX = 65_536;
/** Positions that a request can bring along. */
export const POSITIONS_MAX = 4;
const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Bytes of a request's header. */
export const REQUEST_BYTES = REQUEST_NUMBERS * BYTES;
/** Bytes of a reply's header. */
export const REPLY_BYTES = REPLY_NUMBERS * BYTES;

/** What a request asks for. */
export const RequestKind = { open: 0, candle: 1, riskLevels: 2, positions: 3 } as const;

/**
 * Where things stand in a request's header: positions first (size and entry price each), then six arguments. The
 * arguments of `open` are the bytes of its text and of the module, which follow in this order.
 */
export const RequestAt = { kind: 0, positions: 1, position: 2, argument: 2 + 2 * POSITIONS_MAX } as const;

/** How a call ended. The text of a reply to `open` is the strategy's meta; that of a failure says what failed. */
export const ReplyStatus = { ok: 0, failed: 1 } as const;

/** Where things stand in a reply's header. */
export const ReplyAt = {
  status: 0,
  target: 1,
  stopLoss: 2,
  takeProfit: 3,
  fuelUsed: 4,
  barsTaken: 5,
  textBytes: 6,
} as const;
