// The dialogs of a sentence or a field: deleting a message, naming a thread; and the pinned messages.
import { useEffect, useState } from "preact/hooks";
import { X } from "lucide-preact";
import { inBackground } from "../state/notices";
import { pins, remove, startThread } from "../state/posting";
import { deleting, pinsOpen, target, threadFrom } from "../state/ui";
import { channel, pinChanges } from "../state/world";
import { say } from "../text/words";
import type { Message } from "../wire/types";
import { Avatar } from "./Avatar";
import { Components } from "./Components";
import { Dialog } from "./Dialog";
import { Markdown } from "./Markdown";
import { Attachments } from "./Media";
import { AuthorName } from "./Author";

export function DeleteDialog() {
  const message = deleting.value;
  if (message === null) return null;
  const close = () => {
    deleting.value = null;
  };
  return (
    <Dialog label={say("delete")} testId="delete-dialog" look="small-dialog" onClose={close}>
      <h2>{say("delete")}</h2>
      <p>{say("delete-sure")}</p>
      <Excerpt message={message} />
      <footer class="dialog-foot">
        <button type="button" class="button secondary" onClick={close}>
          {say("cancel")}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            close();
            inBackground(remove(message));
          }}
        >
          {say("delete")}
        </button>
      </footer>
    </Dialog>
  );
}

export function ThreadDialog() {
  const from = threadFrom.value;
  const [name, setName] = useState("");
  if (from === null) return null;
  const close = () => {
    threadFrom.value = null;
    setName("");
  };
  return (
    <Dialog label={say("thread-create")} testId="thread-dialog" look="small-dialog" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          inBackground(startThread(name.trim(), from));
          close();
        }}
      >
        <h2>{say("thread-create")}</h2>
        <label class="modal-field">
          <span>{say("thread-name")}</span>
          <input
            class="field"
            required
            maxLength={100}
            value={name}
            placeholder={say("thread-new")}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <footer class="dialog-foot">
          <button type="button" class="button secondary" onClick={close}>
            {say("cancel")}
          </button>
          <button type="submit" class="button primary" disabled={name.trim() === ""}>
            {say("thread-create")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function PinsDialog() {
  const [found, setFound] = useState<readonly Message[]>([]);
  const here = channel.value;
  const isOpen = pinsOpen.value && here !== undefined;
  useEffect(() => {
    if (isOpen) inBackground(pins(here.id).then(setFound));
  }, [isOpen, here?.id, pinChanges.value]);
  if (!isOpen) return null;
  const close = () => {
    pinsOpen.value = false;
  };
  return (
    <Dialog label={say("pins")} testId="pins" look="pins" onClose={close}>
      <header class="dialog-head">
        <h2>{say("pins")}</h2>
        <button type="button" class="icon-button" aria-label={say("close")} onClick={close}>
          <X size={20} />
        </button>
      </header>
      {found.length === 0 && <p class="pins-none">{say("pins-none")}</p>}
      <ol>
        {found.map((one) => (
          <li key={one.id}>
            <Excerpt message={one} />
            <button
              type="button"
              class="button secondary"
              onClick={() => {
                close();
                target.value = one.id;
              }}
            >
              {say("jump")}
            </button>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function Excerpt({ message }: { message: Message }) {
  return (
    <div class="excerpt">
      <Avatar user={message.author} size={32} />
      <div class="message-body">
        <AuthorName user={message.author} />
        {message.content !== "" && <Markdown text={message.content} />}
        {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
        <div inert>
          <Components message={message} />
        </div>
      </div>
    </div>
  );
}
