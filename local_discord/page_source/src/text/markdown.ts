// Discord's Markdown as a tree. The rules are discord-markdown-parser's, completed by lists, by
// links only to the web, and by emoji as one match each.
import { rulesExtended, SimpleMarkdown } from "discord-markdown-parser";
import { emojiAt } from "./emoji";

export interface Node {
  readonly type: string;
  readonly content?: string | readonly Node[];
  readonly [key: string]: unknown;
}

type Rules = Parameters<typeof SimpleMarkdown.parserFor>[0];
type Rule = Rules[string];

const LIST_ITEM = /^( *)(?:[-*]|(\d+)\.) +(.+(?:\n(?! *(?:[-*]|\d+\.) )(?! *$) +.+)*)(?:\n|$)/;
const LIST = /^(?: *(?:[-*]|\d+\.) +.+(?:\n|$))+/;
const TEXT = /^[\s\S]+?(?=[^\p{L}\p{N}\s]|[\d#*]\uFE0F?\u20E3|\n|https?:\/\/|$)/u;
const MASKED = /^\[((?:\\.|[^\]\\])+)\]\(<?(https?:\/\/[^\s<>)]+)>?(?: "[^"]*")?\)/;

interface Item {
  readonly depth: number;
  readonly number: number | null;
  readonly text: string;
}

/** Tells whether what comes next is at the start of a line. */
function startsLine(state: Parameters<Rule["match"]>[1]): boolean {
  const before: string = state.prevCapture?.[0] ?? "";
  return before === "" || before.endsWith("\n");
}

/** The parser's rule for whole lines of that name, which it would not try behind a quote. */
function atLineStart(name: string): Rule {
  const rule = rulesExtended[name];
  if (rule === undefined) throw new Error(`the parser has no rule for ${name}`);
  return {
    ...rule,
    match: (source, state, before) =>
      startsLine(state) ? rule.match(source, { ...state, prevCapture: null }, before) : null,
  };
}

const list: Rule = {
  order: SimpleMarkdown.defaultRules.heading.order - 0.4,
  match: (source, state) => (startsLine(state) ? LIST.exec(source) : null),
  parse: (capture, parse, state) => {
    const items: Item[] = [];
    let rest: string = capture[0] ?? "";
    for (let found = LIST_ITEM.exec(rest); found !== null; found = LIST_ITEM.exec(rest)) {
      const [whole, indent = "", number, text = ""] = found;
      items.push({
        depth: Math.floor(indent.length / 2),
        number: number === undefined ? null : Number(number),
        text,
      });
      rest = rest.slice(whole.length);
    }
    return nest(items, (text) => parse(text, { ...state, prevCapture: null }) as Node[]);
  },
};

/** Turns items with depths into lists in lists. */
function nest(items: readonly Item[], parse: (text: string) => readonly Node[]): Node {
  const first = items[0];
  const depth = first?.depth ?? 0;
  const entries: Node[][] = [];
  for (let at = 0; at < items.length;) {
    const item = items[at];
    if (item === undefined) break;
    let end = at + 1;
    while ((items[end]?.depth ?? -1) > depth) end += 1;
    const inner = items.slice(at + 1, end);
    entries.push([...parse(item.text), ...(inner.length > 0 ? [nest(inner, parse)] : [])]);
    at = end;
  }
  return {
    type: "list",
    ordered: first?.number != null,
    start: first?.number ?? 1,
    items: entries,
  };
}

const emoji: Rule = {
  order: SimpleMarkdown.defaultRules.strong.order,
  match: (source) => {
    const found = emojiAt(source);
    return found === null ? null : Object.assign([found], { index: 0 });
  },
  parse: (capture) => ({ name: capture[0] }),
};

const link: Rule = {
  order: SimpleMarkdown.defaultRules.link.order,
  match: (source) => MASKED.exec(source),
  parse: (capture, parse, state) => ({
    target: capture[2],
    content: parse(capture[1] ?? "", { ...state, inLink: true }),
  }),
};

const text: Rule = {
  order: SimpleMarkdown.defaultRules.text.order,
  match: (source) => TEXT.exec(source),
  parse: (capture) => ({ content: capture[0] }),
};

const parser = SimpleMarkdown.parserFor({
  ...rulesExtended,
  heading: atLineStart("heading"),
  subtext: atLineStart("subtext"),
  twemoji: emoji,
  link,
  list,
  text,
});

/** Reads a message's text. */
export function parse(source: string): readonly Node[] {
  return parser(source, { inline: true, prevCapture: null }) as Node[];
}

/** Tells whether a text is nothing but a few emoji, which are shown large. */
export function isOnlyEmoji(nodes: readonly Node[]): boolean {
  const marks = nodes.filter((one) => !(one.type === "text" && one.content === " "));
  const isMark = (one: Node) => one.type === "twemoji" || one.type === "emoji" || one.type === "br";
  return marks.length > 0 && marks.length <= 30 && marks.every(isMark);
}

/**
 * The words of a text without any marks, for labels and previews. `name` says how a mention reads;
 * it gets the node.
 */
export function plain(nodes: readonly Node[], name: (node: Node) => string = () => ""): string {
  return nodes
    .map((one) => {
      switch (one.type) {
        case "twemoji":
        case "emoji":
          return String(one["name"]);
        case "br":
          return " ";
        case "list":
          return (one["items"] as Node[][]).map((item) => plain(item, name)).join(" ");
        case "slashCommand":
          return `/${String(one["fullName"])}`;
        default:
          if (typeof one.content === "string") return one.content;
          return one.content ? plain(one.content, name) : name(one);
      }
    })
    .join("");
}
