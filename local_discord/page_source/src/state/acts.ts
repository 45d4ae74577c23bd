// What one does with the bot: commands, buttons, selects, forms; and what comes of it.
import { signal } from "@preact/signals";
import { as, Refused } from "../wire/api";
import type { Component, Id, Message, Outcome, User } from "../wire/types";
import { say } from "../text/words";
import { report } from "./notices";
import { form, sent } from "./ui";
import { asMe, conversation, me } from "./world";

export type Files = readonly (readonly [name: string, file: File])[];

/** Longer than the bot has: silence is told by the server, not by this. */
const WAIT = "?wait=acknowledged&timeout_s=30";

/** Components that wait for the bot, as `MESSAGE:CUSTOM_ID`. */
export const pending = signal<ReadonlySet<string>>(new Set());
/** Messages whose last click came to nothing, with the sentence to show under them. */
export const failed = signal<ReadonlyMap<Id, string>>(new Map());

/** Calls a slash command; a failure is shown in the channel. */
export async function command(
  words: string,
  options: Record<string, unknown>,
  files: Files,
  shown: string,
): Promise<void> {
  await inChannel(shown, { type: "command", command: words, options }, files);
}

/** Uses a command from the menu of a message or a user. */
export async function context(name: string, shown: string, on: Message | User): Promise<void> {
  const target = "channel_id" in on ? { message_id: on.id } : { user_id: on.id };
  await inChannel(shown, { type: "context", command: name, ...target }, []);
}

async function inChannel(shown: string, body: object, files: Files): Promise<void> {
  const here = conversation.value;
  if (here === undefined) return;
  sent.value += 1;
  try {
    const outcome = await perform(here.channelId, body, files);
    if (outcome.state === "failed") fail(say("no-answer"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(error.message);
  }

  function fail(sentence: string): void {
    const failure = {
      key: crypto.randomUUID(),
      afterId: here?.newestId ?? null,
      command: shown,
      sentence,
    };
    if (here !== undefined) here.failures.value = [...here.failures.value, failure];
  }
}

/** Clicks a button or chooses in a select. */
export async function press(
  message: Message,
  component: Component,
  values: readonly string[] = [],
): Promise<void> {
  const key = `${message.id}:${component.custom_id ?? ""}`;
  pending.value = new Set(pending.value).add(key);
  forget(message.id);
  try {
    const outcome = await perform(message.channel_id, {
      type: "component",
      message_id: message.id,
      custom_id: component.custom_id,
      values,
    });
    if (outcome.state === "failed") mark(message.id, say("interaction-failed"));
  } catch (error) {
    if (error instanceof Refused) mark(message.id, error.message);
    else report(error);
  } finally {
    const left = new Set(pending.value);
    left.delete(key);
    pending.value = left;
  }
}

/** Sends a filled-in form. Throws Refused with what is wrong. */
export async function submit(fields: Record<string, unknown>, files: Files): Promise<void> {
  const open = form.value;
  if (open === null) return;
  const outcome = await perform(
    open.channelId,
    { type: "modal", interaction_id: open.interactionId, fields },
    files,
  );
  if (outcome.state === "failed") throw new Refused(504, 0, say("interaction-failed"));
  if (form.value === open) form.value = null;
}

/** Asks the bot what fits a half-typed option. */
export function suggestions(
  words: string,
  focused: string,
  options: Record<string, unknown>,
): Promise<Outcome> {
  const body = {
    type: "autocomplete",
    command: words,
    focused,
    options,
    channel_id: conversation.value?.channelId,
  };
  return asMe<Outcome>("POST", `/interactions${WAIT}`, body);
}

async function perform(channelId: Id, body: object, files: Files = []): Promise<Outcome> {
  const who = me.value;
  if (who === null) throw new Error("Nobody is chosen yet.");
  const outcome = await as(who.id)<Outcome>(
    "POST",
    `/interactions${WAIT}`,
    { ...body, channel_id: channelId },
    files,
  );
  if (outcome.state === "modal" && outcome.modal !== null) {
    form.value = { interactionId: outcome.id, channelId, modal: outcome.modal };
  }
  return outcome;
}

function mark(messageId: Id, sentence: string): void {
  failed.value = new Map(failed.value).set(messageId, sentence);
}

function forget(messageId: Id): void {
  if (!failed.value.has(messageId)) return;
  const left = new Map(failed.value);
  left.delete(messageId);
  failed.value = left;
}
