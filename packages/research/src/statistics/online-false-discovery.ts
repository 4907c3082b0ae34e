/** Spending sequence: how much of the error budget test j (from 1) gets; sums to at most 1. */
export type SpendingSequence = (test: number) => number;

/** Returns .07720838 ln(max(j, 2)) / (j e^sqrt(ln j)) (Javanmard and Montanari 2018). */
export const javanmardMontanari: SpendingSequence = (test) =>
  (0.07720838 * Math.log(Math.max(test, 2))) / (test * Math.exp(Math.sqrt(Math.log(test))));

/** Returns .4374901658 j^-1.6 (Ramdas et al. 2018), which spends its budget in a finite life. */
export const powerSpending: SpendingSequence = (test) => 0.4374901658 * test ** -1.6;

/** How a stream of tests is judged. */
export interface OnlineTestOptions {
  /** Share of false discoveries allowed. */
  readonly alpha: number;
  readonly spending: SpendingSequence;
}

/** The level each test was judged at and whether it was rejected, in order. */
export interface OnlineVerdicts {
  readonly levels: readonly number[];
  readonly rejected: readonly boolean[];
}

/** Judges values one after the other; `levelOf` sees only what came before. */
function judge(
  values: readonly number[],
  levelOf: (rejections: readonly number[], test: number) => number,
  rejects: (value: number, level: number) => boolean,
): OnlineVerdicts {
  const levels: number[] = [];
  const rejections: number[] = [];
  const rejected = values.map((value, i) => {
    const level = levelOf(rejections, i + 1);
    levels.push(level);
    const verdict = rejects(value, level);
    if (verdict) rejections.push(i + 1);
    return verdict;
  });
  return { levels, rejected };
}

const pRejects = (pValue: number, level: number): boolean => pValue <= level;

/**
 * Judges p-values by LOND: level alpha g(t) (discoveries so far + 1) (Javanmard and Montanari 2015). `dependent` divides
 * by the t-th harmonic number, which holds under any dependence.
 */
export function lond(pValues: readonly number[], options: OnlineTestOptions, dependent = false): OnlineVerdicts {
  let harmonic = 0;
  return judge(
    pValues,
    (rejections, test) => {
      harmonic += 1 / test;
      return (options.alpha * options.spending(test) * (rejections.length + 1)) / (dependent ? harmonic : 1);
    },
    pRejects,
  );
}

/** Judges e-values by e-LOND: rejects at 1 / (alpha g(t) (discoveries so far + 1)); holds under any dependence (Xu and Ramdas 2024). */
export function eLond(eValues: readonly number[], options: OnlineTestOptions): OnlineVerdicts {
  return judge(
    eValues,
    (rejections, test) => options.alpha * options.spending(test) * (rejections.length + 1),
    (eValue, level) => eValue >= 1 / level,
  );
}

/**
 * Judges p-values by LORD++ with starting wealth `w0` (alpha / 10 unless given): level w0 g(t) + (alpha - w0) g(t - t1) +
 * alpha x sum over later discoveries g(t - tj) (Ramdas, Yang, Wainwright and Jordan 2017).
 */
export function lordPlusPlus(
  pValues: readonly number[],
  options: OnlineTestOptions,
  w0: number = options.alpha / 10,
): OnlineVerdicts {
  const { alpha, spending } = options;
  return judge(
    pValues,
    (rejections, test) =>
      rejections.reduce(
        (level, at, j) => level + (j === 0 ? alpha - w0 : alpha) * spending(test - at),
        w0 * spending(test),
      ),
    pRejects,
  );
}

/** How SAFFRON is tuned. */
export interface SaffronOptions extends OnlineTestOptions {
  /** P-values at or below it are candidates; 0.5 unless given. */
  readonly lambda?: number;
  /** Starting wealth; alpha / 2 unless given. */
  readonly w0?: number;
}

/**
 * Judges p-values by SAFFRON: level min(lambda, (1 - lambda) [w0 g(t - C0) + (alpha - w0) g(t - t1 - C1) + alpha x sum
 * g(t - tj - Cj)]), where Cj counts the candidates after discovery j and before t (Ramdas, Zrnic, Wainwright and Jordan 2018).
 */
export function saffron(pValues: readonly number[], options: SaffronOptions): OnlineVerdicts {
  const { alpha, spending, lambda = 0.5, w0 = alpha / 2 } = options;
  const candidates = pValues.map((p) => p <= lambda);
  const between = (after: number, before: number): number => candidates.slice(after, before - 1).filter(Boolean).length;
  return judge(
    pValues,
    (rejections, test) => {
      const start = w0 * spending(test - between(0, test));
      const wealth = rejections.reduce(
        (sum, at, j) => sum + (j === 0 ? alpha - w0 : alpha) * spending(test - at - between(at, test)),
        start,
      );
      return Math.min(lambda, (1 - lambda) * wealth);
    },
    pRejects,
  );
}
