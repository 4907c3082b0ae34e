import { assertNever } from "@rara-trading/domain";
import type { EndedOrder, ExecutionCosts, OrderExecution } from "./order-outcome.ts";
import type { VenueStatistics } from "./venue-statistics.ts";

/** Counts what a venue does. */
export class VenueTally {
  #submitted = 0;
  #filled = 0;
  #cancelled = 0;
  #expired = 0;
  #rejected = 0;
  #unfilled = 0;
  #executions = 0;
  #makerNotional = 0;
  #takerNotional = 0;
  #costs: ExecutionCosts = { feeQuote: 0, spreadQuote: 0, slippageQuote: 0, impactQuote: 0, roundingQuote: 0 };
  #ambiguousBars = 0;
  #resolvedBars = 0;
  #mismatchedBars = 0;
  #barIsAmbiguous = false;
  #barIsResolved = false;

  /** Counts an order that was sent. */
  submitted(): void {
    this.#submitted++;
  }

  /** Begins a bar: what it leaves open counts once. */
  beginBar(): void {
    this.#barIsAmbiguous = false;
    this.#barIsResolved = false;
  }

  /** Notes that this bar touched a stop and a limit of one group, the first unknown. */
  ambiguous(): void {
    if (!this.#barIsAmbiguous) this.#ambiguousBars++;
    this.#barIsAmbiguous = true;
  }

  /** Notes that finer bars told which of a stop and a limit came first. */
  resolved(): void {
    if (!this.#barIsResolved) this.#resolvedBars++;
    this.#barIsResolved = true;
  }

  /** Counts a bar whose finer bars do not add up to it. */
  mismatched(): void {
    this.#mismatchedBars++;
  }

  /** Counts an execution. */
  executed({ price, quantity, liquidity, costs }: OrderExecution): void {
    this.#executions++;
    if (liquidity === "maker") this.#makerNotional += quantity * price;
    else this.#takerNotional += quantity * price;
    this.#costs = {
      feeQuote: this.#costs.feeQuote + costs.feeQuote,
      spreadQuote: this.#costs.spreadQuote + costs.spreadQuote,
      slippageQuote: this.#costs.slippageQuote + costs.slippageQuote,
      impactQuote: this.#costs.impactQuote + costs.impactQuote,
      roundingQuote: this.#costs.roundingQuote + costs.roundingQuote,
    };
  }

  /** Counts an order that ended. */
  ended({ ending, filledLots }: EndedOrder): void {
    if (ending.kind !== "filled" && filledLots === 0) this.#unfilled++;
    switch (ending.kind) {
      case "filled":
        this.#filled++;
        return;
      case "cancelled":
        this.#cancelled++;
        return;
      case "expired":
        this.#expired++;
        return;
      case "rejected":
        this.#rejected++;
        return;
      default:
        assertNever(ending);
    }
  }

  /** Returns the counts so far, with how many orders still work. */
  statistics(working: number): VenueStatistics {
    return {
      submitted: this.#submitted,
      filled: this.#filled,
      cancelled: this.#cancelled,
      expired: this.#expired,
      rejected: this.#rejected,
      unfilled: this.#unfilled,
      working,
      executions: this.#executions,
      makerNotional: this.#makerNotional,
      takerNotional: this.#takerNotional,
      costs: this.#costs,
      ambiguousBars: this.#ambiguousBars,
      resolvedBars: this.#resolvedBars,
      mismatchedBars: this.#mismatchedBars,
    };
  }
}
