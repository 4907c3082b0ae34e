/** Returns a ratio with two decimals, a dash when it is undefined. */
export function ratio(value: number | null): string {
  return value === null ? "–" : value.toFixed(2);
}

/** Returns a fraction as a percentage with one decimal, a dash when it is undefined. */
export function percent(value: number | null): string {
  return value === null ? "–" : `${(value * 100).toFixed(1)} %`;
}

/** Returns a threshold or measurement with as many decimals as it needs, at most four. */
export function plain(value: number | null): string {
  return value === null ? "undefined" : String(Number(value.toFixed(4)));
}
