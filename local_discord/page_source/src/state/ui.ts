// What is open on the page, of the things that lie over it or change how it is used.
import { signal } from "@preact/signals";
import type { Id, Message, ModalData, User } from "../wire/types";
import { recall, remember } from "./memory";

export interface Picture {
  readonly url: string;
  readonly name: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

export interface MenuRequest {
  readonly x: number;
  readonly y: number;
  readonly message: Message | null;
  readonly user: User | null;
}

export const drawer = signal<"channels" | "members" | null>(null);
export const membersShown = signal(recall("members") !== "hidden");
export const replyTo = signal<Message | null>(null);
export const editing = signal<Id | null>(null);
export const lightbox = signal<{ pictures: readonly Picture[]; at: number } | null>(null);
export const menu = signal<MenuRequest | null>(null);
export const picker = signal<{ anchor: DOMRect; pick: (emoji: string) => void } | null>(null);
export const form = signal<{ interactionId: Id; channelId: Id; modal: ModalData } | null>(null);
export const deleting = signal<Message | null>(null);
export const threadFrom = signal<Message | "channel" | null>(null);
export const settingsOpen = signal(false);
export const pinsOpen = signal(false);
/** The message that one jumped to; the list scrolls there and marks it. */
export const target = signal<Id | null>(null);
/** Counts what one sends: the list goes to its end to show what comes of it. */
export const sent = signal(0);
/** Text that something else than the keyboard puts into the message box. */
export const inserted = signal<string | null>(null);

export function showMembers(shown: boolean): void {
  membersShown.value = shown;
  remember("members", shown ? "shown" : "hidden");
}
