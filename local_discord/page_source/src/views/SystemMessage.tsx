// Lines about the channel: somebody pinned a message, or started a thread.
import { MessagesSquare, Pin } from "lucide-preact";
import { inBackground } from "../state/notices";
import { open } from "../state/reading";
import { pinsOpen, target } from "../state/ui";
import { locale } from "../state/world";
import { stamp } from "../text/time";
import { say } from "../text/words";
import { MessageType, type Message } from "../wire/types";
import { AuthorName } from "./Author";

export function SystemMessage({ message }: { message: Message }) {
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
