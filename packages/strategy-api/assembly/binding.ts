// The part of the ABI that needs the runtime's internals, kept in the library so that entry.ts needs none of them.

/** Version of the ABI that this SDK speaks. */
// @ts-ignore: decorator
@inline export const ABI_VERSION: i32 = 2;

/** Bars with garbage between two collections: short enough that sweeping a bar's garbage, times this, stays far below the fuel of a call. */
// @ts-ignore: decorator
@inline const COLLECT_EVERY_BARS: i32 = 64;

/** An object of no size, allocated behind all others, whose link to the next one tells whether another came after it. */
@final
class Marker {}

/** Where a managed object keeps its link to the next, seen from its address: in the header of the `minimal` runtime. */
// @ts-ignore: decorator
@inline const LINK_OFFSET: usize = 16;

let barsLeft: i32 = COLLECT_EVERY_BARS;
let pagesSeen: i32 = memory.size();
let marker: Marker = new Marker();
let markerLink: usize = 0;

// @ts-ignore: decorator
@inline function linkOf(object: Marker): usize {
  return load<usize>(changetype<usize>(object) - LINK_OFFSET);
}

/**
 * Collects garbage at a fixed rhythm and whenever memory has grown, if anything was allocated since the last time: a
 * strategy that allocates nothing pays for one comparison. To be called between bars only: there, no reference to a
 * managed object is on the stack, which is what lets the `minimal` runtime go without a shadow stack.
 */
// @ts-ignore: decorator
@inline export function collectBetweenBars(): void {
  if (linkOf(marker) != markerLink) countGarbage();
}

function countGarbage(): void {
  if (--barsLeft <= 0 || memory.size() > pagesSeen) collectNow();
}

/** Collects garbage at once. */
export function collectNow(): void {
  __collect();
  marker = new Marker();
  markerLink = linkOf(marker);
  barsLeft = COLLECT_EVERY_BARS;
  pagesSeen = memory.size();
}
