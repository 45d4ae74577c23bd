// What the page knows: who one is, the guilds, the conversations; read once, then kept by events.
import { batch, computed, signal } from "@preact/signals";
import { as, ask } from "../wire/api";
import { listen, type Stream } from "../wire/live";
import { ChannelType, MessageFlag } from "../wire/types";
import type {
  Channel,
  Command,
  Emoji,
  Guild,
  Happening,
  Id,
  Member,
  Message,
  Person,
  User,
} from "../wire/types";
import type { Node } from "../text/markdown";
import { Conversation } from "./conversation";
import { recall, remember } from "./memory";
import { inBackground } from "./notices";
import { addressOf, readAddress, type Place } from "./place";

const PAGE = 50;
const OLDER_PAGE = 100;
const TYPING_MS = 9000;

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

const conversations = signal<ReadonlyMap<Id, Conversation>>(new Map());
let stream: Stream | null = null;
let wanted: string | null = null; // the name of who one wants to be

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

/** Begins, as the person that the address (`?as=Ana`) or the last visit names. */
export function begin(): void {
  wanted = new URLSearchParams(location.search).get("as") ?? recall("person");
  place.value = readAddress(location.pathname);
  addEventListener("popstate", () => {
    const there = readAddress(location.pathname);
    if (there !== null) enter(there);
  });
  connect();
}

/** Becomes someone else of the guild. */
export function become(person: Person): void {
  wanted = person.global_name ?? person.username;
  connect();
}

/** Welcomes a new person, and becomes them. */
export async function join(name: string): Promise<void> {
  const { body } = await ask<Person>("POST", "/people", { name, locale: locale.value });
  become(body);
}

/** Sets the language of who one is. */
export async function speak(language: string): Promise<void> {
  me.value = await asMe<Person>("PATCH", "", { locale: language });
  people.value = people.value.map((one) => (one.id === me.value?.id ? me.value : one));
  remember("locale", language);
  await readCommands();
}

/** Goes to a channel or thread of a guild; one that is new here is looked for first. */
export async function open(channelId: Id): Promise<void> {
  const knows = (one: Guild) => one.channels.some((each) => each.id === channelId);
  if (!guilds.value.some(knows)) await readGuilds();
  const home = guilds.value.find(knows);
  if (home === undefined || place.value?.channelId === channelId) return;
  const there = { guildId: home.id, channelId };
  history.pushState(null, "", addressOf(there) + location.search);
  enter(there);
}

/** Reads the commands that are offered here, in one's language. */
export async function readCommands(): Promise<void> {
  const here = place.value;
  if (here === null) return;
  const found = await asMe<Command[]>("GET", `/commands?channel_id=${here.channelId}`);
  if (place.value?.channelId === here.channelId) commands.value = found;
}

/** Reads a page of what was said before; answers whether there was anything. */
export async function readOlder(): Promise<boolean> {
  const here = conversation.value;
  const who = me.value;
  const before = here?.oldestId;
  if (here === undefined || who === null || before === undefined || here.isComplete.value) {
    return false;
  }
  const { body, events } = await ask<Message[]>(
    "GET",
    `/people/${who.id}/channels/${here.channelId}/messages?limit=${OLDER_PAGE}&before=${before}`,
  );
  batch(() => {
    here.takeOlder(body, events);
    here.isComplete.value = body.length < OLDER_PAGE;
  });
  return body.length > 0;
}

function connect(): void {
  stream?.close();
  line.value = "connecting";
  stream = listen(identify, apply, () => {
    line.value = "lost";
  });
}

async function identify(): Promise<Id> {
  const { body } = await ask<Person[]>("GET", "/people");
  const named = body.find((one) => (one.global_name ?? one.username) === wanted);
  // The first one is who founded the guild, a name without a part in it.
  const chosen = named ?? body[1] ?? body[0];
  if (chosen === undefined) throw new Error("There is nobody to be.");
  batch(() => {
    if (me.value?.id !== chosen.id) {
      conversations.value = new Map();
      commands.value = [];
    }
    people.value = body;
    me.value = chosen;
  });
  remember("person", chosen.global_name ?? chosen.username);
  return chosen.id;
}

/** Reads everything that is on the screen, at each (re)connection. */
async function readAll(): Promise<void> {
  await readGuilds();
  const here = place.value;
  if (here === null) return;
  const kept = conversations.value.get(here.channelId);
  conversations.value = new Map(kept ? [[here.channelId, kept]] : []);
  await Promise.all([readConversation(here.channelId), readCommands()]);
  line.value = "live";
}

