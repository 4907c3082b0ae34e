/** Returns epoch milliseconds as ISO 8601 in UTC; documents carry it beside the number, for people. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
