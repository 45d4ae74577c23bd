// A command being written: its words, a field for each option, and what each is for.
import { useLayoutEffect, useRef } from "preact/hooks";
import { Plus, SendHorizontal, X } from "lucide-preact";
import { enter, entries, faults, focused, leaveCommand, sendCommand } from "../state/draft";
import type { Leaf } from "../text/commands";
import { say } from "../text/words";
import type { CommandOption } from "../wire/types";
import { OptionField } from "./OptionField";

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
            <OptionField
              key={`${called.id} ${one.name}`}
              option={one}
              called={called}
              onSend={send}
            />
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
