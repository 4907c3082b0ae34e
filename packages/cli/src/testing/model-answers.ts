const AROUND = {
  family: "momentum",
  hypothesis: "Prices above their average go on rising.",
  mechanism: "Holders who sell their winners early lose it.",
  falsifier: { metric: "sharpe", threshold: 0, slice: "all" },
  expected: { sharpe: { low: 0, high: 1.5 }, turnover: 20, holding: 10 },
  regimeExpectation: { volatility: "any", trend: "rising" },
  parents: [],
  differsFrom: [],
};

/** A model's answer with a tree: long above the average of so many bars. */
export function answerOf(period: number): string {
  const close = { kind: "price", field: "close" };
  const average = { kind: "indicator", name: "SMA", input: close, period };
  return JSON.stringify({
    ...AROUND,
    tree: {
      kind: "regime",
      family: AROUND.family,
      long: { kind: "compare", operator: ">", left: close, right: average },
      short: null,
      exits: { stopLossFraction: null, takeProfitFraction: null },
    },
  });
}

/** The same rule, for 20 bars, as code. */
export const MODEL_CODE = `import { close, SMA, Meta, enterLong, exit, hold } from "rara";
let average!: SMA;
export function meta(): Meta { return new Meta("above-average", 1, "Long above the average").warmup(20); }
export function init(): void { average = new SMA(20); }
export function onCandle(): f64 {
  const mean = average.update(close());
  return isNaN(mean) ? hold() : close() > mean ? enterLong() : exit();
}
`;

/** A model's answer with code. */
export function codeAnswer(code: string): string {
  return JSON.stringify({ ...AROUND, code });
}
