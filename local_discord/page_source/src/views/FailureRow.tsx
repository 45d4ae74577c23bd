// A command that came to nothing, as Discord leaves it in the channel.
import { useRef } from "preact/hooks";
import { Eye, TriangleAlert } from "lucide-preact";
import type { Failure } from "../state/conversation";
import { conversation, me } from "../state/world";
import { say } from "../text/words";
import { AuthorName } from "./Author";
import { Avatar } from "./Avatar";

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
