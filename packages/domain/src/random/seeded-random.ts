/** The port through which all randomness comes. */
export interface RandomSource {
  /** Returns a number uniform in [0, 1). */
  next(): number;
  /** Returns an integer uniform in 0 … bound - 1. */
  nextInt(bound: number): number;
  /** Returns a standard normal deviate (Box and Muller 1958). */
  nextNormal(): number;
  /** Returns an independent stream that depends on the seed and `label` only, not on what was drawn. */
  fork(label: string): RandomSource;
}

/** Mixes a text into 32 bits (FNV-1a with a final avalanche, murmur3's). */
function hashText(text: string, basis: number): number {
  let hash = basis >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** xoshiro128** (Blackman and Vigna 2018), seeded from a text: the same seed gives the same stream everywhere. */
export class SeededRandom implements RandomSource {
  readonly #seed: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string | number) {
    this.#seed = String(seed);
    this.#a = hashText(this.#seed, 0x811c9dc5);
    this.#b = hashText(this.#seed, 0x9e3779b9);
    this.#c = hashText(this.#seed, 0x7f4a7c15);
    this.#d = hashText(this.#seed, 0xf39cc060) | 1;
    for (let i = 0; i < 16; i++) this.#nextUint32();
  }

  #nextUint32(): number {
    const rotated = Math.imul(this.#b, 5);
    const result = Math.imul((rotated << 7) | (rotated >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  next(): number {
    return (this.#nextUint32() * 2_097_152 + (this.#nextUint32() >>> 11)) / 9_007_199_254_740_992;
  }

  nextInt(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  nextNormal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  fork(label: string): RandomSource {
    return new SeededRandom(`${this.#seed}/${label}`);
  }
}
