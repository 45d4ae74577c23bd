// The permission bits that the page asks about.

export const Permission = {
  administrator: 1n << 3n,
  manageGuild: 1n << 5n,
  addReactions: 1n << 6n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  attachFiles: 1n << 15n,
  createPublicThreads: 1n << 35n,
  sendMessagesInThreads: 1n << 38n,
  pinMessages: 1n << 51n,
} as const;

/** Tells whether a permission string, as the API writes it, grants `needed`. */
export function grants(permissions: string | undefined, needed: bigint): boolean {
  const has = BigInt(permissions ?? "0");
  return (has & Permission.administrator) !== 0n || (has & needed) === needed;
}
