import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const SLOW_MS = 240_000;

describe("npm run bench:gates", () => {
  it(
    "runs its smoke size and prints every metric with its interval",
    async () => {
      const args = ["--conditions=source", "bench/gates/main.ts", "--size", "smoke", "--seeds", "ci", "--json"];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
      const { schema, data } = JSON.parse(stdout);
      expect(schema).toBe("rara.bench.gates/1");
      expect(data).toMatchObject({ size: "smoke", seeds: "ci", trials: 1_000 });
      expect(data.commit === null || /^[0-9a-f]{40}(?:-dirty)?$/.test(data.commit)).toBe(true);
      const byId = new Map(data.metrics.map((metric: { id: string }) => [metric.id, metric]));
      // 4 GARCH-t and 4 bootstrapped markets; 8 campaigns prove no rate, but a gate that lets everything through shows.
      const falsePromotions = byId.get("M1") as { k: number; n: number; low: number; high: number };
      expect(falsePromotions.n).toBe(8);
      expect(falsePromotions.k).toBeLessThanOrEqual(3);
      expect(falsePromotions.low).toBeLessThanOrEqual(falsePromotions.k / 8);
      expect(falsePromotions.high).toBeGreaterThanOrEqual(falsePromotions.k / 8);
      // And so does one that lets nothing through: S = 3 is found 99 times in 100.
      expect(byId.get("M2-momentum-3")).toMatchObject({ n: 2, target: "at least 0.97" });
      expect((byId.get("M2-momentum-3") as { k: number }).k).toBeGreaterThan(0);
      expect(byId.get("replay-M1")).toMatchObject({ n: 1, target: "at most 0.05" });
      expect(byId.get("replay-M2-momentum-2")).toMatchObject({ n: 1, target: "at least 0.85" });
      for (const id of ["M3", "M4", "M4-shrunk-sharpe-slope", "M5", "M7-cpu-seconds-per-true-promotion"])
        expect(byId.has(id)).toBe(true);
    },
    SLOW_MS,
  );

  it("refuses a size and a part that it does not know", async () => {
    const args = ["--conditions=source", "bench/gates/main.ts", "--size", "huge"];
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({ code: 2 });
    const part = ["--conditions=source", "bench/gates/main.ts", "--only", "luck"];
    await expect(promisify(execFile)(process.execPath, part)).rejects.toMatchObject({ code: 2 });
  });
});
