import type { SeededRandom } from "@rara-trading/domain";

const CHANGES_MAX = 4;
const COPY_BYTES_MAX = 24;
/** Bytes that mean something wherever they fall: ends, branches, extreme numbers, prefixes. */
const TELLING = [0x00, 0x01, 0x02, 0x03, 0x0b, 0x0c, 0x10, 0x40, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff] as const;

/** Returns `bytes` with a few changed, flipped, taken out, doubled or moved. */
export function mutateBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let mutant = [...bytes];
  const below = (limit: number): number => Math.floor(random.next() * limit);
  for (let changes = 1 + below(CHANGES_MAX); changes > 0; changes--) {
    const at = 8 + below(mutant.length - 8);
    const length = 1 + below(COPY_BYTES_MAX);
    switch (below(6)) {
      case 0:
        mutant[at] = (mutant[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        mutant[at] = TELLING[below(TELLING.length)] ?? 0;
        break;
      case 2:
        mutant[at] = ((mutant[at] ?? 0) + (below(2) === 0 ? 1 : 255)) % 256;
        break;
      case 3:
        mutant.splice(at, length);
        break;
      case 4:
        mutant.splice(at, 0, ...mutant.slice(at, at + length));
        break;
      default: {
        const moved = mutant.slice(at, at + length);
        const to = 8 + below(mutant.length - 8);
        mutant = [...mutant.slice(0, to), ...moved, ...mutant.slice(to + moved.length)];
      }
    }
  }
  return Uint8Array.from(mutant);
}
