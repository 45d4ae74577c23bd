// One message: who, when, what, and what can be done with it.
import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import {
  CornerUpLeft,
  Ellipsis,
  Eye,
  MessagesSquare,
  Pencil,
  Pin,
  SmilePlus,
  Sparkles,
  TriangleAlert,
} from "lucide-preact";
import { failed } from "../state/acts";
import { inBackground } from "../state/notices";
import { remove, toggleReaction } from "../state/posting";
import type { Failure } from "../state/conversation";
import { editing, menu, picker, pinsOpen, replyTo, target } from "../state/ui";
import {
  channelsById,
  conversation,
  locale,
  me,
  membersById,
  mentionWords,
  nameOf,
  open,
  rolesById,
} from "../state/world";
import { isSystem, type Row } from "../text/rows";
import { parse, plain } from "../text/markdown";
import { absolute, stamp } from "../text/time";
import { say } from "../text/words";
import { MessageFlag, MessageType, type Message, type User } from "../wire/types";
import { Avatar } from "./Avatar";
import { Components } from "./Components";
import { EditBox } from "./EditBox";
import { Embeds } from "./Embed";
import { Markdown } from "./Markdown";
import { Attachments } from "./Media";
import { Reactions } from "./Reactions";

const LONG_PRESS_MS = 500;

type MessageRowData = Extract<Row, { message: Message }>;

interface MessageRowProps {
  readonly row: MessageRowData;
  readonly marked: boolean;
}

// Rows are made anew at each change of the channel; most of them say what they said before.
export const MessageRow = memo(
  DrawnRow,
  (a: MessageRowProps, b: MessageRowProps) =>
    a.row.message === b.row.message &&
    a.row.isFirst === b.row.isFirst &&
    a.row.day === b.row.day &&
    a.marked === b.marked,
);

function DrawnRow({ row, marked }: MessageRowProps) {
  const { message, isFirst, day } = row;
  return (
    <>
      {day !== null && <DayLine day={day} />}
      {isSystem(message) ? (
        <SystemMessage message={message} />
      ) : (
        <SpokenMessage message={message} isFirst={isFirst} marked={marked} />
      )}
    </>
  );
}

function DayLine({ day }: { day: number }) {
  return (
    <div class="day-line" role="separator">
      <span>{absolute(day, "D", locale.value)}</span>
    </div>
  );
}

function SpokenMessage({
  message,
  isFirst,
  marked,
}: {
  message: Message;
  isFirst: boolean;
  marked: boolean;
}) {
  const at = Date.parse(message.timestamp);
  const isEphemeral = (message.flags & MessageFlag.ephemeral) !== 0;
  const isThinking = (message.flags & MessageFlag.loading) !== 0;
  const callsMe =
    message.mention_everyone || message.mentions.some((one) => one.id === me.value?.id);
  const classes = ["message"];
  if (isFirst) classes.push("first");
  if (isEphemeral) classes.push("ephemeral");
  if (callsMe) classes.push("calls-me");
  if (marked) classes.push("marked");
  const nameId = `name-${message.id}`;
  const bodyId = `body-${message.id}`;
  const failure = failed.value.get(message.id);
  return (
    <article
      class={classes.join(" ")}
      tabIndex={-1}
      data-testid="message"
      data-message-id={message.id}
      aria-labelledby={`${nameId} ${bodyId}`}
      {...menuGestures(message, null)}
    >
      {isFirst && <Answered message={message} />}
      {isFirst ? (
        <span class="message-avatar" {...menuGestures(null, message.author)}>
          <Avatar user={message.author} />
        </span>
      ) : (
        <time class="message-beside" dateTime={message.timestamp}>
          {absolute(at, "t", locale.value)}
        </time>
      )}
      <div class="message-body">
        <header class={isFirst ? "message-head" : "hidden-text"}>
          <h3 id={nameId}>
            <AuthorName user={message.author} />
          </h3>
          {message.author.bot && <AppTag />}
          <time
            class="message-time"
            dateTime={message.timestamp}
            title={absolute(at, "F", locale.value)}
          >
            {stamp(at, locale.value, say("yesterday"))}
          </time>
        </header>
        <div id={bodyId} class="message-content" data-testid="message-content">
          {isThinking ? (
            <Thinking name={nameOf(message.author)} />
          ) : (
            <Content message={spokenIn(message)} />
          )}
        </div>
        {message.reactions && message.reactions.length > 0 && <Reactions message={message} />}
        {message.thread && <ThreadLink message={message} />}
        {failure !== undefined && (
          <p class="message-failure" role="alert">
            {failure}
          </p>
        )}
        {isEphemeral && !isThinking && <OnlyYou message={message} />}
      </div>
      {!isEphemeral && !isThinking && <Tools message={message} />}
    </article>
  );
}

