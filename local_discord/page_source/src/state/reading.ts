// Reading from the server: everything on the screen at first, then what one goes to.
import { batch } from "@preact/signals";
import { ask } from "../wire/api";
import type { Command, Guild, Id, Message, Person } from "../wire/types";
import { Conversation } from "./conversation";
import { inBackground } from "./notices";
import { addressOf, type Place } from "./place";
import {
  asMe,
  commands,
  conversation,
  conversations,
  guilds,
  isThread,
  line,
  me,
  people,
  place,
  unread,
} from "./world";

const PAGE = 50;
const OLDER_PAGE = 100;

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
  if (me.value?.id !== who.id) return false;
  batch(() => {
    here.takeOlder(body, events);
    here.isComplete.value = body.length < OLDER_PAGE;
  });
  return body.length > 0;
}

/** Reads everything that is on the screen, at each (re)connection. */
export async function readAll(): Promise<void> {
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
export async function readGuilds(): Promise<void> {
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

/** Shows a channel, and reads it unless it is known. */
export function enter(there: Place): void {
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
  if (me.value?.id !== who.id) return; // one is somebody else by now
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
