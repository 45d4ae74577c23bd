// The page's own words, in the language of who one is.
import { locale } from "../state/world";
import { en } from "./words.en";
import { fr } from "./words.fr";

export type Key = keyof typeof en;

/** A phrase of the page, with `{name}` filled in. */
export function say(key: Key, values: Record<string, string | number> = {}): string {
  const phrase = locale.value.startsWith("fr") ? fr[key] : en[key];
  return phrase.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
