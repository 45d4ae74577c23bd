import { useState } from "preact/hooks";
import { inBackground } from "../state/notices";
import { post } from "../state/posting";
import { channel } from "../state/world";
import { say } from "../text/words";

export function Composer() {
  const here = channel.value;
  const [text, setText] = useState("");
  const name = say("message-in", { name: here?.name ?? "" });
  return (
    <div class="composer" id="composer">
      <textarea
        data-testid="composer-input"
        aria-label={name}
        placeholder={name}
        value={text}
        rows={1}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || here === undefined) return;
          event.preventDefault();
          inBackground(post(here.id, text, [], null));
          setText("");
        }}
      />
    </div>
  );
}
