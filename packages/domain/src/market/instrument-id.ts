import type { Brand } from "../brand.ts";
import { RaraError } from "../rara-error.ts";

/**
 * The one canonical name of an instrument: `venue:BASE/QUOTE` for a spot pair,
 * `venue:BASE/QUOTE:SETTLE` for its perpetual, `venue:TICKER` for anything else.
 */
export type InstrumentId = Brand<string, "InstrumentId">;

/** The parts of an InstrumentId. */
export type InstrumentParts =
  | { readonly kind: "spot"; readonly venue: string; readonly base: string; readonly quote: string }
  | {
      readonly kind: "perpetual";
      readonly venue: string;
      readonly base: string;
      readonly quote: string;
      readonly settle: string;
    }
  | { readonly kind: "ticker"; readonly venue: string; readonly ticker: string };

const VENUE = "[a-z][a-z0-9_]*";
const ASSET = "[A-Z0-9][A-Z0-9.]*";
const PAIR = new RegExp(`^(${VENUE}):(${ASSET})/(${ASSET})(?::(${ASSET}))?$`);
const TICKER = new RegExp(`^(${VENUE}):(\\^?[A-Za-z0-9][A-Za-z0-9._=-]*)$`);
const INSTRUMENT_LENGTH_MAX = 80;

/** Returns the parts of a canonical id, or `undefined` when `text` is not one. */
export function instrumentParts(text: string): InstrumentParts | undefined {
  if (text.length > INSTRUMENT_LENGTH_MAX) return undefined;
  const pair = PAIR.exec(text);
  if (pair) {
    const [, venue = "", base = "", quote = "", settle] = pair;
    return settle === undefined
      ? { kind: "spot", venue, base, quote }
      : { kind: "perpetual", venue, base, quote, settle };
  }
  const ticker = TICKER.exec(text);
  return ticker ? { kind: "ticker", venue: ticker[1] ?? "", ticker: ticker[2] ?? "" } : undefined;
}

/** Returns `text` as a canonical id. @throws RaraError `domain.instrument` when it is not in canonical form. */
export function parseInstrumentId(text: string): InstrumentId {
  if (instrumentParts(text) !== undefined) return text as InstrumentId;
  throw new RaraError(`Expected an instrument such as binance:BTC/USDT or yahoo:SPY, found ${JSON.stringify(text)}`, {
    category: "usage",
    code: "domain.instrument",
    hint: "Write venue:BASE/QUOTE (spot), venue:BASE/QUOTE:SETTLE (perpetual) or venue:TICKER.",
  });
}

/** The spelling with everything but letters and digits removed, upper case: `BTC-USDT`, `btc/usdt` and `BTCUSDT` agree. */
function squash(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

/** Returns the stored instruments that a person may have meant by `typed`; an exact canonical id matches only itself. */
export function matchInstruments(typed: string, stored: readonly InstrumentId[]): readonly InstrumentId[] {
  const exact = stored.filter((id) => id === typed);
  if (exact.length > 0) return exact;
  const wanted = squash(typed);
  if (wanted === "") return [];
  const withVenue = stored.filter((id) => squash(id) === wanted);
  if (withVenue.length > 0) return withVenue;
  return stored.filter((id) => squash(id.slice(id.indexOf(":") + 1)) === wanted);
}

/**
 * Returns the one stored instrument that `typed` names in any common spelling.
 * @throws RaraError `domain.instrument-unknown` (nothing matches; lists what is stored) or
 * `domain.instrument-ambiguous` (several match; lists them).
 */
export function resolveInstrument(typed: string, stored: readonly InstrumentId[]): InstrumentId {
  const matches = matchInstruments(typed, stored);
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) return only;
  if (matches.length === 0) {
    throw new RaraError(`Expected a stored instrument, found no match for ${JSON.stringify(typed)}`, {
      category: "not-found",
      code: "domain.instrument-unknown",
      hint:
        stored.length === 0
          ? "Nothing is stored yet: run `rara-trading data import`."
          : `Stored: ${stored.join(", ")}.`,
      details: { stored },
    });
  }
  throw new RaraError(
    `Expected one stored instrument, found ${matches.length} matches for ${JSON.stringify(typed)}: ${matches.join(", ")}`,
    {
      category: "usage",
      code: "domain.instrument-ambiguous",
      hint: `Write one of them in full: ${matches.join(", ")}.`,
      details: { matches },
    },
  );
}
