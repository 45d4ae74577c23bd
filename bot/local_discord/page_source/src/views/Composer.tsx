// Where one writes: a message with files and a reply, or a command once `/` and its words are there.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { CirclePlus, File as FileIcon, SendHorizontal, Smile, Trash2, X } from "lucide-preact";
import { files, leaf, leaveCommand, startCommand, takeFiles, text } from "../state/draft";
import { inBackground, notify, report } from "../state/notices";
import { post, typed } from "../state/posting";
import { editing, inserted, picker, replyTo } from "../state/ui";
import {
  channel,
  commands,
  conversation,
  guild,
  isThread,
  locale,
  me,
  nameOf,
  readCommands,
} from "../state/world";
import { leavesOf, matching, readTyped, type Leaf } from "../text/commands";
import { askedAt, withMentions, type Asked } from "../text/completion";
import { emojiNamed } from "../text/emojilist";
import { say } from "../text/words";
import { grants, Permission } from "../wire/permissions";
import { CommandForm } from "./CommandForm";
import { bytes } from "./Media";
import { stepped, Suggestions, type Suggestion } from "./Suggestions";

const MESSAGE_MOST = 2000;
const FILES_MOST = 10;
const OFFERED_MOST = 10;

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

function MessageBox({ leaves }: { leaves: readonly Leaf[] }) {
  const here = channel.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isClosed, setClosed] = useState(false);
  const [at, setAt] = useState(0);
  const isCommand = text.value.startsWith("/") && !text.value.includes("\n");
  const offers = useMemo(
    () => (isClosed ? [] : isCommand ? commandOffers(leaves, text.value) : wordOffers(asked)),
    [isClosed, isCommand, leaves, text.value, asked],
  );
  useEffect(() => setAt(0), [offers]);
  useEffect(() => {
    if (isCommand) inBackground(readCommands());
  }, [isCommand]);
  useLayoutEffect(() => {
    const one = field.current;
    if (one === null) return;
    one.style.height = "auto";
    one.style.height = `${one.scrollHeight}px`;
  }, [text.value]);
  // Back from a command, or after a message was chosen to reply to, one goes on typing.
  useLayoutEffect(() => {
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [here?.id, replyTo.value]);
  useEffect(() => {
    if (inserted.value === null) return;
    const words = inserted.value;
    inserted.value = null;
    write(text.value === "" || words.startsWith("/") ? words : `${text.value} ${words}`);
    field.current?.focus();
  }, [inserted.value]);

  const write = (words: string) => {
    const found = readTyped(leaves, words);
    if (found) startCommand(found.leaf, found.values);
    else text.value = words;
  };
  const choose = (index: number) => {
    const one = offers[index];
    if (one === undefined) return;
    if (one.leaf) {
      startCommand(one.leaf);
    } else if (asked && one.insert !== undefined) {
      const end = asked.from + asked.word.length + 1;
      const before = `${text.value.slice(0, asked.from)}${one.insert} `;
      text.value = before + text.value.slice(end);
      setAsked(null);
      requestAnimationFrame(() => field.current?.setSelectionRange(before.length, before.length));
    }
  };
  const send = () => {
    if (here === undefined) return;
    const words = text.value.trim();
    if (words === "" && files.value.length === 0) return;
    if (words.length > MESSAGE_MOST) {
      notify(say("message-too-long", { n: words.length - MESSAGE_MOST }));
      return;
    }
    if (!filesFit()) return;
    const kept = { text: text.value, files: files.value, reply: replyTo.value };
    text.value = "";
    files.value = [];
    replyTo.value = null;
    post(here.id, withMentions(words, mentions()), kept.files, kept.reply).catch(
      (error: unknown) => {
        // Nothing that was written is lost.
        if (text.value === "") ({ text: text.value, files: files.value } = kept);
        report(error);
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const next = stepped(event, at, offers.length);
    if (next !== null) {
      event.preventDefault();
      setAt(next);
    } else if (
      offers.length > 0 &&
      (event.key === "Enter" || event.key === "Tab") &&
      !event.shiftKey
    ) {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      if (offers.length > 0) setClosed(true);
      else replyTo.value = null;
    } else if (event.key === "ArrowUp" && text.value === "") {
      editLast(event);
    }
  };
  const name = say("message-in", { name: here?.name ?? "" });
  const tooMany = text.value.length - MESSAGE_MOST;
  return (
    <>
      {(offers.length > 0 || (isCommand && leaves.length > 0 && !isClosed)) && (
        <div class="composer-offers">
          <p class="offers-title">{say(isCommand ? "commands" : "options")}</p>
          {offers.length === 0 ? (
            <p class="offers-none">{say("commands-none")}</p>
          ) : (
            <Suggestions
              id="composer-offers"
              label={say("commands")}
              items={offers}
              at={at}
              onPoint={setAt}
              onChoose={choose}
            />
          )}
        </div>
      )}
      <textarea
        ref={field}
        data-testid="composer-input"
        aria-label={name}
        aria-autocomplete="list"
        {...(offers.length > 0
          ? {
              "aria-controls": "composer-offers",
              "aria-activedescendant": `composer-offers-${at}`,
            }
          : {})}
        placeholder={name}
        rows={1}
        value={text.value}
        onInput={(event) => {
          const one = event.currentTarget;
          setClosed(false);
          setAsked(askedAt(one.value, one.selectionStart));
          write(one.value);
          if (here !== undefined && one.value !== "" && !one.value.startsWith("/")) typed(here.id);
        }}
        onKeyDown={onKeyDown}
      />
      {tooMany > 0 && <span class="too-many">-{tooMany}</span>}
      <button
        type="button"
        class="icon-button"
        aria-label={say("emoji")}
        title={say("emoji")}
        onClick={(event) => {
          picker.value = {
            anchor: event.currentTarget.getBoundingClientRect(),
            pick: (emoji) => {
              inserted.value = emoji;
            },
          };
        }}
      >
        <Smile size={22} />
      </button>
      <button
        type="button"
        class="icon-button send"
        aria-label={say("send")}
        title={say("send")}
        disabled={text.value.trim() === "" && files.value.length === 0}
        onClick={send}
      >
        <SendHorizontal size={20} />
      </button>
    </>
  );
}

interface Offered extends Suggestion {
  readonly leaf?: Leaf;
  readonly insert?: string;
}

function commandOffers(leaves: readonly Leaf[], typed: string): Offered[] {
  return matching(leaves, typed.slice(1)).map((one) => ({
    key: one.id,
    title: `/${one.shown}`,
    detail: one.description,
    side: one.options
      .filter((option) => option.required)
      .map((option) => option.name_localized)
      .join(" "),
    leaf: one,
  }));
}

function wordOffers(asked: Asked | null): Offered[] {
  if (asked === null) return [];
  const wanted = asked.word.toLowerCase();
  if (asked.mark === ":") {
    return emojiNamed(wanted)
      .slice(0, OFFERED_MOST)
      .map((one) => ({
        key: one.emoji,
        title: <span class="emoji">{one.emoji}</span>,
        side: one.words,
        insert: one.emoji,
      }));
  }
  return mentions()
    .filter((one) => one.name.startsWith(asked.mark) && one.name.toLowerCase().includes(wanted))
    .slice(0, OFFERED_MOST)
    .map((one) => ({ key: one.mention, title: one.name, insert: one.name }));
}

/** Everyone and every place that can be named in a message. */
function mentions(): { name: string; mention: string }[] {
  const home = guild.value;
  return [
    ...(home?.members ?? []).map((one) => ({
      name: `@${nameOf(one.user)}`,
      mention: `<@${one.user.id}>`,
    })),
    ...(home?.roles ?? [])
      .filter((one) => one.name !== "@everyone")
      .map((one) => ({ name: `@${one.name}`, mention: `<@&${one.id}>` })),
    ...(home?.channels ?? []).map((one) => ({
      name: `#${one.name ?? ""}`,
      mention: `<#${one.id}>`,
    })),
  ];
}

function filesFit(): boolean {
  const most = guild.value?.upload_bytes ?? Number.POSITIVE_INFINITY;
  const large = files.value.find((one) => one.size > most);
  if (large) {
    notify(say("file-too-large", { name: large.name, limit: bytes(most, locale.value) }));
  } else if (files.value.length > FILES_MOST) {
    notify(say("too-many-files"));
  } else return true;
  return false;
}

function editLast(event: KeyboardEvent): void {
  const own = conversation.value?.messages.value.findLast(
    (one) => one.message.author.id === me.value?.id && one.message.type !== 6,
  );
  if (!own) return;
  event.preventDefault();
  editing.value = own.message.id;
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

function Tray() {
  return (
    <ul class="tray" aria-label={say("attach")}>
      {files.value.map((one, index) => (
        <li key={`${one.name}${index}`} class="tray-file" data-testid="attached-file">
          <Thumb file={one} />
          <span>{one.name}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={say("remove-file", { name: one.name })}
            onClick={() => {
              files.value = files.value.filter((each) => each !== one);
            }}
          >
            <Trash2 size={18} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Thumb({ file }: { file: File }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  if (url === "") return <FileIcon size={64} strokeWidth={1} aria-hidden="true" />;
  return <img src={url} alt="" />;
}
