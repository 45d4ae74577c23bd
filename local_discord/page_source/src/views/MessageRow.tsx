// One message: who, when and what.
import { memo } from "preact/compat";
import { Eye, MessagesSquare } from "lucide-preact";
import { failed } from "../state/acts";
import { inBackground } from "../state/notices";
import { remove } from "../state/posting";
import { open } from "../state/reading";
import { editing } from "../state/ui";
import { channelsById, locale, me, nameOf } from "../state/world";
import { isSystem, type Row } from "../text/rows";
import { absolute, stamp } from "../text/time";
import { say } from "../text/words";
import { MessageFlag, MessageType, type Message } from "../wire/types";
import { Answered } from "./Answered";
import { AppTag, AuthorName } from "./Author";
import { Avatar } from "./Avatar";
import { Components } from "./Components";
import { EditBox } from "./EditBox";
import { Embeds } from "./Embed";
import { Markdown } from "./Markdown";
import { Attachments } from "./Media";
import { Reactions } from "./Reactions";
import { SystemMessage } from "./SystemMessage";
import { menuGestures, Tools } from "./Tools";

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
