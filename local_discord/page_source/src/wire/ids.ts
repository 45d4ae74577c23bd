// Snowflakes: ordered by time, too large for a JavaScript number.
import type { Id } from "./types";

const DISCORD_EPOCH_MS = 1_420_070_400_000n;

/** Orders ids as numbers: negative when `a` is older. */
export function compareIds(a: Id, b: Id): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The moment in ms since 1970 at which an id was given out. */
export function timeOf(id: Id): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH_MS);
}
