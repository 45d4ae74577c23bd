// The field of one option of a command, with what may be chosen for it.
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { X } from "lucide-preact";
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

export function OptionField({
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
