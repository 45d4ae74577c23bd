// A command being written: its words, a field for each option, and what each is for.
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Plus, SendHorizontal, X } from "lucide-preact";
import { suggestions } from "../state/acts";
import {
  enter,
  entries,
  faults,
  focused,
  leaf,
  leaveCommand,
  offersOf,
  readEntries,
  sendCommand,
  type Offer,
} from "../state/draft";
import { report } from "../state/notices";
import { guild } from "../state/world";
import { fold, jumpIn, type Leaf } from "../text/commands";
import { say } from "../text/words";
import { OptionType, type CommandOption } from "../wire/types";
import { stepped, Suggestions } from "./Suggestions";

const ASK_AFTER_MS = 150;
const OFFERED_MOST = 25;
const NOTHING_ASKED = { for: "", offers: [] };

export function CommandForm({ called }: { called: Leaf }) {
  const form = useRef<HTMLFormElement>(null);
  const shown = called.options.filter((one) => entries.value.has(one.name));
  const hidden = called.options.filter((one) => !entries.value.has(one.name));
  const focusOn = (name: string | undefined) => {
    const field = name && form.current?.querySelector<HTMLElement>(`[data-field="${name}"]`);
    (field || form.current?.querySelector<HTMLElement>(".command-send"))?.focus();
  };
  useLayoutEffect(() => {
    const empty = shown.find((one) => entries.value.get(one.name)?.text === "");
    focusOn((empty ?? shown.at(-1))?.name);
  }, [called]);
  const send = () => {
    const wrong = sendCommand();
    if (wrong === null) return;
    if (!entries.value.has(wrong)) {
      const option = called.options.find((one) => one.name === wrong);
      if (option) enter(option, { text: "" });
    }
    requestAnimationFrame(() => focusOn(wrong));
  };
  const add = (option: CommandOption) => {
    enter(option, { text: "" });
    requestAnimationFrame(() => focusOn(option.name));
  };
  const about = called.options.find((one) => one.name === focused.value);
  const fault = about && faults.value.get(about.name);
  return (
    <form
      ref={form}
      class="command-form"
      data-testid="command-form"
      aria-label={`/${called.shown}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          leaveCommand();
        }
      }}
    >
      <p class="command-about">
        <strong>/{called.shown}</strong> <span>{called.description}</span>
        {about && (
          <>
            <br />
            <strong>{about.name_localized}</strong> <span>{about.description_localized}</span>
          </>
        )}
        {fault && (
          <span class="command-fault" role="alert">
            {" "}
            {say(fault.key, fault.values)}
          </span>
        )}
      </p>
      <div class="command-row">
        <div class="command-fields">
          <strong class="command-words">/{called.shown}</strong>
          {shown.map((one) => (
            <Field key={`${called.id} ${one.name}`} option={one} called={called} onSend={send} />
          ))}
          {hidden.map((one) => (
            <button
              key={one.name}
              type="button"
              class="command-add"
              title={one.description_localized}
              onFocus={() => {
                focused.value = one.name;
              }}
              onClick={() => add(one)}
            >
              <Plus size={14} aria-hidden="true" />
              {one.name_localized}
            </button>
          ))}
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={say("command-leave")}
          title={say("command-leave")}
          onClick={leaveCommand}
        >
          <X size={18} />
        </button>
        <button
          type="submit"
          class="icon-button command-send"
          aria-label={say("command-send")}
          title={say("command-send")}
        >
          <SendHorizontal size={18} />
        </button>
      </div>
    </form>
  );
}

function Field({
  option,
  called,
  onSend,
}: {
  option: CommandOption;
  called: Leaf;
  onSend: () => void;
}) {
  const isWrong = faults.value.has(option.name);
  return (
    <label
      class={isWrong ? "command-option wrong" : "command-option"}
      data-testid="command-option"
      data-option={option.name}
      title={option.description_localized}
    >
      <span class="command-option-name">{option.name_localized}</span>
      {option.type === OptionType.attachment ? (
        <FileField option={option} />
      ) : (
        <TextField option={option} called={called} onSend={onSend} />
      )}
      {!option.required && (
        <button
          type="button"
          class="command-option-remove"
          tabIndex={-1}
          aria-label={say("option-remove", { name: option.name_localized })}
          onClick={() => enter(option, null)}
        >
          <X size={14} />
        </button>
      )}
    </label>
  );
}

function FileField({ option }: { option: CommandOption }) {
  const name = entries.value.get(option.name)?.file?.name;
  return (
    <span class="command-file">
      <input
        type="file"
        data-field={option.name}
        aria-label={`${option.name_localized}: ${name ?? say("option-file")}`}
        onFocus={() => {
          focused.value = option.name;
        }}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) enter(option, { text: file.name, file });
        }}
      />
      <span class={name ? "" : "placeholder"}>{name ?? say("option-file")}</span>
    </span>
  );
}

function TextField({
  option,
  called,
  onSend,
}: {
  option: CommandOption;
  called: Leaf;
  onSend: () => void;
}) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const entry = entries.value.get(option.name) ?? { text: "" };
  const isFocused = focused.value === option.name;
  const { offers, isOpen, close, reopen } = useOffers(option, called, entry.text, isFocused);
  const [at, setAt] = useState(0);
  useEffect(() => setAt(0), [offers]);
  const shownOffers = isOpen && entry.chosen === undefined ? offers : [];
  const required = option.required ? ` (${say("option-required")})` : "";

  const choose = (offer: Offer) => {
    enter(option, { text: offer.text, chosen: offer.value });
    close();
    const next = called.options.find(
      (one) => one.name !== option.name && entries.value.get(one.name)?.text === "",
    );
    focusIn(field.current?.form, next?.name ?? option.name);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const next = stepped(event, at, shownOffers.length);
    const active = shownOffers[at];
    if (next !== null) {
      event.preventDefault();
      setAt(next);
    } else if (event.key === "Enter" || (event.key === "Tab" && entry.text !== "")) {
      if (active && !event.shiftKey) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Enter") {
        event.preventDefault();
        onSend();
      }
    } else if (event.key === "Escape" && shownOffers.length > 0) {
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && entry.text === "") {
      event.preventDefault();
      back();
    }
  };
  /** Backspace in an empty field goes back: out of this option, or out of the command. */
  const back = () => {
    const fields = [...(field.current?.form?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
    const before = fields[fields.indexOf(field.current as HTMLElement) - 1];
    if (!option.required) enter(option, null);
    else if (before === undefined) leaveCommand();
    before?.focus();
  };
  return (
    <>
      <input
        ref={field}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        data-field={option.name}
        size={Math.max(4, Math.min(60, entry.text.length + 1))}
        inputMode={option.type === OptionType.integer ? "numeric" : "text"}
        aria-label={`${option.name_localized}${required}: ${option.description_localized}`}
        aria-invalid={faults.value.has(option.name)}
        aria-expanded={shownOffers.length > 0}
        aria-autocomplete="list"
        {...(shownOffers.length > 0
          ? { "aria-controls": id, "aria-activedescendant": `${id}-${at}` }
          : {})}
        value={entry.text}
        onInput={(event) => {
          reopen();
          const jump = jumpIn(called, option, event.currentTarget.value);
          if (jump) {
            enter(option, { text: jump.kept });
            enter(jump.to, entries.value.get(jump.to.name) ?? { text: "" });
            focusIn(event.currentTarget.form, jump.to.name);
          } else enter(option, { text: event.currentTarget.value });
        }}
        onFocus={() => {
          focused.value = option.name;
          reopen();
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {isFocused && shownOffers.length > 0 && (
        <div class="command-offers">
          <Suggestions
            id={id}
            label={option.name_localized}
            items={shownOffers.map((one) => ({
              key: String(one.value),
              title: one.text,
              ...(one.detail ? { detail: one.detail } : {}),
            }))}
            at={at}
            onPoint={setAt}
            onChoose={(index) => {
              const one = shownOffers[index];
              if (one) choose(one);
            }}
          />
        </div>
      )}
    </>
  );
}

/** Puts the focus into an option's field, which may only be about to be drawn. */
function focusIn(form: HTMLFormElement | null | undefined, name: string): void {
  const now = form?.querySelector<HTMLElement>(`[data-field="${name}"]`);
  if (now) now.focus();
  else {
    setTimeout(() => form?.querySelector<HTMLElement>(`[data-field="${name}"]`)?.focus());
  }
}

/** What fits the text of an option: from what the page knows, or asked from the bot. */
function useOffers(option: CommandOption, called: Leaf, typed: string, isFocused: boolean) {
  const [asked, setAsked] = useState<{ for: string; offers: readonly Offer[] }>(NOTHING_ASKED);
  const [isOpen, setOpen] = useState(true);
  useEffect(() => {
    if (!option.autocomplete || !isFocused || !isOpen) return;
    let isStale = false;
    const timer = setTimeout(() => {
      const given: Record<string, unknown> = { ...readEntries().options, [option.name]: typed };
      suggestions(called.words, option.name, given)
        .then((outcome) => {
          if (isStale || leaf.value !== called) return;
          const offers = outcome.choices.map((one) => ({
            text: one.name_localized ?? one.name,
            value: one.value,
          }));
          setAsked({ for: typed, offers });
        })
        .catch(report);
    }, ASK_AFTER_MS);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [typed, isFocused, isOpen]);
  const home = guild.value;
  const offers = useMemo(() => {
    const own = offersOf(option);
    // What was asked for other letters must not be chosen by a quick Enter.
    if (own === null) return asked.for === typed ? asked.offers : [];
    const wanted = fold(typed.replace(/^[@#]/, ""));
    return own.filter((one) => fold(one.text).includes(wanted)).slice(0, OFFERED_MOST);
  }, [option, typed, asked, home]);
  return { offers, isOpen, close: () => setOpen(false), reopen: () => setOpen(true) };
}
