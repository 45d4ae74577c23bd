// What is being written in a channel: a message with its files, or a command with its options.
import { signal } from "@preact/signals";
import { fold, readValue, type Fault, type Leaf } from "../text/commands";
import { say } from "../text/words";
import { OptionType, type CommandOption } from "../wire/types";
import { command } from "./acts";
import { guild, isThread, nameOf } from "./world";

/** What stands in one option: the text in its field, and the value once one was chosen. */
export interface Entry {
  readonly text: string;
  readonly chosen?: string | number | boolean;
  readonly file?: File;
}

export interface Offer {
  readonly text: string;
  readonly value: string | number | boolean;
  readonly detail?: string;
}

export const text = signal("");
export const files = signal<readonly File[]>([]);
export const leaf = signal<Leaf | null>(null);
export const entries = signal<ReadonlyMap<string, Entry>>(new Map());
export const faults = signal<ReadonlyMap<string, Fault>>(new Map());
/** The option whose field has the focus. */
export const focused = signal<string | null>(null);

/** Begins a command, with values that were typed out. */
export function startCommand(chosen: Leaf, values: ReadonlyMap<string, string> = new Map()): void {
  const required = chosen.options.filter((one) => one.required);
  const shown = new Set([...required.map((one) => one.name), ...values.keys()]);
  entries.value = new Map(
    chosen.options
      .filter((one) => shown.has(one.name))
      .map((one) => [one.name, entryOf(one, values.get(one.name) ?? "")]),
  );
  faults.value = new Map();
  text.value = "";
  leaf.value = chosen;
  focused.value = null;
}

export function leaveCommand(): void {
  leaf.value = null;
  entries.value = new Map();
  faults.value = new Map();
  focused.value = null;
}

export function enter(option: CommandOption, entry: Entry | null): void {
  const changed = new Map(entries.value);
  if (entry === null) changed.delete(option.name);
  else changed.set(option.name, entry);
  entries.value = changed;
  if (faults.value.has(option.name)) {
    const left = new Map(faults.value);
    left.delete(option.name);
    faults.value = left;
  }
}

function entryOf(option: CommandOption, typed: string): Entry {
  const offer = offersOf(option)?.find(
    (one) => fold(one.text) === fold(typed.replace(/^[@#]/, "")),
  );
  return offer ? { text: offer.text, chosen: offer.value } : { text: typed };
}

/** All that may be chosen for an option, or null where that is free or asked from the bot. */
export function offersOf(option: CommandOption): readonly Offer[] | null {
  const home = guild.value;
  const users = () =>
    (home?.members ?? []).map((one) => ({
      text: nameOf(one.user),
      value: one.user.id,
      detail: one.user.username,
    }));
  const roles = () => (home?.roles ?? []).map((one) => ({ text: one.name, value: one.id }));
  if (option.choices) {
    return option.choices.map((one) => ({
      text: one.name_localized ?? one.name,
      value: one.value,
    }));
  }
  switch (option.type) {
    case OptionType.boolean:
      return [
        { text: say("true"), value: true },
        { text: say("false"), value: false },
      ];
    case OptionType.user:
      return users();
    case OptionType.role:
      return roles();
    case OptionType.mentionable:
      return [...users(), ...roles()];
    case OptionType.channel:
      return (home?.channels ?? [])
        .filter((one) => option.channel_types?.includes(one.type) ?? !isThread(one))
        .map((one) => ({ text: one.name ?? "", value: one.id }));
    default:
      return null;
  }
}

/** The values as the API takes them; what is missing or wrong is left out and named. */
export function readEntries(): {
  options: Record<string, string | number | boolean>;
  files: [string, File][];
  faults: Map<string, Fault>;
} {
  const options: Record<string, string | number | boolean> = {};
  const found: [string, File][] = [];
  const wrong = new Map<string, Fault>();
  for (const option of leaf.value?.options ?? []) {
    const entry = entries.value.get(option.name);
    const isEmpty = entry === undefined || (entry.text.trim() === "" && !entry.file);
    if (isEmpty) {
      if (option.required) wrong.set(option.name, { key: "option-missing" });
    } else if (entry.file) {
      found.push([option.name, entry.file]);
    } else if (entry.chosen !== undefined) {
      options[option.name] = entry.chosen;
    } else if (offersOf(option) !== null) {
      const fits = entryOf(option, entry.text.trim());
      if (fits.chosen === undefined) wrong.set(option.name, { key: "option-choose" });
      else options[option.name] = fits.chosen;
    } else {
      const read = readValue(option, entry.text);
      if ("fault" in read) wrong.set(option.name, read.fault);
      else options[option.name] = read.value;
    }
  }
  return { options, files: found, faults: wrong };
}

/** Sends the command, unless something is missing or wrong; then the first such option is named. */
export function sendCommand(): string | null {
  const called = leaf.value;
  if (called === null) return null;
  const read = readEntries();
  faults.value = read.faults;
  const first = [...read.faults.keys()][0];
  if (first !== undefined) return first;
  leaveCommand();
  void command(called.words, read.options, read.files, `/${called.shown}`);
  return null;
}

/** Takes dropped or pasted files: as the command's attachments, or with the message. */
export function takeFiles(given: readonly File[]): void {
  const called = leaf.value;
  if (called === null) {
    files.value = [...files.value, ...given];
    return;
  }
  const open = called.options.filter(
    (one) => one.type === OptionType.attachment && !entries.value.get(one.name)?.file,
  );
  open.forEach((option, index) => {
    const file = given[index];
    if (file) enter(option, { text: file.name, file });
  });
}
