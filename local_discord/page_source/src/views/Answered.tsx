// The line above a message: what it replies to, or which command it answers.
import { CornerUpLeft, Sparkles } from "lucide-preact";
import { target } from "../state/ui";
import { mentionWords } from "../state/world";
import { parse, plain } from "../text/markdown";
import { say } from "../text/words";
import { MessageType, type Message } from "../wire/types";
import { AuthorName } from "./Author";
import { Avatar } from "./Avatar";

export function Answered({ message }: { message: Message }) {
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
