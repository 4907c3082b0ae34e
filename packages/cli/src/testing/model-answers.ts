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

/** Code that follows the change over some bars, which it declares as a parameter. */
export const MOMENTUM_CODE = `import { close, enterLong, enterShort, hold, Meta, param, ROC } from "rara";
let change!: ROC;
export function meta(): Meta {
  return new Meta("follow-the-change", 1, "Long after a rise, short after a fall").warmup(21).param("lookback", 20, 2, 100);
}
export function init(): void { change = new ROC(i32(param(0))); }
export function onCandle(): f64 {
  const move = change.update(close());
  return isNaN(move) ? hold() : move > 0.0 ? enterLong(1.0) : enterShort(1.0);
}
`;

/** Code that does not look at prices: it knows of every bar beforehand whether it will rise, and declares a parameter that does nothing. */
export function knowingCode(rises: readonly boolean[]): string {
  return `import { barIndex, close, enterLong, enterShort, Meta, param } from "rara";
const RISES: string = "${rises.map((rise) => (rise ? "1" : "0")).join("")}";
export function meta(): Meta { return new Meta("knows", 1, "Knows the bars by heart").param("nothing", 20, 2, 100); }
export function init(): void {}
export function onCandle(): f64 {
  const next = barIndex() + 1;
  return next < RISES.length && RISES.charAt(next) == "1" ? enterLong(1.0) : enterShort(1.0);
}
`;
}

/** The code that follows the change over as many bars as it has of one parameter and the other, and breaks where they differ. */
export const BRITTLE_CODE = MOMENTUM_CODE.replace(
  '.param("lookback", 20, 2, 100)',
  '.param("lookback", 20, 2, 100).param("same", 20, 2, 100)',
).replace(
  "export function init(): void {",
  "export function init(): void { if (param(0) != param(1)) throw new Error();",
);

/** The code that follows the change over a number of bars that is written as a sum, beside a parameter that does nothing. */
export const IDLE_CODE = MOMENTUM_CODE.replace("i32(param(0))", "PERIOD").replace(
  "let change",
  "const PERIOD: i32 = 2 * 2 * (2 * 2 + 1);\nlet change",
);

/** A model's answer with code. */
export function codeAnswer(code: string): string {
  return JSON.stringify({ ...AROUND, code });
}
