import { describe, expect, it } from "vitest";
import { giveMemoryBack, takeMemory } from "./guest-memories.ts";

const PAGES = { initial: 1, maximum: 3 };

describe("memories of strategies", () => {
  it("are used again, with nothing in them", () => {
    const memory = takeMemory(PAGES);
    const bytes = new Uint8Array(memory.buffer);
    bytes[0] = 1;
    bytes[65_535] = 2;
    giveMemoryBack(memory, PAGES);
    expect(takeMemory({ initial: 1, maximum: 4 })).not.toBe(memory);
    expect(takeMemory({ ...PAGES })).toBe(memory);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(takeMemory(PAGES)).not.toBe(memory);
  });

  it("are dropped once they have grown, since the next strategy would begin with more", () => {
    const memory = takeMemory(PAGES);
    memory.grow(1);
    giveMemoryBack(memory, PAGES);
    expect(takeMemory(PAGES)).not.toBe(memory);
  });

  it("are kept in a small number only", () => {
    const all = Array.from({ length: 6 }, () => takeMemory(PAGES));
    for (const memory of all) giveMemoryBack(memory, PAGES);
    const again = Array.from({ length: 6 }, () => takeMemory(PAGES));
    expect(again.filter((memory) => all.includes(memory))).toHaveLength(4);
  });
});
