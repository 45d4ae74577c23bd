// A message's text as Discord shows it.
import { useMemo, useState } from "preact/hooks";
import { Check, Copy } from "lucide-preact";
import { inBackground } from "../state/notices";
import { inserted } from "../state/ui";
import { open } from "../state/reading";
import {
  channelsById,
  commands,
  locale,
  membersById,
  nameOf,
  people,
  rolesById,
} from "../state/world";
import { isOnlyEmoji, parse, type Node } from "../text/markdown";
import { absolute, now, relative } from "../text/time";
import { say } from "../text/words";
import type { Id } from "../wire/types";
import { Emoji } from "./Emoji";

export function Markdown({ text, jumbo = false }: { text: string; jumbo?: boolean }) {
  const nodes = useMemo(() => parse(text), [text]);
  return (
    <div class={jumbo && isOnlyEmoji(nodes) ? "markdown jumbo" : "markdown"}>
      <Nodes nodes={nodes} />
    </div>
  );
}

function Nodes({ nodes }: { nodes: Node["content"] }) {
  if (nodes === undefined) return null;
  if (typeof nodes === "string") return <>{nodes}</>;
  return (
    <>
      {nodes.map((one, index) => (
        <One key={index} node={one} after={nodes[index - 1]} />
      ))}
    </>
  );
}

const BLOCKS = new Set(["heading", "subtext", "list", "blockQuote", "codeBlock"]);

function One({ node, after }: { node: Node; after: Node | undefined }) {
  const inside = <Nodes nodes={node.content} />;
  switch (node.type) {
    case "text":
      return <>{node.content}</>;
    case "br":
    case "newline":
      return after !== undefined && BLOCKS.has(after.type) ? null : <br />;
    case "strong":
      return <strong>{inside}</strong>;
    case "em":
      return <em>{inside}</em>;
    case "underline":
      return <u>{inside}</u>;
    case "strikethrough":
      return <s>{inside}</s>;
    case "inlineCode":
      return <code>{node.content as string}</code>;
    case "codeBlock":
      return <CodeBlock code={node.content as string} />;
    case "blockQuote":
      return <blockquote>{inside}</blockquote>;
    case "spoiler":
      return <Spoiler>{inside}</Spoiler>;
    case "heading":
      // One rank below the author's name, whatever its size.
      return <h4 class={`h${String(node["level"])}`}>{inside}</h4>;
    case "subtext":
      return <small class="subtext">{inside}</small>;
    case "list":
      return <List node={node} />;
    case "link":
    case "url":
    case "autolink":
      return (
        <a href={String(node["target"])} target="_blank" rel="noreferrer noopener">
          {inside}
        </a>
      );
    case "twemoji":
      return <Emoji name={String(node["name"])} />;
    case "emoji":
      return <span title={`:${String(node["name"])}:`}>:{String(node["name"])}:</span>;
    case "timestamp":
      return (
        <Timestamp at={Number(node["timestamp"])} style={node["format"] as string | undefined} />
      );
    case "user":
      return <UserMention id={String(node["id"])} />;
    case "role":
      return <RoleMention id={String(node["id"])} />;
    case "channel":
      return <ChannelMention id={String(node["id"])} />;
    case "slashCommand":
      return <CommandMention name={String(node["fullName"])} />;
    case "everyone":
    case "here":
      return <span class="mention">@{node.type}</span>;
    case "guildNavigation":
      return <span class="mention">#{String(node["id"])}</span>;
    default:
      return inside;
  }
}

function List({ node }: { node: Node }) {
  const items = (node["items"] as readonly (readonly Node[])[]).map((item, index) => (
    <li key={index}>
      <Nodes nodes={item} />
    </li>
  ));
  return node["ordered"] ? <ol start={Number(node["start"])}>{items}</ol> : <ul>{items}</ul>;
}

function Spoiler({ children }: { children: preact.ComponentChildren }) {
  const [isShown, show] = useState(false);
  if (isShown) return <span class="spoiler shown">{children}</span>;
  return (
    <button
      type="button"
      class="spoiler"
      aria-label={say("spoiler-show")}
      onClick={() => show(true)}
    >
      <span aria-hidden="true">{children}</span>
    </button>
  );
}

function CodeBlock({ code }: { code: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <div class="code-block">
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <button
        type="button"
        class="icon-button"
        aria-label={say("copy-code")}
        onClick={() => inBackground(copy())}
      >
        {isCopied ? <Check size={16} /> : <Copy size={16} />}
      </button>
    </div>
  );
}

export function Timestamp({ at, style }: { at: number; style: string | undefined }) {
  const language = locale.value;
  const shown =
    style === "R" ? relative(at, now.value / 1000, language) : absolute(at * 1000, style, language);
  return (
    <time
      class="timestamp"
      dateTime={new Date(at * 1000).toISOString()}
      title={absolute(at * 1000, "F", language)}
    >
      {shown}
    </time>
  );
}

function UserMention({ id }: { id: Id }) {
  const user = membersById.value.get(id)?.user ?? people.value.find((one) => one.id === id);
  return <span class="mention">@{user ? nameOf(user) : say("unknown-user")}</span>;
}

function RoleMention({ id }: { id: Id }) {
  const role = rolesById.value.get(id);
  return <span class="mention">@{role?.name.replace(/^@/, "") ?? say("unknown-role")}</span>;
}

function ChannelMention({ id }: { id: Id }) {
  const there = channelsById.value.get(id);
  if (there === undefined) return <span class="mention">#{id}</span>;
  return (
    <button type="button" class="mention" onClick={() => inBackground(open(id))}>
      #{there.name}
    </button>
  );
}

function CommandMention({ name }: { name: string }) {
  // The words of one's own language, where the commands are known.
  const words = localisedWords(name);
  return (
    <button
      type="button"
      class="mention"
      onClick={() => {
        inserted.value = `/${words} `;
      }}
    >
      /{words}
    </button>
  );
}

function localisedWords(name: string): string {
  const words: string[] = [];
  let among: readonly { name: string; name_localized: string; options?: unknown }[] =
    commands.value;
  for (const word of name.split(" ")) {
    const found = among.find((one) => one.name === word);
    words.push(found?.name_localized ?? word);
    among = (found?.options ?? []) as typeof among;
  }
  return words.join(" ");
}
