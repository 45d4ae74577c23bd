// What the page knows: who one is, the guilds, the conversations; and what follows from it.
import { computed, signal } from "@preact/signals";
import type { Node } from "../text/markdown";
import { as } from "../wire/api";
import { ChannelType } from "../wire/types";
import type { Channel, Command, Guild, Id, Member, Message, Person, User } from "../wire/types";
import type { Conversation } from "./conversation";
import { recall } from "./memory";
import type { Place } from "./place";

export const people = signal<readonly Person[]>([]);
export const me = signal<Person | null>(null);
export const guilds = signal<readonly Guild[]>([]);
export const place = signal<Place | null>(null);
export const line = signal<"connecting" | "live" | "lost">("connecting");
export const unread = signal<ReadonlySet<Id>>(new Set());
export const commands = signal<readonly Command[]>([]);
/** The last message that came in, for a screen reader to say. */
export const arrived = signal<Message | null>(null);
/** Counts the changes of pins, so that an open list of them is read again. */
export const pinChanges = signal(0);

export const conversations = signal<ReadonlyMap<Id, Conversation>>(new Map());

export const guild = computed(() => guilds.value.find((one) => one.id === place.value?.guildId));
export const channel = computed(() =>
  guild.value?.channels.find((one) => one.id === place.value?.channelId),
);
export const conversation = computed(() => {
  const id = place.value?.channelId;
  return id === undefined ? undefined : conversations.value.get(id);
});
export const membersById = computed(
  () => new Map<Id, Member>((guild.value?.members ?? []).map((one) => [one.user.id, one])),
);
export const rolesById = computed(
  () => new Map((guild.value?.roles ?? []).map((one) => [one.id, one])),
);
export const channelsById = computed(
  () => new Map((guild.value?.channels ?? []).map((one) => [one.id, one])),
);
/** The language of the page and of the commands: that of who one is. */
export const locale = computed(() => me.value?.locale ?? recall("locale") ?? "en-US");

export function isThread(one: Channel): boolean {
  return one.type === ChannelType.publicThread || one.type === ChannelType.privateThread;
}

/** The name under which a user is known here. */
export function nameOf(user: User): string {
  return membersById.value.get(user.id)?.nick ?? user.global_name ?? capital(user.username);
}

/** How a mention in a text reads. */
export function mentionWords(node: Node): string {
  const id = String(node["id"] ?? "");
  const user = membersById.value.get(id)?.user ?? people.value.find((one) => one.id === id);
  if (node.type === "user" && user) return `@${nameOf(user)}`;
  if (node.type === "role") return `@${rolesById.value.get(id)?.name ?? ""}`;
  if (node.type === "channel") return `#${channelsById.value.get(id)?.name ?? ""}`;
  return "";
}

/** Asks as who one is. */
export function asMe<T>(
  method: string,
  path: string,
  body?: unknown,
  files: readonly (readonly [string, File])[] = [],
): Promise<T> {
  if (me.value === null) return Promise.reject(new Error("Nobody is chosen yet."));
  return as(me.value.id)<T>(method, path, body, files);
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
