/**
 * Means, squared deviations and their products of pairs: one pair is added by Welford's update (Technometrics 1962), two
 * sets are joined as by Chan, Golub and LeVeque (American Statistician 1983). Not for authors; Correlation uses it.
 */
@final
export class CoMoments {
  count: f64 = 0.0;
  meanX: f64 = 0.0;
  meanY: f64 = 0.0;
  squaresX: f64 = 0.0;
  squaresY: f64 = 0.0;
  products: f64 = 0.0;

  /** Takes over what `other` holds. */
  become(other: CoMoments): void {
    this.count = other.count;
    this.meanX = other.meanX;
    this.meanY = other.meanY;
    this.squaresX = other.squaresX;
    this.squaresY = other.squaresY;
    this.products = other.products;
  }

  /** Adds one pair. */
  add(x: f64, y: f64): void {
    this.count += 1.0;
    const deltaX = x - this.meanX;
    const deltaY = y - this.meanY;
    this.meanX += deltaX / this.count;
    this.meanY += deltaY / this.count;
    this.squaresX += deltaX * (x - this.meanX);
    this.squaresY += deltaY * (y - this.meanY);
    this.products += deltaX * (y - this.meanY);
  }
}

/** Pearson's correlation of the pairs of both sets, in [-1, 1]; NaN when one side does not vary. */
export function correlationOf(a: CoMoments, b: CoMoments): f64 {
  const deltaX = b.meanX - a.meanX;
  const deltaY = b.meanY - a.meanY;
  const weight = (a.count * b.count) / (a.count + b.count);
  const squaresX = a.squaresX + b.squaresX + deltaX * deltaX * weight;
  const squaresY = a.squaresY + b.squaresY + deltaY * deltaY * weight;
  const products = a.products + b.products + deltaX * deltaY * weight;
  // Two roots and not the root of a product, which underflows where each of them does not.
  const scale = Math.sqrt(squaresX) * Math.sqrt(squaresY);
  return scale == 0.0 ? NaN : max<f64>(-1.0, min<f64>(1.0, products / scale));
}
