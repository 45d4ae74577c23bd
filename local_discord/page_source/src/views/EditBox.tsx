// Changing one's own message where it stands.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { inBackground } from "../state/notices";
import { edit } from "../state/posting";
import { deleting, editing } from "../state/ui";
import { say } from "../text/words";
import type { Message } from "../wire/types";

export function EditBox({ message }: { message: Message }) {
  const [text, setText] = useState(message.content);
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  const leave = () => {
    editing.value = null;
    document.querySelector<HTMLElement>("[data-testid=composer-input]")?.focus();
  };
  const save = () => {
    if (text.trim() === "") {
      deleting.value = message;
    } else if (text !== message.content) {
      inBackground(edit(message, text));
    }
    leave();
  };
  return (
    <div class="edit-box">
      <textarea
        ref={field}
        aria-label={say("edit")}
        value={text}
        rows={Math.min(12, text.split("\n").length)}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            leave();
          } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            save();
          }
        }}
      />
      <p class="edit-hint">
        {say("edit-hint")} ·{" "}
        <button type="button" class="link" onClick={leave}>
          {say("cancel")}
        </button>{" "}
        ·{" "}
        <button type="button" class="link" onClick={save}>
          {say("save")}
        </button>
      </p>
    </div>
  );
}
