// Who one is, in which language, and how the page looks.
import { useState } from "preact/hooks";
import { X } from "lucide-preact";
import { inBackground } from "../state/notices";
import { choose, theme, type Theme } from "../state/theme";
import { settingsOpen } from "../state/ui";
import { become, join, speak } from "../state/following";
import { guild, locale, me, nameOf, people } from "../state/world";
import { say, type Key } from "../text/words";
import { Avatar } from "./Avatar";
import { Dialog } from "./Dialog";
import { rolesOf } from "./Sidebar";

const LANGUAGES = [
  ["en-US", "English"],
  ["fr", "Français"],
] as const;
const THEMES: readonly (readonly [Theme, Key])[] = [
  ["system", "theme-system"],
  ["light", "theme-light"],
  ["dark", "theme-dark"],
];

export function Settings() {
  if (!settingsOpen.value) return null;
  const close = () => {
    settingsOpen.value = false;
  };
  const language = locale.value.startsWith("fr") ? "fr" : "en-US";
  return (
    <Dialog label={say("settings")} testId="settings" look="settings" onClose={close}>
      <header class="dialog-head">
        <h2>{say("who")}</h2>
        <button type="button" class="icon-button" aria-label={say("close")} onClick={close}>
          <X size={20} />
        </button>
      </header>
      <div role="radiogroup" aria-label={say("who")} class="people">
        {people.value.map((one) => (
          <label key={one.id} class="person">
            <input
              type="radio"
              name="person"
              checked={one.id === me.value?.id}
              aria-label={nameOf(one)}
              onChange={() => become(one)}
            />
            <Avatar user={one} size={32} />
            <span class="user-words">
              <strong>{nameOf(one)}</strong>
              <small>{rolesOf(one.id, guild.value)}</small>
            </span>
          </label>
        ))}
      </div>
      <Newcomer />
      <Choices
        title={say("language")}
        name="language"
        options={LANGUAGES.map(([value, words]) => ({ value, words }))}
        chosen={language}
        onChoose={(value) => inBackground(speak(value))}
      />
      <Choices
        title={say("theme")}
        name="theme"
        options={THEMES.map(([value, key]) => ({ value, words: say(key) }))}
        chosen={theme.value}
        onChoose={choose}
      />
    </Dialog>
  );
}

function Newcomer() {
  const [name, setName] = useState("");
  return (
    <form
      class="newcomer"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") inBackground(join(name.trim()));
        setName("");
      }}
    >
      <label>
        <span>{say("join")}</span>
        <input
          class="field"
          maxLength={32}
          value={name}
          placeholder={say("join-name")}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button secondary" disabled={name.trim() === ""}>
        {say("join-do")}
      </button>
    </form>
  );
}

function Choices<T extends string>({
  title,
  name,
  options,
  chosen,
  onChoose,
}: {
  title: string;
  name: string;
  options: readonly { value: T; words: string }[];
  chosen: T;
  onChoose: (value: T) => void;
}) {
  return (
    <fieldset class="choices">
      <legend>{title}</legend>
      {options.map((one) => (
        <label key={one.value} class="choice">
          <input
            type="radio"
            name={name}
            checked={one.value === chosen}
            onChange={() => onChoose(one.value)}
          />
          {one.words}
        </label>
      ))}
    </fieldset>
  );
}
