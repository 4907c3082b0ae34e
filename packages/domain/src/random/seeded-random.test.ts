import { describe, expect, it } from "vitest";
import { SeededIdSource } from "../ports/id-source.ts";
import { SeededRandom } from "./seeded-random.ts";

const DRAWS = 100_000;

function draw<Value>(count: number, next: () => Value): readonly Value[] {
  return Array.from({ length: count }, next);
}

describe("SeededRandom", () => {
  it("gives the pinned sequence for a seed, so that a stored seed means the same for ever", () => {
    // Computed by a second implementation of xoshiro128** and of the seeding, in Python.
    const random = new SeededRandom("golden");
    expect(draw(4, () => random.next())).toEqual([
      0.12918562996139316, 0.6902844430556363, 0.6765480125813135, 0.10702643705039572,
    ]);
    expect(draw(6, () => random.nextInt(100))).toEqual([37, 58, 81, 32, 94, 82]);
    expect(new SeededRandom("1").next()).toBe(0.8495472875575977);
  });

  it("reads a numeric seed as its text", () => {
    expect(new SeededRandom(1).next()).toBe(new SeededRandom("1").next());
  });

  it("differs from seed to seed, neighbours included", () => {
    const first = new Set(draw(5_000, () => 0).map((_, seed) => new SeededRandom(seed).next()));
    expect(first.size).toBe(5_000);
  });

  it("is uniform in [0, 1): every one of 100 bins holds its share", () => {
    const random = new SeededRandom("uniform");
    const bins = new Int32Array(100);
    for (let i = 0; i < DRAWS; i++) {
      const value = random.next();
      if (!(value >= 0 && value < 1)) expect.unreachable(`drew ${value}`);
      const bin = Math.floor(value * 100);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    // Chi-square with 99 degrees of freedom: below 148 with probability 0.999.
    const expected = DRAWS / 100;
    let chiSquare = 0;
    for (const count of bins) chiSquare += (count - expected) ** 2 / expected;
    expect(chiSquare).toBeLessThan(148);
  });

  it("fills the low bits of its 53 as well as the high ones", () => {
    const random = new SeededRandom("bits");
    let ones = 0;
    for (let i = 0; i < 10_000; i++) ones += (random.next() * 2 ** 53) % 2;
    expect(Math.abs(ones - 5_000)).toBeLessThan(200);
  });

  it("draws integers below the bound, all of them", () => {
    const random = new SeededRandom("int");
    expect(new Set(draw(1_000, () => random.nextInt(7)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(random.nextInt(1)).toBe(0);
  });

  it("draws standard normal deviates", () => {
    const random = new SeededRandom("normal");
    let sum = 0;
    let squares = 0;
    let beyondTwo = 0;
    for (let i = 0; i < DRAWS; i++) {
      const value = random.nextNormal();
      sum += value;
      squares += value * value;
      if (Math.abs(value) > 2) beyondTwo++;
    }
    expect(Math.abs(sum / DRAWS)).toBeLessThan(0.015);
    expect(Math.abs(squares / DRAWS - 1)).toBeLessThan(0.03);
    expect(beyondTwo / DRAWS).toBeGreaterThan(0.043);
    expect(beyondTwo / DRAWS).toBeLessThan(0.048);
  });

  it("forks streams that depend on seed and label only, not on what was drawn before", () => {
    const fresh = new SeededRandom("seed");
    const used = new SeededRandom("seed");
    draw(17, () => used.next());
    used.fork("other").next();
    const a = fresh.fork("a");
    const b = used.fork("a");
    expect(draw(10, () => a.next())).toEqual(draw(10, () => b.next()));
  });

  it("forks without disturbing its own stream", () => {
    const forking = new SeededRandom("seed");
    const plain = new SeededRandom("seed");
    forking.next();
    forking.fork("x").next();
    plain.next();
    expect(forking.next()).toBe(plain.next());
  });

  it("forks streams that differ by label and from their parent, and are uncorrelated", () => {
    const root = new SeededRandom("seed");
    const a = root.fork("a");
    const b = root.fork("b");
    let product = 0;
    for (let i = 0; i < 10_000; i++) product += (a.next() - 0.5) * (b.next() - 0.5);
    // Each product has deviation 1 / 12; 10,000 of them average within 0.0042 of 0 with probability above 0.999999.
    expect(Math.abs(product / 10_000)).toBeLessThan(0.0042);
    expect(root.fork("a").next()).not.toBe(root.fork("b").next());
    expect(root.fork("a").next()).not.toBe(new SeededRandom("seed").next());
  });
});

describe("SeededIdSource", () => {
  it("names the kind and never repeats itself, but gives the same ids for the same seed", () => {
    const ids = new SeededIdSource(new SeededRandom("ids"));
    const again = new SeededIdSource(new SeededRandom("ids"));
    const drawn = draw(1_000, () => ids.next("run"));
    expect(drawn[0]).toMatch(/^run-[0-9a-f]{16}$/);
    expect(new Set(drawn).size).toBe(1_000);
    expect(draw(1_000, () => again.next("run"))).toEqual(drawn);
  });
});
