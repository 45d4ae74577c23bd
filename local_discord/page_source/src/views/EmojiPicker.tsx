// A small picker of emoji, found by their names.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { recall, remember } from "../state/memory";
import { picker } from "../state/ui";
import { emojiNamed, LISTED } from "../text/emojilist";
import { say } from "../text/words";
import { Emoji } from "./Emoji";

const COLUMNS = 8;
const RECENT_MOST = 8;
const EDGE_PX = 8;

export function EmojiPicker() {
  const request = picker.value;
  return request && <Picker key={`${request.anchor.x},${request.anchor.y}`} {...request} />;
}

function Picker({ anchor, pick }: { anchor: DOMRect; pick: (emoji: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [from] = useState(() => document.activeElement as HTMLElement | null);
  const [typed, setTyped] = useState("");
  const [recent] = useState(() => (recall("recent-emoji") ?? "").split(" ").filter(Boolean));
  const shown =
    typed === ""
      ? [...new Set([...recent, ...LISTED.map((one) => one.emoji)])]
      : emojiNamed(typed).map((one) => one.emoji);
  const close = () => {
    picker.value = null;
    from?.focus();
  };
  useEffect(() => {
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) picker.value = null;
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, []);
  useLayoutEffect(() => {
    const one = box.current;
    if (one === null) return;
    const { width, height } = one.getBoundingClientRect();
    const left = Math.min(anchor.left, innerWidth - width - EDGE_PX);
    const above = anchor.top - height - EDGE_PX;
    const top = above > EDGE_PX ? above : Math.min(anchor.bottom, innerHeight - height - EDGE_PX);
    one.style.left = `${Math.max(EDGE_PX, left)}px`;
    one.style.top = `${Math.max(EDGE_PX, top)}px`;
    one.querySelector("input")?.focus();
  }, []);
  const take = (emoji: string) => {
    const kept = [emoji, ...recent.filter((one) => one !== emoji)].slice(0, RECENT_MOST);
    remember("recent-emoji", kept.join(" "));
    close();
    pick(emoji);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(box.current?.querySelectorAll<HTMLElement>(".emoji-button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const inField = at < 0;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const step = steps[event.key as keyof typeof steps];
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && inField && shown[0]) take(shown[0]);
    else if (step !== undefined && !(inField && event.key !== "ArrowDown")) {
      buttons[inField ? 0 : Math.max(0, Math.min(at + step, buttons.length - 1))]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      role="dialog"
      class="emoji-picker"
      data-testid="emoji-picker"
      aria-label={say("emoji")}
      onKeyDown={onKeyDown}
    >
      <input
        class="field"
        type="search"
        value={typed}
        aria-label={say("emoji-search")}
        placeholder={say("emoji-search")}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <div class="emoji-grid">
        {shown.map((one) => (
          <button
            key={one}
            type="button"
            class="emoji-button"
            aria-label={say("react-with", { emoji: one })}
            onClick={() => take(one)}
          >
            <Emoji name={one} />
          </button>
        ))}
      </div>
    </div>
  );
}
