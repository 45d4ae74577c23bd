// How a channel's messages lie under each other: where a day begins, and who goes on speaking.
import type { Failure, Known } from "../state/conversation";
import { MessageFlag, MessageType, type Message } from "../wire/types";
import { compareIds } from "../wire/ids";
import { startOfDay } from "./time";

const SAME_GROUP_MS = 7 * 60_000;

export type Row =
  | {
      readonly key: string;
      readonly message: Message;
      readonly isFirst: boolean;
      readonly day: number | null;
    }
  | { readonly key: string; readonly failure: Failure }
  | { readonly key: "welcome" };

/**
 * Lays out messages in their order, with what failed after the message it came after; a complete
 * history begins with a welcome.
 */
export function rowsOf(
  known: readonly Known[],
  failures: readonly Failure[],
  isComplete: boolean,
): Row[] {
  const rows: Row[] = isComplete ? [{ key: "welcome" }] : [];
  let waiting = [...failures];
  let before: Message | null = null;
  for (const { message } of known) {
    const due = waiting.filter(
      (one) => one.afterId === null || compareIds(one.afterId, message.id) < 0,
    );
    waiting = waiting.filter((one) => !due.includes(one));
    rows.push(...due.map((failure) => ({ key: failure.key, failure })));
    const at = Date.parse(message.timestamp);
    const day = startOfDay(at);
    const isNewDay = before === null || startOfDay(Date.parse(before.timestamp)) !== day;
    const isFirst =
      isNewDay || due.length > 0 || before === null || !continues(before, message, at);
    rows.push({ key: message.id, message, isFirst, day: isNewDay ? day : null });
    before = message;
  }
  rows.push(...waiting.map((failure) => ({ key: failure.key, failure })));
  return rows;
}

function continues(before: Message, message: Message, at: number): boolean {
  return (
    before.author.id === message.author.id &&
    message.type === MessageType.default &&
    message.message_reference === undefined &&
    message.interaction_metadata === undefined &&
    !isSystem(before) &&
    ((before.flags ^ message.flags) & MessageFlag.ephemeral) === 0 &&
    at - Date.parse(before.timestamp) < SAME_GROUP_MS
  );
}

/** Tells whether a message is a line about the channel rather than somebody's words. */
export function isSystem(message: Message): boolean {
  return message.type === MessageType.pinned || message.type === MessageType.threadCreated;
}