let reading: Promise<void> | null = null;
let again = false;

/** Reads guilds, channels, members and people; calls during a reading cause one more. */
async function readGuilds(): Promise<void> {
  if (reading !== null) {
    again = true;
    return reading;
  }
  reading = (async () => {
    do {
      again = false;
      const [found, everyone] = await Promise.all([
        asMe<Guild[]>("GET", "/guilds"),
        ask<Person[]>("GET", "/people"),
      ]);
      batch(() => {
        guilds.value = found;
        people.value = everyone.body;
        settle();
      });
    } while (again);
  })();
  try {
    await reading;
  } finally {
    reading = null;
  }
}

/** Stays where one is if that is still there, else goes to the first channel. */
function settle(): void {
  const here = place.value;
  const isThere = guilds.value.some(
    (one) => one.id === here?.guildId && one.channels.some((each) => each.id === here.channelId),
  );
  if (isThere) return;
  const home = guilds.value[0];
  const first = home?.channels.find((one) => !isThread(one));
  if (home === undefined || first === undefined) {
    place.value = null;
    return;
  }
  const there = { guildId: home.id, channelId: first.id };
  history.replaceState(null, "", addressOf(there) + location.search);
  if (here === null) place.value = there;
  else enter(there);
}

function enter(there: Place): void {
  batch(() => {
    place.value = there;
    commands.value = [];
    seen(there.channelId);
  });
  if (me.value === null) return;
  inBackground(readCommands());
  if (!conversationOf(there.channelId).isLoaded.value) {
    inBackground(readConversation(there.channelId));
  }
}

async function readConversation(channelId: Id): Promise<void> {
  const who = me.value;
  if (who === null) return;
  const here = conversationOf(channelId);
  const { body, events } = await ask<Message[]>(
    "GET",
    `/people/${who.id}/channels/${channelId}/messages?limit=${PAGE}`,
  );
  batch(() => {
    here.takeNewest(body, events);
    here.isComplete.value = body.length < PAGE;
  });
}

function conversationOf(channelId: Id): Conversation {
  const known = conversations.value.get(channelId);
  if (known !== undefined) return known;
  const made = new Conversation(channelId);
  conversations.value = new Map(conversations.value).set(channelId, made);
  return made;
}

function seen(channelId: Id): void {
  if (!unread.value.has(channelId)) return;
  const left = new Set(unread.value);
  left.delete(channelId);
  unread.value = left;
}

function apply(event: Happening): void {
  const data = event.d;
  const there = conversations.value.get(String(data["channel_id"]));
  const mine = data["user_id"] === me.value?.id;
  switch (event.t) {
    case "HELLO":
      inBackground(readAll());
      return;
    case "MESSAGE_CREATE":
      hear(data as unknown as Message, event.s, there);
      return;
    case "MESSAGE_UPDATE":
      there?.update(data as unknown as Message, event.s);
      return;
    case "MESSAGE_DELETE":
      there?.delete(String(data["id"]), event.s);
      return;
    case "MESSAGE_DELETE_BULK":
      for (const id of data["ids"] as Id[]) there?.delete(id, event.s);
      return;
    case "MESSAGE_REACTION_ADD":
      there?.addReaction(String(data["message_id"]), data["emoji"] as Emoji, mine, event.s);
      return;
    case "MESSAGE_REACTION_REMOVE":
      there?.removeReaction(String(data["message_id"]), data["emoji"] as Emoji, mine, event.s);
      return;
    case "MESSAGE_REACTION_REMOVE_ALL":
      there?.clearReactions(String(data["message_id"]), null, event.s);
      return;
    case "MESSAGE_REACTION_REMOVE_EMOJI":
      there?.clearReactions(String(data["message_id"]), data["emoji"] as Emoji, event.s);
      return;
    case "TYPING_START":
      if (!mine) there?.startTyping(String(data["user_id"]), Date.now() + TYPING_MS);
      return;
    case "CHANNEL_PINS_UPDATE":
      pinChanges.value += 1;
      return;
    default:
      if (/^(GUILD|CHANNEL|THREAD)_/.test(event.t)) inBackground(readGuilds());
  }
}

function hear(message: Message, number: number, there: Conversation | undefined): void {
  there?.put(message, number);
  const isHere = message.channel_id === place.value?.channelId;
  const isMine = message.author.id === me.value?.id;
  if (isHere && !isMine) arrived.value = message;
  if (!isHere && !isMine && !(message.flags & MessageFlag.ephemeral)) {
    unread.value = new Set(unread.value).add(message.channel_id);
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
