import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** One group of published or independently computed figures: what, the test file that holds us to it, and what stands there. */
type Vector = readonly [what: string, file: string, figures: string];

const PSR = "../../../simulation/src/metrics/probabilistic-sharpe-ratio";
const KELLY = "../../../simulation/src/sizing/kelly";

/**
 * The figures of the statistics that judge strategies, in the order of their fields. Whoever takes one out of its test
 * has to take it out of this list as well.
 */
const VECTORS: readonly Vector[] = [
  [
    "expected maximum, approximate",
    "expected-maximum",
    ".5197553443 1.192594001 1.5745983013 2.2356401778 2.5306028932 3.2551215137 3.8606648555 4.3908287424",
  ],
  [
    "expected maximum, exact",
    "minimum-backtest-length",
    ".56419 1.162964 1.538753 2.20772 2.507594 3.241436 3.851616 4.384319",
  ],
  ["probabilistic Sharpe ratio", PSR, ".91323430688486 .982 .913 .957277880327"],
  ["standard error of a Sharpe ratio", "sharpe-uncertainty", ".1028 .155"],
  [
    "Sharpe inference of 2025",
    "sharpe-inference",
    ".329 .214 .9872072612614 .9391476251031 13.029 7.909 .262 .758 .543 .173",
  ],
  ["Sharpe inference with autocorrelation", "sharpe-inference", ".379 .966 .9 11.863 .32 .676"],
  [
    "deflated Sharpe ratio",
    "deflated-sharpe-ratio",
    ".11317200186513 1.78940646627 .90039683444939 .9505017 .9504908 .942770586",
  ],
  ["deflated by the best of ten", "sharpe-inference", ".498 .451 .416"],
  ["trials of a mean correlation", "effective-trials", "50.5 200.8"],
  ["effective rank", "effective-trials", "3 .02 1.84"],
  ["optimal number of clusters", "trial-clusters", "blocks"],
  ["minimum track record", "sharpe-uncertainty", "2.73118780178 2.82883358695 27.352920196 228.73497911 .7152 1.1593"],
  ["minimum backtest length", "minimum-backtest-length", "4.9980870044 7.6133 6.404 10.596 14.905"],
  ["haircut, normal", "multiple-testing", ".00079623 .159246 .314752 .147268 .324062"],
  ["haircut, Student's t", "student-haircut", ".466194754 .231174 .465"],
  ["autocorrelation factor", "student-haircut", ".905 .906 .912 .928"],
  ["adjusted p-values", "multiple-testing", ".0512 2.45 .0496 .1323 .147"],
  [
    "overfitting: the data",
    "probability-of-overfitting",
    ".6011037519 .4482905590 .8524657935 .01284838157629 .009453528099747 .247473632963668",
  ],
  ["overfitting, 8 blocks", "probability-of-overfitting", "59 70 .885714285714 1.504077396776 .753306209897 LN10"],
  ["overfitting, 10 blocks", "probability-of-overfitting", "211 252 .873015873016 .855656694651"],
  ["reality check", "reality-check", "agrees close uniform planted"],
  ["superior predictive ability", "superior-predictive-ability", "orders one-sided scale"],
  ["StepM", "superior-predictive-ability", "stepDownDiscoveries planted"],
  ["purged splits", "purged-splits", "15 5 45 9 70 35 12.1"],
  ["LOND", "online-false-discovery", ".0026758385 .0011638206 .0005377472 101 100"],
  ["LORD++", "online-false-discovery", ".000267583855 .00246644572 .000835568461 1010"],
  ["SAFFRON", "online-false-discovery", ".005468627073 .010937254 .005354328 1101"],
  ["e-LOND and the budget", "online-false-discovery", "100100 .52"],
  [
    "sequential probability ratio test",
    "sequential-tests",
    "2.772588722 1.558144618 3.81 2.68 .953 .671 .424 .298 .62",
  ],
  ["betting wealth", "sequential-tests", ".934752 1.0566761739 1.2786507852"],
  ["e-detectors", "sequential-tests", ".802519 5.774252 6.730222 1.246077 .818731"],
  ["CUSUM run lengths", "sequential-tests", "335.4 167.7 8.38 930.9 465.4 10.38"],
  ["days until a lost edge shows", "sequential-tests", "613 281 164 296 120 67"],
  ["years of evidence", "sequential-tests", "6.18 2.75 1.55 .69 .39"],
  ["fractional Kelly", KELLY, ".6141 .3206 .0456 .0078"],
  [
    "weights of a book",
    "portfolio-weights",
    ".277778 .333734 .23176 .117322 .052143 .265042 .290216 .227828 .696207 .060007 .224882",
  ],
];

/** Returns the numbers and words of a test, each number without the zero before its point. */
function wordsOf(file: string): ReadonlySet<string> {
  const path = new URL(`./${file}.test.ts`, import.meta.url);
  if (!existsSync(path)) return new Set();
  const words = readFileSync(path, "utf8").match(/\d*\.?\d+|[A-Za-z][\w-]*/g) ?? [];
  return new Set(words.map((word) => word.replace(/^0(?=\.)/, "")));
}

describe("every vector of the statistics", () => {
  it.each(VECTORS)("has a test: %s in %s", (_what, file, figures) => {
    const words = wordsOf(file);
    const missing = figures.split(" ").filter((figure) => !words.has(figure));
    expect(missing).toEqual([]);
  });

  it("is looked for as it is written", () => {
    expect(wordsOf("no-such-file").size).toBe(0);
    expect(wordsOf("portfolio-weights").has(".333734")).toBe(true);
  });
});
