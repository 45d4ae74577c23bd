// The messages of one channel as one person sees them: history by pages, then kept up by events.
//
// Every message remembers the number of the last event that it holds. A page and the events that
// cross it on the way may arrive in any order; what is older than what is known is left out.
import { signal } from "@preact/signals";
import { compareIds } from "../wire/ids";
import type { Emoji, Id, Message } from "../wire/types";

export interface Known {
  readonly message: Message;
  readonly seen: number;
}

/** A command that nobody answered, or that was refused; shown in the channel until dismissed. */
export interface Failure {
  readonly key: string;
  readonly afterId: Id | null;
  readonly command: string;
  readonly sentence: string;
}

export class Conversation {
  readonly messages = signal<readonly Known[]>([]);
  readonly failures = signal<readonly Failure[]>([]);
  readonly isComplete = signal(false);
  readonly isLoaded = signal(false);
  readonly typing = signal<ReadonlyMap<Id, number>>(new Map());
  private readonly deleted = new Map<Id, number>();

  constructor(readonly channelId: Id) {}

  get oldestId(): Id | undefined {
    return this.messages.value[0]?.message.id;
  }

  get newestId(): Id | undefined {
    return this.messages.value.at(-1)?.message.id;
  }

  find(id: Id): Message | undefined {
    return this.messages.value.find((one) => one.message.id === id)?.message;
  }

  /** Takes in the newest page, in any order, which holds everything up to event `seen`. */
  takeNewest(page: readonly Message[], seen: number): void {
    const newer = this.messages.value.filter((one) => one.seen > seen);
    this.messages.value = [];
    this.merge(page, seen);
    this.merge(
      newer.map((one) => one.message),
      seen,
      newer,
    );
    this.isLoaded.value = true;
  }

  /** Takes in a page of older messages. */
  takeOlder(page: readonly Message[], seen: number): void {
    this.merge(page, seen);
  }

  put(message: Message, seen: number): void {
    this.stopTyping(message.author.id);
    this.merge([message], seen);
  }

  /** Changes a message; its reactions stay, for events of messages tell none. */
  update(change: Message, seen: number): void {
    this.change(change.id, seen, (old) => {
      const reactions = change.reactions ?? old.reactions;
      return { ...old, ...change, ...(reactions ? { reactions } : {}) };
    });
  }

  delete(id: Id, seen: number): void {
    this.deleted.set(id, seen);
    this.messages.value = this.messages.value.filter(
      (one) => one.message.id !== id || one.seen > seen,
    );
  }

  addReaction(id: Id, emoji: Emoji, mine: boolean, seen: number): void {
    this.change(id, seen, (old) => {
      const reactions = [...(old.reactions ?? [])];
      const at = reactions.findIndex((one) => one.emoji.name === emoji.name);
      const before = reactions[at];
      if (before) {
        reactions[at] = { ...before, count: before.count + 1, me: before.me || mine };
      } else {
        reactions.push({ emoji, count: 1, me: mine });
      }
      return { ...old, reactions };
    });
  }

  removeReaction(id: Id, emoji: Emoji, mine: boolean, seen: number): void {
    this.change(id, seen, (old) => ({
      ...old,
      reactions: (old.reactions ?? []).flatMap((one) => {
        if (one.emoji.name !== emoji.name) return [one];
        if (one.count === 1) return [];
        return [{ ...one, count: one.count - 1, me: mine ? false : one.me }];
      }),
    }));
  }

  /** Takes all reactions away, or those of one emoji. */
  clearReactions(id: Id, emoji: Emoji | null, seen: number): void {
    this.change(id, seen, (old) => ({
      ...old,
      reactions: (old.reactions ?? []).filter(
        (one) => emoji !== null && one.emoji.name !== emoji.name,
      ),
    }));
  }

  /** Changes a message by something that is no event of it, such as its thread's name. */
  touch(id: Id, change: (old: Message) => Message): void {
    this.messages.value = this.messages.value.map((one) =>
      one.message.id === id ? { ...one, message: change(one.message) } : one,
    );
  }

  startTyping(userId: Id, until: number): void {
    this.typing.value = new Map(this.typing.value).set(userId, until);
  }

  stopTyping(userId: Id): void {
    if (!this.typing.value.has(userId)) return;
    const left = new Map(this.typing.value);
    left.delete(userId);
    this.typing.value = left;
  }

  private change(id: Id, seen: number, change: (old: Message) => Message): void {
    const known = this.messages.value;
    const at = indexOf(known, id);
    const old = known[at];
    if (old === undefined || old.message.id !== id || old.seen >= seen) return;
    const changed = [...known];
    changed[at] = { message: change(old.message), seen };
    this.messages.value = changed;
  }

  private merge(page: readonly Message[], seen: number, known?: readonly Known[]): void {
    const only = page.length === 1 && known === undefined ? page[0] : undefined;
    const newest = this.newestId;
    const isNew = only && !this.deleted.has(only.id);
    if (isNew && (newest === undefined || compareIds(newest, only.id) < 0)) {
      // The common case, a new message at the end, costs no sorting.
      this.messages.value = [...this.messages.value, { message: only, seen }];
      return;
    }
    const byId = new Map(this.messages.value.map((one) => [one.message.id, one]));
    page.forEach((message, index) => {
      const fresh = known?.[index] ?? { message, seen };
      const old = byId.get(message.id);
      const isGone = (this.deleted.get(message.id) ?? -1) > fresh.seen;
      if (!isGone && (old === undefined || old.seen <= fresh.seen)) byId.set(message.id, fresh);
    });
    this.messages.value = [...byId.values()].sort((a, b) => compareIds(a.message.id, b.message.id));
  }
}

/** Where an id is, or would be, in messages in the order of their ids. */
function indexOf(known: readonly Known[], id: Id): number {
  let low = 0;
  let high = known.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = known[middle];
    if (one !== undefined && compareIds(one.message.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
