// Following what happens: being somebody, and applying every event that they see.
import { batch } from "@preact/signals";
import { ask } from "../wire/api";
import { listen, type Stream } from "../wire/live";
import {
  MessageFlag,
  type Emoji,
  type Happening,
  type Id,
  type Message,
  type Person,
} from "../wire/types";
import type { Conversation } from "./conversation";
import { recall, remember } from "./memory";
import { inBackground } from "./notices";
import { readAddress } from "./place";
import { enter, readAll, readCommands, readGuilds } from "./reading";
import {
  arrived,
  asMe,
  commands,
  conversations,
  line,
  locale,
  me,
  people,
  pinChanges,
  place,
  unread,
} from "./world";

const TYPING_MS = 9000;

let stream: Stream | null = null;
let wanted: string | null = null; // the name of who one wants to be
let isStandIn = false; // whether one is somebody else until that one arrives

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
  // Else the address would bring its person back at the next reload.
  history.replaceState(null, "", location.pathname);
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
  isStandIn = named === undefined && (wanted !== null || chosen === body[0]);
  batch(() => {
    if (me.value?.id !== chosen.id) {
      conversations.value = new Map();
      commands.value = [];
      unread.value = new Set();
    }
    people.value = body;
    me.value = chosen;
  });
  if (!isStandIn) remember("person", chosen.global_name ?? chosen.username);
  return chosen.id;
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
    case "GUILD_MEMBER_ADD":
      if (isStandIn) connect();
      else inBackground(readGuilds());
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