/** A thread begins with the message that it was made from. */
function spokenIn(message: Message): Message {
  const isStarter = message.type === MessageType.threadStarter;
  return isStarter && message.referenced_message ? message.referenced_message : message;
}

function Content({ message }: { message: Message }) {
  if (editing.value === message.id) return <EditBox message={message} />;
  return (
    <>
      {message.content !== "" && (
        <div class="message-text">
          <Markdown text={message.content} jumbo />
          {message.edited_timestamp !== null && <Edited message={message} />}
        </div>
      )}
      {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
      {message.embeds.length > 0 && <Embeds embeds={message.embeds} />}
      {message.components.length > 0 && <Components message={message} />}
      {message.content === "" && message.edited_timestamp !== null && <Edited message={message} />}
    </>
  );
}

function Edited({ message }: { message: Message }) {
  const at = Date.parse(message.edited_timestamp ?? message.timestamp);
  return (
    <span class="edited" title={absolute(at, "F", locale.value)}>
      {say("edited")}
    </span>
  );
}

function Thinking({ name }: { name: string }) {
  return (
    <span class="thinking" data-testid="thinking">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {say("thinking", { name })}
    </span>
  );
}

export function AuthorName({ user }: { user: User }) {
  const roles = (membersById.value.get(user.id)?.roles ?? [])
    .flatMap((id) => rolesById.value.get(id) ?? [])
    .sort((a, b) => b.position - a.position);
  const colour = roles.find((one) => one.color !== 0)?.color;
  return (
    <span class="author" {...(colour ? { style: { color: readable(colour) } } : {})}>
      {nameOf(user)}
    </span>
  );
}

/** A role's colour, mixed with the text's own so that it can be read on light and dark. */
export function readable(colour: number): string {
  return `color-mix(in oklab, #${colour.toString(16).padStart(6, "0")} 60%, var(--strong))`;
}

export function AppTag() {
  return <span class="app-tag">{say("app")}</span>;
}

/** The line above a message: what it replies to, or which command it answers. */
function Answered({ message }: { message: Message }) {
  if (message.type === MessageType.command || message.type === MessageType.contextCommand) {
    const about = message.interaction;
    if (about === undefined) return null;
    return (
      <div class="answered">
        <Avatar user={about.user} size={16} />
        <AuthorName user={about.user} />
        <span>{say("used")}</span>
        <span class="command-name">
          <Sparkles size={12} aria-hidden="true" />
          {message.type === MessageType.command ? "/" : ""}
          {about.name}
        </span>
      </div>
    );
  }
  if (message.message_reference === undefined || message.type !== MessageType.reply) return null;
  const answered = message.referenced_message;
  if (!answered) {
    return (
      <div class="answered gone">
        <CornerUpLeft size={12} aria-hidden="true" />
        <em>{say("reply-gone")}</em>
      </div>
    );
  }
  const words = plain(parse(answered.content), mentionWords) || say("reply-attachment");
  return (
    <button
      type="button"
      class="answered"
      onClick={() => {
        target.value = answered.id;
      }}
    >
      <Avatar user={answered.author} size={16} />
      <AuthorName user={answered.author} />
      <span class="answered-text">{words}</span>
    </button>
  );
}

function OnlyYou({ message }: { message: Message }) {
  return (
    <p class="only-you">
      <Eye size={14} aria-hidden="true" />
      {say("only-you")}
      {" · "}
      <button type="button" class="link" onClick={() => inBackground(remove(message))}>
        {say("dismiss")}
      </button>
    </p>
  );
}

function ThreadLink({ message }: { message: Message }) {
  const id = message.thread?.id ?? "";
  const thread = channelsById.value.get(id) ?? message.thread;
  const count = thread?.message_count ?? 0;
  const many = count === 1 ? say("messages-one") : say("messages-many", { n: count });
  return (
    <button type="button" class="thread-link" onClick={() => inBackground(open(id))}>
      <MessagesSquare size={18} aria-hidden="true" />
      <strong>{thread?.name}</strong>
      <span class="link">{many} ›</span>
    </button>
  );
}

function SystemMessage({ message }: { message: Message }) {
  const at = Date.parse(message.timestamp);
  const isPin = message.type === MessageType.pinned;
  const pinnedId = message.message_reference?.message_id;
  const threadId = message.message_reference?.channel_id;
  return (
    <article class="message system" tabIndex={-1} data-testid="system-message">
      <span class="system-mark" aria-hidden="true">
        {isPin ? <Pin size={18} /> : <MessagesSquare size={18} />}
      </span>
      <p>
        <AuthorName user={message.author} />{" "}
        {isPin ? (
          <button
            type="button"
            class="link"
            onClick={() => {
              target.value = pinnedId ?? null;
            }}
          >
            {say("pinned")}
          </button>
        ) : (
          <>
            {say("thread-started")}{" "}
            <button
              type="button"
              class="link"
              onClick={() => threadId && inBackground(open(threadId))}
            >
              {message.content}
            </button>
          </>
        )}{" "}
        {isPin && (
          <button
            type="button"
            class="link"
            onClick={() => {
              pinsOpen.value = true;
            }}
          >
            {say("pinned-see-all")}
          </button>
        )}{" "}
        <time class="message-time" dateTime={message.timestamp}>
          {stamp(at, locale.value, say("yesterday"))}
        </time>
      </p>
    </article>
  );
}

/** What appears over a message under the pointer or the focus. */
function Tools({ message }: { message: Message }) {
  const isMine = message.author.id === me.value?.id;
  const react = (event: MouseEvent) => {
    picker.value = {
      anchor: (event.currentTarget as HTMLElement).getBoundingClientRect(),
      pick: (emoji) => inBackground(toggleReaction(message, emoji)),
    };
  };
  const more = (event: MouseEvent) => {
    const { right, bottom } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    menu.value = { x: right, y: bottom, message, user: null };
  };
  return (
    <div class="message-tools" role="toolbar" aria-label={say("more")}>
      <button type="button" aria-label={say("react")} title={say("react")} onClick={react}>
        <SmilePlus size={20} />
      </button>
      {isMine && (
        <button
          type="button"
          aria-label={say("edit")}
          title={say("edit")}
          onClick={() => {
            editing.value = message.id;
          }}
        >
          <Pencil size={18} />
        </button>
      )}
      <button
        type="button"
        aria-label={say("reply")}
        title={say("reply")}
        onClick={() => {
          replyTo.value = message;
        }}
      >
        <CornerUpLeft size={20} />
      </button>
      <button type="button" aria-label={say("more")} title={say("more")} onClick={more}>
        <Ellipsis size={20} />
      </button>
    </div>
  );
}

let pressing: ReturnType<typeof setTimeout> | undefined;

/** The ways to a menu: right click, its key, a long press. */
function menuGestures(message: Message | null, user: User | null) {
  const show = (event: Event, x: number, y: number) => {
    const on = event.target as HTMLElement;
    if (on.closest("a, input, textarea, video, audio")) return;
    event.preventDefault();
    event.stopPropagation();
    menu.value = { x, y, message, user };
  };
  return {
    onContextMenu: (event: MouseEvent) => {
      const box = (event.target as HTMLElement).getBoundingClientRect();
      const isKey = event.clientX === 0 && event.clientY === 0;
      show(event, isKey ? box.left + 40 : event.clientX, isKey ? box.top + 24 : event.clientY);
    },
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (touch === undefined) return;
      const { clientX, clientY } = touch;
      pressing = setTimeout(() => show(event, clientX, clientY), LONG_PRESS_MS);
    },
    onTouchEnd: () => clearTimeout(pressing),
    onTouchMove: () => clearTimeout(pressing),
  };
}

/** A command that came to nothing, as Discord leaves it in the channel. */
export function FailureRow({ failure }: { failure: Failure }) {
  const who = me.value;
  const here = useRef(conversation.value);
  if (who === null) return null;
  const dismiss = () => {
    const at = here.current;
    if (at) at.failures.value = at.failures.value.filter((one) => one.key !== failure.key);
  };
  return (
    <article class="message first ephemeral failed" data-testid="failure" role="alert">
      <div class="answered">
        <Avatar user={who} size={16} />
        <AuthorName user={who} />
        <span>{say("used")}</span>
        <span class="command-name">{failure.command}</span>
      </div>
      <span class="message-avatar failure-mark" aria-hidden="true">
        <TriangleAlert size={24} />
      </span>
      <div class="message-body">
        <p class="message-failure">{failure.sentence}</p>
        <p class="only-you">
          <Eye size={14} aria-hidden="true" />
          {say("only-you")}
          {" · "}
          <button type="button" class="link" onClick={dismiss}>
            {say("dismiss")}
          </button>
        </p>
      </div>
    </article>
  );
}
