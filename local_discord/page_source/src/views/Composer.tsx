// Where one writes: a message with files and a reply, or a command once `/` and its words are there.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { CirclePlus, X } from "lucide-preact";
import { files, leaf, leaveCommand, takeFiles } from "../state/draft";
import { replyTo } from "../state/ui";
import { channel, commands, isThread, nameOf } from "../state/world";
import { leavesOf } from "../text/commands";
import { say } from "../text/words";
import { grants, Permission } from "../wire/permissions";
import { CommandForm } from "./CommandForm";
import { MessageBox } from "./MessageBox";
import { Tray } from "./Tray";

export function Composer() {
  const here = channel.value;
  const called = leaf.value;
  const mayWrite = grants(
    here?.permissions,
    here && isThread(here) ? Permission.sendMessagesInThreads : Permission.sendMessages,
  );
  const leaves = useMemo(() => leavesOf(commands.value), [commands.value]);
  const attach = useRef<HTMLInputElement>(null);
  useEffect(
    () => () => {
      leaveCommand();
      replyTo.value = null;
    },
    [here?.id],
  );
  if (here !== undefined && !mayWrite) {
    return (
      <div class="composer closed" id="composer">
        <p>{say("cannot-send")}</p>
      </div>
    );
  }
  return (
    <div class="composer-frame">
      {replyTo.value !== null && called === null && <ReplyBar />}
      <div class="composer" id="composer" onPaste={paste}>
        {called !== null ? (
          <CommandForm called={called} />
        ) : (
          <>
            {files.value.length > 0 && <Tray />}
            <div class="composer-row">
              <button
                type="button"
                class="icon-button"
                aria-label={say("attach")}
                title={say("attach")}
                onClick={() => attach.current?.click()}
              >
                <CirclePlus size={22} />
              </button>
              <input
                ref={attach}
                type="file"
                multiple
                class="hidden-text"
                tabIndex={-1}
                aria-hidden="true"
                data-testid="composer-file"
                onChange={(event) => {
                  takeFiles([...(event.currentTarget.files ?? [])]);
                  event.currentTarget.value = "";
                }}
              />
              <MessageBox leaves={leaves} />
            </div>
          </>
        )}
      </div>
    </div>
  );
}

function paste(event: ClipboardEvent): void {
  const given = [...(event.clipboardData?.files ?? [])];
  if (given.length === 0) return;
  event.preventDefault();
  takeFiles(given);
}

function ReplyBar() {
  const to = replyTo.value;
  if (to === null) return null;
  return (
    <div class="reply-bar">
      <span>{say("replying-to", { name: nameOf(to.author) })}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={say("reply-cancel")}
        onClick={() => {
          replyTo.value = null;
        }}
      >
        <X size={16} />
      </button>
    </div>
  );
}
