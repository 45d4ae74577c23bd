// Selects: a button that opens a list to choose from, one or several.
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { Check, ChevronDown } from "lucide-preact";
import { pending, press } from "../state/acts";
import { inBackground } from "../state/notices";
import { guild, isThread, nameOf } from "../state/world";
import { say } from "../text/words";
import { Kind, type Component, type Emoji as EmojiWire, type Message } from "../wire/types";
import { Emoji } from "./Emoji";

/** What a list and the message box under it need. */
const ROOM_PX = 360;

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly emoji?: EmojiWire;
}

/** What a select of any kind offers. */
export function choicesOf(component: Component): readonly Choice[] {
  const home = guild.value;
  const users = () =>
    (home?.members ?? []).map((one) => ({ value: one.user.id, label: `@${nameOf(one.user)}` }));
  const roles = () =>
    (home?.roles ?? []).map((one) => ({ value: one.id, label: `@${one.name.replace(/^@/, "")}` }));
  switch (component.type) {
    case Kind.userSelect:
      return users();
    case Kind.roleSelect:
      return roles();
    case Kind.mentionableSelect:
      return [...users(), ...roles()];
    case Kind.channelSelect:
      return (home?.channels ?? [])
        .filter((one) => component.channel_types?.includes(one.type) ?? !isThread(one))
        .map((one) => ({ value: one.id, label: `#${one.name ?? ""}` }));
    default:
      return component.options ?? [];
  }
}

/** What is chosen in a select before anybody touched it. */
export function defaultsOf(component: Component): readonly string[] {
  if (component.default_values) return component.default_values.map((one) => one.id);
  return (component.options ?? []).filter((one) => one.default).map((one) => one.value);
}

export function MessageSelect({ component, message }: { component: Component; message: Message }) {
  const defaults = useMemo(() => defaultsOf(component), [component]);
  const [chosen, setChosen] = useState(defaults);
  useEffect(() => setChosen(defaults), [defaults]);
  const isPending = pending.value.has(`${message.id}:${component.custom_id ?? ""}`);
  return (
    <Select
      component={component}
      label={component.placeholder ?? say("select-placeholder")}
      chosen={chosen}
      disabled={(component.disabled ?? false) || isPending}
      onChoose={(values) => {
        setChosen(values);
        inBackground(press(message, component, values));
      }}
    />
  );
}

/** A select; `onChoose` comes when one has chosen: at once for one value, at closing for several. */
export function Select({
  component,
  label,
  chosen,
  disabled = false,
  onChoose,
}: {
  component: Component;
  label: string;
  chosen: readonly string[];
  disabled?: boolean;
  onChoose: (values: readonly string[]) => void;
}) {
  const id = useId();
  const choices = choicesOf(component);
  const most = component.max_values ?? 1;
  const least = component.min_values ?? 1;
  const [isOpen, setOpen] = useState(false);
  const [isAbove, setAbove] = useState(false);
  const [at, setAt] = useState(0);
  const [picked, setPicked] = useState<readonly string[]>(chosen);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const open = () => {
    const below = innerHeight - (button.current?.getBoundingClientRect().bottom ?? 0);
    setAbove(below < ROOM_PX);
    setPicked(chosen);
    setAt(
      Math.max(
        0,
        choices.findIndex((one) => one.value === chosen[0]),
      ),
    );
    setOpen(true);
  };
  const close = (isKept: boolean) => {
    setOpen(false);
    const isChanged =
      picked.length !== chosen.length || picked.some((one) => !chosen.includes(one));
    if (isKept && most > 1 && isChanged && picked.length >= least) onChoose(picked);
  };
  const choose = (value: string) => {
    if (most === 1) {
      setOpen(false);
      button.current?.focus();
      onChoose([value]);
    } else if (picked.includes(value)) {
      setPicked(picked.filter((one) => one !== value));
    } else if (picked.length < most) {
      setPicked([...picked, value]);
    }
  };
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as globalThis.Node)) close(true);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  });
  useEffect(() => {
    if (isOpen) document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [isOpen, at]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!isOpen) {
      if (step !== undefined) {
        event.preventDefault();
        open();
      }
      return;
    }
    if (step !== undefined) setAt((at + step + choices.length) % choices.length);
    else if (event.key === "Home") setAt(0);
    else if (event.key === "End") setAt(choices.length - 1);
    else if (event.key === "Enter" || event.key === " ") {
      const one = choices[at];
      if (one) choose(one.value);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close(false);
    } else if (event.key === "Tab") {
      close(true);
      return;
    } else return;
    event.preventDefault();
  };

  const current = isOpen && most > 1 ? picked : chosen;
  const names = choices.filter((one) => current.includes(one.value)).map((one) => one.label);
  return (
    <div class="select" ref={box} data-testid="select" data-custom-id={component.custom_id}>
      <button
        ref={button}
        type="button"
        role="combobox"
        class="select-button"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-label={names.length > 0 ? `${label}: ${names.join(", ")}` : label}
        {...(isOpen ? { "aria-activedescendant": `${id}-${at}` } : {})}
        disabled={disabled}
        onClick={() => (isOpen ? close(true) : open())}
        onKeyDown={onKeyDown}
      >
        <span class={names.length > 0 ? "" : "placeholder"}>
          {names.length > 0 ? names.join(", ") : label}
        </span>
        <ChevronDown size={20} aria-hidden="true" />
      </button>
      <ul
        id={`${id}-list`}
        role="listbox"
        class={isAbove ? "listbox above" : "listbox"}
        aria-label={label}
        aria-multiselectable={most > 1}
        hidden={!isOpen}
      >
        {choices.map((one, index) => (
          <li
            key={one.value}
            id={`${id}-${index}`}
            role="option"
            class={index === at ? "option active" : "option"}
            aria-selected={current.includes(one.value)}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(one.value)}
          >
            {one.emoji && <Emoji name={one.emoji.name} />}
            <span class="option-words">
              <span>{one.label}</span>
              {one.description && <small>{one.description}</small>}
            </span>
            {current.includes(one.value) && <Check size={18} aria-hidden="true" />}
          </li>
        ))}
      </ul>
    </div>
  );
}
