import * as fc from "fast-check";
import { assertNever } from "@rara-trading/domain";
import { describe, expect, it } from "vitest";
import { WasmStrategySession } from "../session/wasm-strategy-session.ts";
import { loadStrategyModule } from "../strategy-module.ts";
import { f64Const, i32Const } from "../testing/module-builder.ts";
import { sketchStrategy } from "../testing/sketch-strategy.ts";
import { ValueType } from "../wasm/value-type.ts";

const { i32 } = ValueType;
/** Locals behind the six parameters: the accumulator, then one counter for each level of loops. */
const ACCUMULATOR = 6;
const LEVELS_MAX = 4;

/** A little program on one number, whose steps can be counted by hand. */
type Step =
  | { readonly kind: "add"; readonly amount: number }
  | { readonly kind: "if-odd"; readonly odd: readonly Step[]; readonly even: readonly Step[] }
  | { readonly kind: "loop"; readonly turns: number; readonly body: readonly Step[] }
  | { readonly kind: "leave-if-odd"; readonly body: readonly Step[] };

const { program } = fc.letrec<{ step: Step; program: Step[] }>((tie) => ({
  program: fc.array(tie("step"), { maxLength: 5, depthIdentifier: "step" }),
  step: fc.oneof(
    { maxDepth: LEVELS_MAX - 1, depthIdentifier: "step" },
    fc.record({ kind: fc.constant("add"), amount: fc.integer({ min: 0, max: 60 }) }),
    fc.record({ kind: fc.constant("if-odd"), odd: tie("program"), even: tie("program") }),
    fc.record({ kind: fc.constant("loop"), turns: fc.integer({ min: 1, max: 5 }), body: tie("program") }),
    fc.record({ kind: fc.constant("leave-if-odd"), body: tie("program") }),
  ),
}));

const ODD = [0x20, ACCUMULATOR, 0x41, 1, 0x71];

function codeOf(steps: readonly Step[], level = 1): number[] {
  return steps.flatMap((step) => codeOfStep(step, level));
}

function codeOfStep(step: Step, level: number): number[] {
  const counter = ACCUMULATOR + level;
  switch (step.kind) {
    case "add":
      return [0x20, ACCUMULATOR, 0x41, step.amount, 0x6a, 0x21, ACCUMULATOR];
    case "if-odd":
      return [...ODD, 0x04, 0x40, ...codeOf(step.odd, level + 1), 0x05, ...codeOf(step.even, level + 1), 0x0b];
    case "loop": {
      const again = [0x20, counter, 0x41, 1, 0x6b, 0x22, counter, 0x0d, 0];
      return [0x41, step.turns, 0x21, counter, 0x03, 0x40, ...codeOf(step.body, level + 1), ...again, 0x0b];
    }
    case "leave-if-odd":
      return [0x02, 0x40, ...ODD, 0x0d, 0, ...codeOf(step.body, level + 1), 0x0b];
    default:
      return assertNever(step);
  }
}

/** Runs the program by hand; counts the instructions that really execute, apart from the free ones. */
function runByHand(steps: readonly Step[], state = { value: 0, executed: 0 }): typeof state {
  for (const step of steps) {
    const isOdd = state.value % 2 === 1;
    switch (step.kind) {
      case "add":
        state.value += step.amount;
        state.executed += 4;
        break;
      case "if-odd":
        state.executed += 4;
        runByHand(isOdd ? step.odd : step.even, state);
        break;
      case "loop":
        state.executed += 2;
        for (let turn = 0; turn < step.turns; turn++) {
          runByHand(step.body, state);
          state.executed += 5;
        }
        break;
      case "leave-if-odd":
        state.executed += 4;
        if (!isOdd) runByHand(step.body, state);
        break;
    }
  }
  return state;
}

/** Runs the program in a session; the accumulator comes back as a stop-loss would, scaled into a target. */
function runMetered(steps: readonly Step[]): { target: number; fuelUsed: number } {
  const toTarget = [0x20, ACCUMULATOR, 0xb7, ...f64Const(1e9), 0xa3];
  const wasm = sketchStrategy({
    locals: [[1 + LEVELS_MAX + 1, i32]],
    onCandle: [...codeOf(steps), ...toTarget],
  });
  const session = WasmStrategySession.open(loadStrategyModule(wasm));
  const before = session.fuelUsed;
  return { target: session.onCandle(0, 1, 1, 1, 1, 1), fuelUsed: session.fuelUsed - before };
}

describe("the metering pass", () => {
  it("changes no result and charges at least what executes, on random programs", () => {
    fc.assert(
      fc.property(program, (steps) => {
        const expected = runByHand(steps);
        const { target, fuelUsed } = runMetered(steps);
        expect(target).toBe(expected.value / 1e9);
        // The four instructions that turn the accumulator into a target are charged as well.
        expect(fuelUsed).toBeGreaterThanOrEqual(expected.executed + 4);
      }),
      { numRuns: 200 },
    );
  });

  it("charges straight-line code exactly one unit an instruction", () => {
    const { fuelUsed } = runMetered([
      { kind: "add", amount: 1 },
      { kind: "add", amount: 2 },
    ]);
    expect(fuelUsed).toBe(4 + 4 + 4);
  });

  it("charges every turn of a loop the same", () => {
    expect(fuelOfLoop(21) - fuelOfLoop(11)).toBe(fuelOfLoop(11) - fuelOfLoop(1));
    expect((fuelOfLoop(21) - fuelOfLoop(11)) / 10).toBe(9);
  });

  it("charges bulk operations by their length before they run", () => {
    expect(fuelOfFill(48) - fuelOfFill(0)).toBe(6);
  });
});

function fuelOfLoop(turns: number): number {
  return runMetered([{ kind: "loop", turns, body: [{ kind: "add", amount: 1 }] }]).fuelUsed;
}

function fuelOfFill(length: number): number {
  const onCandle = [0x41, 0, 0x41, 1, ...i32Const(length), 0xfc, 0x0b, 0, ...f64Const(2)];
  const session = WasmStrategySession.open(loadStrategyModule(sketchStrategy({ onCandle })));
  session.onCandle(0, 1, 1, 1, 1, 1);
  return session.fuelUsed;
}
