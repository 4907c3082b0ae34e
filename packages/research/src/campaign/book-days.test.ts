import { describe, expect, it } from "vitest";
import { alignReturns, coveredDays, daysOf } from "./book-days.ts";

const days = (...numbers: readonly number[]): Int32Array => Int32Array.from(numbers);

describe("days of a book", () => {
  it("are the UTC days of a series' last bars", () => {
    const hours = Float64Array.from([0, 23, 24, 47, 72], (hour) => hour * 3_600_000);
    expect([...daysOf(hours, days(1, 3, 4))]).toEqual([0, 1, 3]);
  });

  it("are covered from the other's first to its last", () => {
    expect(coveredDays(days(1, 2, 3, 4, 5), days(2, 4))).toEqual({ from: 1, to: 4 });
    expect(coveredDays(days(1, 2, 3), days(0, 9))).toEqual({ from: 0, to: 3 });
    for (const theirs of [days(), days(4, 5), days(-1, 0)])
      expect(coveredDays(days(1, 2, 3), theirs)).toEqual({ from: 0, to: 0 });
  });

  it("take what the other earned over a weekend of their own into their next day", () => {
    const own = days(5, 8, 9);
    const theirs = days(3, 4, 5, 6, 7, 8, 9, 10);
    const returns = [9, 9, 0.1, 0.1, 0.1, 0.1, -0.2, 9];
    const aligned = alignReturns(own, theirs, returns, coveredDays(own, theirs));
    expect([...aligned]).toEqual([0.1, expect.closeTo(0.331, 12), -0.2]);
  });

  it("earn 0 where the other has no bar", () => {
    const own = days(1, 2, 3, 4, 5);
    const theirs = days(2, 4);
    expect([...alignReturns(own, theirs, [0.5, 0.25], coveredDays(own, theirs))]).toEqual([0, 0.5, 0, 0.25, 0]);
  });
});
