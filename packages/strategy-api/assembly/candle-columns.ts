// How far back a strategy looks into each column: 0 not at all, 1 at the newest bar, 2 further; and whether anything
// asks for the number of the bar. The compile step serves a file of this form in place of this one, written from what the
// strategy's source reads; this one keeps everything.
// @ts-ignore: decorator
@inline export const TIME: i32 = 2;
// @ts-ignore: decorator
@inline export const OPEN: i32 = 2;
// @ts-ignore: decorator
@inline export const HIGH: i32 = 2;
// @ts-ignore: decorator
@inline export const LOW: i32 = 2;
// @ts-ignore: decorator
@inline export const CLOSE: i32 = 2;
// @ts-ignore: decorator
@inline export const VOLUME: i32 = 2;
// @ts-ignore: decorator
@inline export const BAR_INDEX: bool = true;
