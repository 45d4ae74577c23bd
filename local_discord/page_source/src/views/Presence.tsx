// Who is typing, and what a screen reader says when a message comes in.
import { useEffect } from "preact/hooks";
import { arrived, conversation, membersById, mentionWords, nameOf } from "../state/world";
import { parse, plain } from "../text/markdown";
import { now } from "../text/time";
import { say } from "../text/words";
import { Kind, type Component, type Message } from "../wire/types";

export function Typing() {
  const here = conversation.value;
  const names = [...(here?.typing.value ?? [])]
    .filter(([, until]) => until > now.value)
    .flatMap(([id]) => {
      const member = membersById.value.get(id);
      return member ? [nameOf(member.user)] : [];
    });
  useEffect(() => {
    for (const [id, until] of here?.typing.value ?? []) {
      if (until <= now.value) here?.stopTyping(id);
    }
  }, [now.value]);
  const [a = "", b = ""] = names;
  const words =
    names.length === 0
      ? ""
      : names.length === 1
        ? say("typing-one", { a })
        : names.length === 2
          ? say("typing-two", { a, b })
          : say("typing-many");
  return (
    <p class="typing" data-testid="typing" role="status">
      {words !== "" && (
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {words}
    </p>
  );
}

export function LiveRegion() {
  const message = arrived.value;
  return (
    <div class="hidden-text" role="log" aria-live="polite">
      {message && <p key={message.id}>{`${nameOf(message.author)}: ${wordsOf(message)}`}</p>}
    </div>
  );
}

function wordsOf(message: Message): string {
  return plain(parse([message.content, ...texts(message.components)].join(" ")), mentionWords);
}

function texts(components: readonly Component[]): string[] {
  return components.flatMap((one) =>
    one.type === Kind.text ? [one.content ?? ""] : texts(one.components ?? []),
  );
}
