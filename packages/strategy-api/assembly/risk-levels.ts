/** The protective prices of a position; NaN = none. Both are absolute prices, not distances. */
@final
export class RiskLevels {
  private constructor(
    readonly stop: f64,
    readonly takeProfit: f64,
  ) {}

  /** No stop-loss and no take-profit. */
  static none(): RiskLevels {
    return new RiskLevels(NaN, NaN);
  }

  /** At these prices; give NaN for the one that is not wanted. */
  static at(stop: f64, takeProfit: f64): RiskLevels {
    return new RiskLevels(stop, takeProfit);
  }

  /**
   * At fractions of the entry price (0.02 = 2 %), on the right side for `side` (+1 long, -1 short).
   * A fraction that is not above 0 means none.
   */
  static percent(side: i32, entryPrice: f64, stopFraction: f64, takeProfitFraction: f64): RiskLevels {
    const sign = <f64>side;
    return new RiskLevels(
      stopFraction > 0.0 ? entryPrice * (1.0 - sign * stopFraction) : NaN,
      takeProfitFraction > 0.0 ? entryPrice * (1.0 + sign * takeProfitFraction) : NaN,
    );
  }
}
