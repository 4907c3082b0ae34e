/** What a progress line says. */
export interface ProgressState {
  readonly label: string;
  /** What is counted: `hypotheses`, `rows`. */
  readonly unit: string;
  readonly done: number;
  /** How many there will be; undefined when nobody knows. */
  readonly total: number | undefined;
  readonly elapsedMs: number;
  /** Free text at the end of the line. */
  readonly note: string;
}

const BAR_WIDTH = 20;

/** Returns a duration as people say it: `8 s`, `2 min 05 s`, `1 h 03 min`. */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Returns units per second with two or more significant digits. */
function rateText(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
}

function tailTexts(state: ProgressState): readonly string[] {
  const texts: string[] = [];
  const perSecond = state.elapsedMs > 0 ? (state.done / state.elapsedMs) * 1000 : 0;
  if (perSecond > 0) texts.push(`${rateText(perSecond)}/s`);
  if (state.total !== undefined && perSecond > 0 && state.done < state.total) {
    texts.push(`ETA ${durationText(((state.total - state.done) / perSecond) * 1000)}`);
  }
  if (state.note !== "") texts.push(state.note);
  return texts;
}

function shareDone(state: ProgressState): number | undefined {
  if (state.total === undefined || state.total <= 0) return undefined;
  return Math.min(1, state.done / state.total);
}

/** Returns the line for a terminal: `search [#####---------------]  25 %  150/600 hypotheses  50/s  ETA 9 s  best 0.8`. */
export function barLine(state: ProgressState): string {
  const share = shareDone(state);
  const head = [state.label];
  if (share === undefined) head.push(`${state.done} ${state.unit}`);
  else {
    const filled = Math.floor(share * BAR_WIDTH);
    head.push(
      `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`,
      `${String(Math.floor(share * 100)).padStart(3)} %`,
      `${state.done}/${state.total} ${state.unit}`,
    );
  }
  return [...head, ...tailTexts(state)].join("  ");
}

/** Returns the line for a log: `search: 150/600 hypotheses (25 %), 50/s, ETA 9 s, best 0.8`. */
export function plainLine(state: ProgressState): string {
  const share = shareDone(state);
  const counted =
    share === undefined
      ? `${state.done} ${state.unit}`
      : `${state.done}/${state.total} ${state.unit} (${Math.floor(share * 100)} %)`;
  return `${state.label}: ${[counted, ...tailTexts(state)].join(", ")}`;
}
