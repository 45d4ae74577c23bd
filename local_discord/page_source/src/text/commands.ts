// Slash commands as they are typed: which there are, which one is meant, and whether the values of
// its options are what the bot asks for.
import { CommandType, OptionType, type Command, type CommandOption } from "../wire/types";
import type { Key } from "./words";

/** A command that can be called: a whole one, or a subcommand with the words that lead to it. */
export interface Leaf {
  readonly id: string;
  /** The words in Discord's names, which the API takes. */
  readonly words: string;
  /** The words in the reader's language. */
  readonly shown: string;
  readonly description: string;
  readonly options: readonly CommandOption[];
}

export interface Fault {
  readonly key: Key;
  readonly values?: Record<string, string | number>;
}

/** Every command that can be called, in the order of their words. */
export function leavesOf(commands: readonly Command[]): Leaf[] {
  return commands
    .filter((one) => one.type === CommandType.slash)
    .flatMap((one) => below(one, one.id, [], []))
    .sort((a, b) => a.shown.localeCompare(b.shown));
}

function below(
  one: Omit<CommandOption, "type">,
  id: string,
  words: readonly string[],
  shown: readonly string[],
): Leaf[] {
  const here = [...words, one.name];
  const hereShown = [...shown, one.name_localized];
  const options = one.options ?? [];
  const nested = options.filter(isNested);
  if (nested.length > 0) {
    return nested.flatMap((each) => below(each, `${id}/${each.name}`, here, hereShown));
  }
  return [
    {
      id,
      words: here.join(" "),
      shown: hereShown.join(" "),
      description: one.description_localized,
      options,
    },
  ];
}

function isNested(option: CommandOption): boolean {
  return option.type === OptionType.subcommand || option.type === OptionType.group;
}

/** The commands that a half-typed one may become, the likeliest first. */
export function matching(leaves: readonly Leaf[], typed: string): Leaf[] {
  const wanted = fold(typed).split(/\s+/).filter(Boolean);
  const scored = leaves.flatMap((leaf) => {
    const score = Math.max(rank(fold(leaf.shown), wanted), rank(fold(leaf.words), wanted));
    return score > 0 ? [{ leaf, score }] : [];
  });
  return scored.sort((a, b) => b.score - a.score).map((one) => one.leaf);
}

/** How well typed words fit a command's: in their order from its first one, else anywhere. */
function rank(words: string, wanted: readonly string[]): number {
  if (wanted.length === 0) return 1;
  const parts = words.split(" ");
  if (wanted.every((one, index) => parts[index]?.startsWith(one))) return 3;
  if (wanted.every((one) => parts.some((part) => part.startsWith(one)))) return 2;
  return wanted.every((one) => words.includes(one)) ? 1 : 0;
}

/**
 * The command that a text calls by all its words, with the `name:value` pairs behind it; null while
 * it calls none. `/clip new` becomes a command by the space after it.
 */
export function readTyped(
  leaves: readonly Leaf[],
  text: string,
): { leaf: Leaf; values: ReadonlyMap<string, string> } | null {
  if (!text.startsWith("/")) return null;
  const typed = text.slice(1);
  const called = leaves
    .flatMap((leaf) => [leaf.shown, leaf.words].map((words) => ({ leaf, words })))
    .filter(({ words }) => fold(typed).startsWith(`${fold(words)} `))
    .sort((a, b) => b.words.length - a.words.length)[0];
  if (called === undefined) return null;
  const { leaf, words } = called;
  return { leaf, values: readPairs(leaf, typed.slice(words.length)) };
}

function readPairs(leaf: Leaf, text: string): Map<string, string> {
  const found = [...text.matchAll(/(?:^|\s)([\p{L}\p{N}_'-]+):/gu)].flatMap((match) => {
    const option = leaf.options.find(
      (one) => one.name_localized === match[1] || one.name === match[1],
    );
    return option ? [{ option, from: match.index, to: match.index + match[0].length }] : [];
  });
  return new Map(
    found.map(({ option, to }, index) => [
      option.name,
      text.slice(to, found[index + 1]?.from).trim(),
    ]),
  );
}

/**
 * The option that `name:` at the end of what was typed goes to, and what stays in the field. A free
 * text may well hold such words, so only its very beginning is read like this.
 */
export function jumpIn(
  leaf: Leaf,
  from: CommandOption,
  typed: string,
): { kept: string; to: CommandOption } | null {
  const found = /(?:^|\s)([\p{L}\p{N}_'-]+):$/u.exec(typed);
  const to = leaf.options.find(
    (one) => one.name === found?.[1] || one.name_localized === found?.[1],
  );
  if (!found || !to) return null;
  const kept = typed.slice(0, found.index).trim();
  return from.type === OptionType.string && kept !== "" ? null : { kept, to };
}

/** Letters as they are compared: small and without accents. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The value of what was typed into an option that is not chosen from a list, or what is wrong. */
export function readValue(
  option: CommandOption,
  typed: string,
): { value: string | number } | { fault: Fault } {
  if (option.type === OptionType.integer || option.type === OptionType.number) {
    return readNumber(option, typed);
  }
  const least = option.min_length ?? 0;
  const most = option.max_length ?? 6000;
  if (typed.length < least || typed.length > most) {
    return { fault: { key: "option-long", values: { least, most } } };
  }
  return { value: typed };
}

function readNumber(option: CommandOption, typed: string): { value: number } | { fault: Fault } {
  const isWhole = option.type === OptionType.integer;
  const value = Number(typed.trim().replace(",", "."));
  if (typed.trim() === "" || Number.isNaN(value) || (isWhole && !Number.isInteger(value))) {
    return { fault: { key: isWhole ? "option-number" : "option-decimal" } };
  }
  if (option.min_value !== undefined && value < option.min_value) {
    return { fault: { key: "option-least", values: { n: option.min_value } } };
  }
  if (option.max_value !== undefined && value > option.max_value) {
    return { fault: { key: "option-most", values: { n: option.max_value } } };
  }
  return { value };
}
