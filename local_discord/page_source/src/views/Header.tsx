// The bar over a channel: its name and topic, pins, threads, members.
import { Hash, Menu, MessagesSquare, Pin, Plus, Users } from "lucide-preact";
import { drawer, membersShown, pinsOpen, showMembers, threadFrom } from "../state/ui";
import { channel, isThread } from "../state/world";
import { say } from "../text/words";

const NARROW = "(max-width: 1000px)";

export function Header() {
  const here = channel.value;
  const inThread = here !== undefined && isThread(here);
  const toggleMembers = () => {
    if (matchMedia(NARROW).matches) {
      drawer.value = drawer.value === "members" ? null : "members";
    } else {
      showMembers(!membersShown.value);
    }
  };
  return (
    <header class="chat-head">
      <button
        type="button"
        class="icon-button drawer-button"
        aria-label={say("menu-open")}
        onClick={() => {
          drawer.value = "channels";
        }}
      >
        <Menu size={24} />
      </button>
      {inThread ? (
        <MessagesSquare size={20} aria-hidden="true" />
      ) : (
        <Hash size={22} aria-hidden="true" />
      )}
      <h2 data-testid="channel-name">{here?.name ?? ""}</h2>
      {here?.topic && <p class="topic">{here.topic}</p>}
      <span class="spring" />
      {!inThread && (
        <button
          type="button"
          class="icon-button"
          aria-label={say("thread-create")}
          title={say("thread-create")}
          onClick={() => {
            threadFrom.value = "channel";
          }}
        >
          <Plus size={20} />
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={say("pins")}
        title={say("pins")}
        aria-expanded={pinsOpen.value}
        onClick={() => {
          pinsOpen.value = !pinsOpen.value;
        }}
      >
        <Pin size={20} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={say(membersShown.value ? "members-hide" : "members-show")}
        title={say("members")}
        aria-pressed={membersShown.value}
        onClick={toggleMembers}
      >
        <Users size={20} />
      </button>
    </header>
  );
}
