import { type Candle, type CandleColumns, columnsOf, sideSign } from "@rara-trading/domain";
import type { ExecutionModel } from "../execution-model.ts";
import { GOOD_TILL_CANCELLED, type WorkingOrder } from "../order.ts";
import type { EndedOrder, OrderExecution } from "../order-outcome.ts";
import { SimulatedVenue } from "../simulated-venue.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Open, high, low, close and, where it matters, volume; 1,000 else. */
export type Bar = readonly [open: number, high: number, low: number, close: number, volume?: number];

/** One lot is one unit; no costs, no rules, a touch fills: sums that fit in the head. */
export const FREE: ExecutionModel = {
  latencyBars: 0,
  spreadBps: 0,
  slippage: { kind: "none" },
  fees: { makerBps: 0, takerBps: 0 },
  rules: { tickSize: null, lotsPerUnit: 1, minNotional: 0 },
  limitFill: "touch",
  maxParticipation: null,
};

type Sent<Kind extends WorkingOrder["kind"]> = Extract<WorkingOrder, { kind: Kind }>;

/** Returns an order for 10 lots that works until cancelled, with what `terms` say instead. */
export function order<Kind extends WorkingOrder["kind"]>(
  terms: Pick<Sent<Kind>, "kind" | "id" | "side"> & Partial<Sent<Kind>>,
): WorkingOrder {
  const plain = { lots: 10, purpose: "entry", reduceOnly: false, timeInForce: GOOD_TILL_CANCELLED } as const;
  return { ...plain, ...terms } as WorkingOrder;
}

/** A venue whose client holds one position, writes everything down and may answer an execution with further calls. */
export class ScriptedVenue {
  readonly venue: SimulatedVenue;
  readonly executions: OrderExecution[] = [];
  readonly ended: EndedOrder[] = [];
  /** Executions and endings in short, in the order in which they came. */
  readonly log: string[] = [];
  held: number;
  onExecuted: ((execution: OrderExecution, venue: SimulatedVenue) => void) | undefined;
  #bars = 0;

  constructor(model: Partial<ExecutionModel> = {}, held = 0, tradingDayOf?: (openTimeMs: number) => number) {
    this.held = held;
    const client = {
      heldLots: () => this.held,
      executed: (execution: OrderExecution) => this.#executed(execution),
      ended: (end: EndedOrder) => {
        this.ended.push(end);
        if (end.ending.kind !== "filled") this.log.push(`${end.order.id} ${this.#describe(end)}`);
      },
    };
    this.venue = new SimulatedVenue({ ...FREE, ...model }, client, tradingDayOf);
  }

  /** Prices of all executions. */
  get prices(): readonly number[] {
    return this.executions.map(({ price }) => price);
  }

  /** Takes one hourly bar, with minutes inside where they are given. */
  bar(values: Bar, minutes?: readonly Bar[], between?: () => void): void {
    const openTimeMs = this.#bars++ * HOUR_MS;
    const finer = minutes === undefined ? undefined : minuteColumns(openTimeMs, minutes);
    this.venue.atOpen(candle(openTimeMs, values), finer);
    between?.();
    this.venue.during();
  }

  #executed(execution: OrderExecution): void {
    this.executions.push(execution);
    this.held += sideSign(execution.side) * execution.lots;
    this.log.push(`${execution.orderId} ${execution.side} ${execution.lots} at ${execution.price}`);
    this.onExecuted?.(execution, this.venue);
  }

  #describe({ ending }: EndedOrder): string {
    if (ending.kind === "cancelled") return `cancelled by ${ending.by}`;
    return ending.kind === "rejected" ? `rejected: ${ending.rejection.rule}` : ending.kind;
  }
}

/** Returns a bar at a time. */
export function candle(openTimeMs: number, [open, high, low, close, volume = 1_000]: Bar): Candle {
  return { openTimeMs, open, high, low, close, volume };
}

/** Returns minutes from a time on. */
export function minuteColumns(openTimeMs: number, minutes: readonly Bar[]): CandleColumns {
  return columnsOf(minutes.map((values, i) => candle(openTimeMs + i * MINUTE_MS, values)));
}
