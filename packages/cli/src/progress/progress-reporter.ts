import type { Clock } from "@rara-trading/domain";
import { barLine, plainLine, type ProgressState } from "./progress-line.ts";
import type { StderrScreen } from "./stderr-screen.ts";

/** A terminal's line is drawn again at most this often. */
const REDRAW_MS = 100;
/** Without a terminal one plain line is written this often. */
const PLAIN_LINE_MS = 10_000;

/** What is being counted. */
interface ProgressOptions {
  readonly label: string;
  /** What is counted, in the plural: `hypotheses`. */
  readonly unit: string;
  /** How many there will be, when that is known. */
  readonly total?: number;
}

/** One piece of long work. Disposing it removes its live line. */
export interface ProgressTask extends Disposable {
  /** Says how many are done, with a short note such as the best so far. Cheap: draws only when it is time. */
  update(done: number, note?: string): void;
}

/** Shows on stderr how long work gets on. Tasks may run side by side; the one that was updated last is shown. */
export interface ProgressReporter {
  begin(options: ProgressOptions): ProgressTask;
}

/** How progress is shown: a rewritten line, a line every ten seconds, or not at all. */
export type ProgressStyle = "bar" | "lines" | "silent";

/** Returns a reporter that draws through `screen` whenever an update comes and it is time. */
export function createProgressReporter(screen: StderrScreen, clock: Clock, style: ProgressStyle): ProgressReporter {
  return {
    begin({ label, unit, total }) {
      const startedAtMs = clock.nowMs();
      let state: ProgressState = { label, unit, total, done: 0, elapsedMs: 0, note: "" };
      // A terminal shows work at once; a log only hears of it when it takes long.
      let drawnAtMs = style === "bar" ? -Infinity : startedAtMs;
      const draw = (nowMs: number): void => {
        drawnAtMs = nowMs;
        if (style === "bar") screen.setLiveLine(barLine(state));
        else screen.write(`${plainLine(state)}\n`);
      };
      return {
        update(done, note = "") {
          if (style === "silent") return;
          const nowMs = clock.nowMs();
          state = { ...state, done, note, elapsedMs: nowMs - startedAtMs };
          const isTime = nowMs - drawnAtMs >= (style === "bar" ? REDRAW_MS : PLAIN_LINE_MS);
          if (isTime) draw(nowMs);
        },
        [Symbol.dispose]() {
          if (style === "bar") screen.setLiveLine("");
        },
      };
    },
  };
}
