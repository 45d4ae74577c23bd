// Where one is, as the address bar says it: /channels/GUILD/CHANNEL, like Discord's own.
import type { Id } from "../wire/types";

export interface Place {
  readonly guildId: Id;
  readonly channelId: Id;
}

export function readAddress(path: string): Place | null {
  const found = /^\/channels\/(\d+)\/(\d+)\/?$/.exec(path);
  return found?.[1] && found[2] ? { guildId: found[1], channelId: found[2] } : null;
}

export function addressOf(place: Place): string {
  return `/channels/${place.guildId}/${place.channelId}`;
}
