import { describe, expect, it } from "vitest";
import { untilAborted } from "./until-aborted.ts";

async function* numbers(signal: AbortSignal, onAbort: "throws" | "ends" | "goes-on"): AsyncGenerator<number> {
  for (let i = 0; i < 5; i++) {
    if (signal.aborted && onAbort === "throws") signal.throwIfAborted();
    if (signal.aborted && onAbort === "ends") return;
    yield i;
  }
}

async function* failing(): AsyncGenerator<number> {
  yield 1;
  throw new RangeError("broken feed");
}

async function all(items: AsyncIterable<number>): Promise<readonly number[]> {
  const taken: number[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

describe("untilAborted", () => {
  for (const onAbort of ["throws", "ends", "goes-on"] as const) {
    it(`ends quietly after an abort when the source ${onAbort}`, async () => {
      const abort = new AbortController();
      const seen: number[] = [];
      for await (const item of untilAborted(numbers(abort.signal, onAbort), abort.signal)) {
        seen.push(item);
        if (item === 2) abort.abort();
      }
      expect(seen).toEqual([0, 1, 2]);
    });
  }

  it("passes everything on, and a fault as well, while nobody aborts", async () => {
    const { signal } = new AbortController();
    expect(await all(untilAborted(numbers(signal, "throws"), signal))).toEqual([0, 1, 2, 3, 4]);
    await expect(all(untilAborted(failing(), signal))).rejects.toThrow(RangeError);
  });
});
