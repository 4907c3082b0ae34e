/**
 * Tells on which bar one series crosses another. Series that touch and part again on the same side have not crossed; the
 * first bar on which they differ only sets the side.
 */
@final
export class CrossOver {
  /** 1 when the first series has just crossed above the second, -1 when below, 0 on every other bar. */
  value: i32 = 0;
  private side: i32 = 0;

  /** The first series has just crossed above the second. */
  get above(): bool {
    return this.value > 0;
  }

  /** The first series has just crossed below the second. */
  get below(): bool {
    return this.value < 0;
  }

  /** Takes both series once a bar and returns `value`. A NaN among the two is no crossing and leaves the side as it was. */
  update(first: f64, second: f64): i32 {
    const side = first > second ? 1 : first < second ? -1 : 0;
    this.value = side == 0 || this.side == 0 || side == this.side ? 0 : side;
    if (side != 0) this.side = side;
    return this.value;
  }
}
