// The emoji under a message with how many placed each; a click places or takes back one's own.
import { useState } from "preact/hooks";
import { SmilePlus } from "lucide-preact";
import { inBackground } from "../state/notices";
import { reactedBy, toggleReaction } from "../state/posting";
import { picker } from "../state/ui";
import { nameOf } from "../state/world";
import { say } from "../text/words";
import type { Message, Reaction } from "../wire/types";
import { Emoji } from "./Emoji";

export function Reactions({ message }: { message: Message }) {
  return (
    <ul class="reactions">
      {(message.reactions ?? []).map((one) => (
        <li key={one.emoji.name}>
          <Chip message={message} reaction={one} />
        </li>
      ))}
      <li>
        <button
          type="button"
          class="reaction add"
          aria-label={say("react")}
          title={say("react")}
          onClick={(event) => {
            picker.value = {
              anchor: event.currentTarget.getBoundingClientRect(),
              pick: (emoji) => inBackground(toggleReaction(message, emoji)),
            };
          }}
        >
          <SmilePlus size={18} />
        </button>
      </li>
    </ul>
  );
}

function Chip({ message, reaction }: { message: Message; reaction: Reaction }) {
  const [names, setNames] = useState("");
  const emoji = reaction.emoji.name;
  const ask = async () => {
    const users = await reactedBy(message, emoji);
    setNames(users.map(nameOf).join(", "));
  };
  return (
    <button
      type="button"
      class={reaction.me ? "reaction mine" : "reaction"}
      data-testid="reaction"
      data-emoji={emoji}
      aria-pressed={reaction.me}
      aria-label={say("reacted", { emoji, n: reaction.count })}
      title={names === "" ? "" : say("reacted-by", { names, emoji })}
      onPointerEnter={() => inBackground(ask())}
      onClick={() => inBackground(toggleReaction(message, emoji))}
    >
      <Emoji name={emoji} />
      <span class="reaction-count">{reaction.count}</span>
    </button>
  );
}
