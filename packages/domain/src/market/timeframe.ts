import { RaraError } from "../rara-error.ts";

const DURATION_MS = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
} as const;

/** The bar lengths the system stores and trades. */
export type Timeframe = keyof typeof DURATION_MS;

/** Every timeframe, shortest first. */
export const TIMEFRAMES = Object.keys(DURATION_MS) as readonly Timeframe[];

/** Returns the length of one bar in milliseconds. */
export function timeframeMs(timeframe: Timeframe): number {
  return DURATION_MS[timeframe];
}

/** Returns `text` as a timeframe. @throws RaraError `domain.timeframe` that lists the known ones. */
export function parseTimeframe(text: string): Timeframe {
  if (Object.hasOwn(DURATION_MS, text)) return text as Timeframe;
  throw new RaraError(`Expected a timeframe (${TIMEFRAMES.join(", ")}), found ${JSON.stringify(text)}`, {
    category: "usage",
    code: "domain.timeframe",
    hint: `Use one of ${TIMEFRAMES.join(", ")}.`,
  });
}
