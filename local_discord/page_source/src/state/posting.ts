// What one does in the channel without the bot: messages, reactions, pins, threads.
import { ask } from "../wire/api";
import type { Channel, Id, Message } from "../wire/types";
import { inBackground } from "./notices";
import { sent } from "./ui";
import { open } from "./reading";
import { asMe, conversation, me } from "./world";

const TYPING_EVERY_MS = 8000;
let lastTyped = 0;

/** Posts a message. Throws Refused. */
export async function post(
  channelId: Id,
  content: string,
  files: readonly File[],
  reply: Message | null,
): Promise<void> {
  const body: Record<string, unknown> = { content };
  if (reply !== null) body["message_reference"] = { message_id: reply.id };
  lastTyped = 0;
  sent.value += 1;
  await asMe(
    "POST",
    `/channels/${channelId}/messages`,
    body,
    files.map((one, index) => [`files[${index}]`, one] as const),
  );
}

export async function edit(message: Message, content: string): Promise<void> {
  await asMe("PATCH", path(message), { content });
}

/** Deletes a message; an ephemeral one is dismissed by this. */
export async function remove(message: Message): Promise<void> {
  await asMe("DELETE", path(message));
}

/** Places or takes back one's reaction. */
export async function toggleReaction(message: Message, emoji: string): Promise<void> {
  const placed = message.reactions?.some((one) => one.emoji.name === emoji && one.me);
  const method = placed ? "DELETE" : "PUT";
  await asMe(method, `${path(message)}/reactions/${encodeURIComponent(emoji)}/@me`);
}

/** Who placed an emoji, at most ten of them. */
export async function reactedBy(
  message: Message,
  emoji: string,
): Promise<{ id: Id; username: string; global_name: string | null }[]> {
  return asMe("GET", `${path(message)}/reactions/${encodeURIComponent(emoji)}?limit=10`);
}

export async function pin(message: Message, isPinned: boolean): Promise<void> {
  const there = `/channels/${message.channel_id}/messages/pins/${message.id}`;
  await asMe(isPinned ? "PUT" : "DELETE", there);
}

export async function pins(channelId: Id): Promise<Message[]> {
  return asMe("GET", `/channels/${channelId}/pins`);
}

/** Starts a thread from a message or in the channel, and goes there. */
export async function startThread(name: string, from: Message | "channel"): Promise<void> {
  const channelId = conversation.value?.channelId ?? "";
  const there = from === "channel" ? `/channels/${channelId}` : path(from);
  const body = from === "channel" ? { name, type: 11 } : { name };
  const thread = await asMe<Channel>("POST", `${there}/threads`, body);
  await open(thread.id);
}

/** Lets the others know that one is typing, now and then. */
export function typed(channelId: Id): void {
  if (Date.now() - lastTyped < TYPING_EVERY_MS || me.value === null) return;
  lastTyped = Date.now();
  inBackground(ask("POST", `/people/${me.value.id}/channels/${channelId}/typing`));
}

function path(message: Message): string {
  return `/channels/${message.channel_id}/messages/${message.id}`;
}
