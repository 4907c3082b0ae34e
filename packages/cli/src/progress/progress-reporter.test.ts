import type { Clock } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import type { OutputStream } from "../cli-io.ts";
import { barLine, durationText, plainLine } from "./progress-line.ts";
import { createProgressReporter } from "./progress-reporter.ts";
import { StderrScreen } from "./stderr-screen.ts";

class TextStream implements OutputStream {
  readonly isTerminal = true;
  readonly columns: number;
  text = "";

  constructor(columns = 100) {
    this.columns = columns;
  }

  write(text: string): Promise<"written"> {
    this.text += text;
    return Promise.resolve("written");
  }
}

class SteppedClock implements Clock {
  #nowMs = 1_000_000;

  nowMs(): number {
    return this.#nowMs;
  }

  sleep(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    return Promise.resolve();
  }
}

const search = { label: "search", unit: "hypotheses", total: 600 };
const state = { ...search, done: 150, elapsedMs: 3000, note: "best 0.8" };

describe("a progress line", () => {
  it("shows bar, rate, time left and note on a terminal", () => {
    expect(barLine(state)).toBe("search  [#####---------------]   25 %  150/600 hypotheses  50/s  ETA 9 s  best 0.8");
  });

  it("says the same in words elsewhere", () => {
    expect(plainLine(state)).toBe("search: 150/600 hypotheses (25 %), 50/s, ETA 9 s, best 0.8");
  });

  it("invents neither share nor time left without a total, nor a rate without time", () => {
    expect(barLine({ ...state, total: undefined })).toBe("search  150 hypotheses  50/s  best 0.8");
    expect(plainLine({ ...state, elapsedMs: 0, note: "" })).toBe("search: 150/600 hypotheses (25 %)");
  });

  it.each([
    [8_400, "8 s"],
    [125_000, "2 min 05 s"],
    [3_780_000, "1 h 03 min"],
  ])("writes %i ms as %s", (durationMs, text) => {
    expect(durationText(durationMs)).toBe(text);
  });
});

describe("progress on a terminal", () => {
  it("rewrites one line at most ten times a second, and removes it at the end", async () => {
    const clock = new SteppedClock();
    const stream = new TextStream();
    const task = createProgressReporter(new StderrScreen(stream), clock, "bar").begin(search);
    for (let done = 1; done <= 100; done++) {
      await clock.sleep(10);
      task.update(done);
    }
    expect(stream.text.split("\r\u001B[2K").slice(1)).toHaveLength(10);
    expect(stream.text).not.toContain("\n");
    task[Symbol.dispose]();
    expect(stream.text.endsWith("\r\u001B[2K")).toBe(true);
  });

  it("keeps the live line below the lines that are written meanwhile", () => {
    const stream = new TextStream();
    const screen = new StderrScreen(stream);
    screen.setLiveLine("live");
    screen.write("a line\n");
    expect(stream.text).toBe("\r\u001B[2Klive\r\u001B[2Ka line\nlive");
  });

  it("never lets the line wrap", () => {
    const stream = new TextStream(20);
    new StderrScreen(stream).setLiveLine("x".repeat(50));
    expect(stream.text).toBe(`\r\u001B[2K${"x".repeat(19)}`);
  });
});

describe("progress without a terminal", () => {
  it("writes one plain line every ten seconds", async () => {
    const clock = new SteppedClock();
    const stream = new TextStream();
    using task = createProgressReporter(new StderrScreen(stream), clock, "lines").begin(search);
    for (let done = 10; done <= 250; done += 10) {
      await clock.sleep(1000);
      task.update(done);
    }
    expect(stream.text).toBe(
      "search: 100/600 hypotheses (16 %), 10/s, ETA 50 s\nsearch: 200/600 hypotheses (33 %), 10/s, ETA 40 s\n",
    );
  });

  it("writes nothing with --quiet", async () => {
    const clock = new SteppedClock();
    const stream = new TextStream();
    using task = createProgressReporter(new StderrScreen(stream), clock, "silent").begin(search);
    await clock.sleep(60_000);
    task.update(600);
    expect(stream.text).toBe("");
  });
});
