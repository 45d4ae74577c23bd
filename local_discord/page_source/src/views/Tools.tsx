// The ways to what can be done with a message: its toolbar, and the gestures that open its menu.
import { CornerUpLeft, Ellipsis, Pencil, SmilePlus } from "lucide-preact";
import { inBackground } from "../state/notices";
import { toggleReaction } from "../state/posting";
import { editing, menu, picker, replyTo } from "../state/ui";
import { me } from "../state/world";
import { say } from "../text/words";
import type { Message, User } from "../wire/types";

const LONG_PRESS_MS = 500;

/** What appears over a message under the pointer or the focus. */
export function Tools({ message }: { message: Message }) {
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
export function menuGestures(message: Message | null, user: User | null) {
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
