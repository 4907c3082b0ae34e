import { wilsonInterval } from "@rara-trading/research";

/** A figure of the scoreboard: a share k of n with its Wilson 95 % interval, or another figure without one. */
export interface GateMetric {
  readonly id: string;
  readonly k: number | null;
  readonly n: number;
  readonly point: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** In words; `null` where nothing is demanded. */
  readonly target: string | null;
  readonly met: boolean | null;
}

/** What a share must reach. */
export interface ShareTarget {
  readonly words: string;
  readonly met: (point: number, high: number) => boolean;
}

/** At least so much. */
export const atLeast = (value: number): ShareTarget => ({ words: `at least ${value}`, met: (point) => point >= value });
/** At most so much. */
export const atMost = (value: number): ShareTarget => ({ words: `at most ${value}`, met: (point) => point <= value });

/** A share k of n. */
export function share(id: string, k: number, n: number, target: ShareTarget | null = null): GateMetric {
  if (n === 0) return { id, k, n, point: null, low: null, high: null, target: target?.words ?? null, met: null };
  const { low, high } = wilsonInterval(k, n);
  const point = k / n;
  return { id, k, n, point, low, high, target: target?.words ?? null, met: target?.met(point, high) ?? null };
}

/** Another figure, of n cases. */
export function figure(id: string, n: number, point: number | null, target: ShareTarget | null = null): GateMetric {
  const met = point === null || target === null ? null : target.met(point, point);
  return { id, k: null, n, point, low: null, high: null, target: target?.words ?? null, met };
}
