// What the message box offers while one writes: commands, people, places, emoji.
import { guild, nameOf } from "../state/world";
import { matching, type Leaf } from "../text/commands";
import type { Asked } from "../text/completion";
import { emojiNamed } from "../text/emojilist";
import type { Suggestion } from "./Suggestions";
import { Emoji } from "./Emoji";

const OFFERED_MOST = 10;

export interface Offered extends Suggestion {
  readonly leaf?: Leaf;
  readonly insert?: string;
}

export function commandOffers(leaves: readonly Leaf[], typed: string): Offered[] {
  return matching(leaves, typed.slice(1)).map((one) => ({
    key: one.id,
    title: `/${one.shown}`,
    detail: one.description,
    side: one.options
      .filter((option) => option.required)
      .map((option) => option.name_localized)
      .join(" "),
    leaf: one,
  }));
}

export function wordOffers(asked: Asked | null): Offered[] {
  if (asked === null) return [];
  const wanted = asked.word.toLowerCase();
  if (asked.mark === ":") {
    return emojiNamed(wanted)
      .slice(0, OFFERED_MOST)
      .map((one) => ({
        key: one.emoji,
        title: <Emoji name={one.emoji} />,
        side: one.words,
        insert: one.emoji,
      }));
  }
  return mentions()
    .filter((one) => one.name.startsWith(asked.mark) && one.name.toLowerCase().includes(wanted))
    .slice(0, OFFERED_MOST)
    .map((one) => ({ key: one.mention, title: one.name, insert: one.name }));
}

/** Everyone and every place that can be named in a message. */
export function mentions(): { name: string; mention: string }[] {
  const home = guild.value;
  return [
    ...(home?.members ?? []).map((one) => ({
      name: `@${nameOf(one.user)}`,
      mention: `<@${one.user.id}>`,
    })),
    ...(home?.roles ?? [])
      .filter((one) => one.name !== "@everyone")
      .map((one) => ({ name: `@${one.name}`, mention: `<@&${one.id}>` })),
    ...(home?.channels ?? []).map((one) => ({
      name: `#${one.name ?? ""}`,
      mention: `<#${one.id}>`,
    })),
  ];
}
