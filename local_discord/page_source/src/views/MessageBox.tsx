// The message box: text with its completions, sent by Enter; a command takes its place once typed.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { SendHorizontal, Smile } from "lucide-preact";
import { files, startCommand, text } from "../state/draft";
import { inBackground, notify, report } from "../state/notices";
import { post, typed } from "../state/posting";
import { readCommands } from "../state/reading";
import { editing, inserted, picker, replyTo } from "../state/ui";
import { channel, conversation, guild, locale, me } from "../state/world";
import { readTyped, type Leaf } from "../text/commands";
import { askedAt, withMentions, type Asked } from "../text/completion";
import { isSystem } from "../text/rows";
import { say } from "../text/words";
import { bytes } from "./Media";
import { commandOffers, mentions, wordOffers } from "./offers";
import { stepped, Suggestions } from "./Suggestions";

const MESSAGE_MOST = 2000;
const FILES_MOST = 10;

export function MessageBox({ leaves }: { leaves: readonly Leaf[] }) {
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
    (one) => one.message.author.id === me.value?.id && !isSystem(one.message),
  );
  if (!own) return;
  event.preventDefault();
  editing.value = own.message.id;
}
