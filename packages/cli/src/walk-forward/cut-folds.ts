import { RaraError } from "@rara-trading/domain";

/** Bars by index, `to` not included. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

/** One step of a walk-forward: parameters are fitted on `train` and then traded on `test`, which comes later. */
export interface Fold {
  /** 0, 1, 2 … in order of time. */
  readonly index: number;
  readonly train: BarRange;
  readonly test: BarRange;
}

/** Whether every training window begins with the first bar or moves on with its test window. */
type FoldScheme = "anchored" | "rolling";

/** How the bars are divided. */
export interface FoldPlan {
  readonly bars: number;
  readonly scheme: FoldScheme;
  /** Either a number of folds or the lengths of the windows. */
  readonly shape:
    | { readonly kind: "folds"; readonly folds: number }
    | { readonly kind: "bars"; readonly trainBars: number; readonly testBars: number };
  /** Bars between the end of a training window and its test window, in neither. */
  readonly purgeBars: number;
}

/** With a number of folds, the first training window and its gap are as long as this many test windows. */
const TRAIN_BLOCKS = 3;
/** Shorter windows say nothing about a parameter. */
const TRAIN_BARS_MIN = 60;
const TEST_BARS_MIN = 10;
/** One fold is a split, no walk. */
const FOLDS_MIN = 2;
/** Folds of one walk-forward at most. */
const FOLDS_MAX = 200;

interface FoldLengths {
  readonly folds: number;
  readonly trainBars: number;
  readonly testBars: number;
}

function lengthsOf({ bars, shape, purgeBars }: FoldPlan): FoldLengths {
  if (shape.kind === "bars") {
    const { trainBars, testBars } = shape;
    return { folds: Math.floor((bars - trainBars - purgeBars) / testBars), trainBars, testBars };
  }
  const testBars = Math.floor(bars / (shape.folds + TRAIN_BLOCKS));
  return { folds: shape.folds, trainBars: bars - shape.folds * testBars - purgeBars, testBars };
}

function checkLengths({ folds, trainBars, testBars }: FoldLengths, { bars, purgeBars }: FoldPlan): void {
  const long = trainBars >= TRAIN_BARS_MIN && testBars >= TEST_BARS_MIN;
  if (long && folds >= FOLDS_MIN && folds <= FOLDS_MAX) return;
  throw new RaraError(
    `Expected ${FOLDS_MIN} to ${FOLDS_MAX} folds of at least ${TRAIN_BARS_MIN} bars to fit on and ${TEST_BARS_MIN} to test on, found ${folds} of ${trainBars} and ${testBars} (${bars} bars, ${purgeBars} purged before each test)`,
    {
      category: "usage",
      code: "strategy.walk-forward-windows",
      hint: "Give fewer --folds, other --train-bars and --test-bars, or a smaller --purge-bars.",
    },
  );
}

/**
 * Divides bars into folds. The test windows follow each other without a gap and end with the last bar; each training
 * window ends `purgeBars` before its test window and never reaches into it.
 * @throws RaraError `strategy.walk-forward-windows` when the windows are too few or too short.
 */
export function cutFolds(plan: FoldPlan): readonly Fold[] {
  const lengths = lengthsOf(plan);
  checkLengths(lengths, plan);
  const { folds, trainBars, testBars } = lengths;
  const firstTest = plan.bars - folds * testBars;
  return Array.from({ length: folds }, (_, index) => {
    const from = firstTest + index * testBars;
    const trainTo = from - plan.purgeBars;
    const trainFrom = plan.scheme === "anchored" ? 0 : trainTo - trainBars;
    return { index, train: { from: trainFrom, to: trainTo }, test: { from, to: from + testBars } };
  });
}
