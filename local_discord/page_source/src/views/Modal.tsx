// A form that the bot opened.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { X } from "lucide-preact";
import { submit } from "../state/acts";
import { form } from "../state/ui";
import { guild, nameOf } from "../state/world";
import { say } from "../text/words";
import { Refused } from "../wire/api";
import { Kind, type Component, type ModalData } from "../wire/types";
import { Dialog } from "./Dialog";
import { Markdown } from "./Markdown";
import { defaultsOf, Select } from "./Select";

type Value = string | boolean | readonly string[];
const PARAGRAPH = 2;

export function Modal() {
  const open = form.value;
  return open && <ModalForm key={open.interactionId} modal={open.modal} />;
}

function ModalForm({ modal }: { modal: ModalData }) {
  const [values, setValues] = useState<Readonly<Record<string, Value>>>({});
  const [fault, setFault] = useState("");
  const [isSending, setSending] = useState(false);
  const files = useRef(new Map<string, readonly File[]>());
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>("input, textarea, [role=combobox]")?.focus();
  }, []);
  const bot = guild.value?.members.find((one) => one.user.bot);
  const close = () => {
    form.value = null;
  };
  const send = async () => {
    setSending(true);
    setFault("");
    const given = [...files.current].flatMap(([name, many]) =>
      many.map((one) => [name, one] as const),
    );
    try {
      await submit(values, given);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setFault(error.message);
    } finally {
      setSending(false);
    }
  };
  const entries = (one: Component) =>
    one.type === Kind.label && one.component
      ? [{ entry: one.component, label: one.label ?? "", about: one.description ?? "" }]
      : (one.components ?? []).map((entry) => ({ entry, label: entry.label ?? "", about: "" }));
  return (
    <Dialog label={modal.title} testId="modal" look="modal" closesOutside={false} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <header class="dialog-head">
          <h2>{modal.title}</h2>
          <button type="button" class="icon-button" aria-label={say("close")} onClick={close}>
            <X size={20} />
          </button>
        </header>
        <div class="modal-fields" ref={fields}>
          <p class="modal-about">{say("form-by", { name: bot ? nameOf(bot.user) : "" })}</p>
          {modal.components.map((one) =>
            one.type === Kind.text ? (
              <Markdown key={one.id} text={one.content ?? ""} />
            ) : (
              entries(one).map(({ entry, label, about }) => (
                <Entry
                  key={entry.custom_id}
                  entry={entry}
                  label={label}
                  about={about}
                  value={values[entry.custom_id ?? ""]}
                  onValue={(value) => setValues({ ...values, [entry.custom_id ?? ""]: value })}
                  onFiles={(many) => files.current.set(entry.custom_id ?? "", many)}
                />
              ))
            ),
          )}
          {fault !== "" && (
            <p class="message-failure" role="alert">
              {fault}
            </p>
          )}
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button secondary" onClick={close}>
            {say("cancel")}
          </button>
          <button type="submit" class="button primary" disabled={isSending}>
            {say("submit")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface EntryProps {
  readonly entry: Component;
  readonly label: string;
  readonly about: string;
  readonly value: Value | undefined;
  readonly onValue: (value: Value) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

function Entry(props: EntryProps) {
  const id = useId();
  const { entry, label, about } = props;
  return (
    <div class="modal-field" data-custom-id={entry.custom_id}>
      <label htmlFor={id}>
        {label}
        {entry.required && (
          <span class="needed" aria-hidden="true">
            {" "}
            *
          </span>
        )}
      </label>
      {about !== "" && <small id={`${id}-about`}>{about}</small>}
      <Control {...props} id={id} />
    </div>
  );
}

function Control({
  id,
  entry,
  label,
  about,
  value,
  onValue,
  onFiles,
}: EntryProps & { id: string }) {
  const described = about === "" ? {} : { "aria-describedby": `${id}-about` };
  switch (entry.type) {
    case Kind.textInput: {
      const shared = {
        id,
        class: "field",
        required: entry.required ?? false,
        minLength: entry.min_length ?? 0,
        maxLength: entry.max_length ?? 4000,
        placeholder: entry.placeholder ?? "",
        value: (value as string | undefined) ?? entry.value ?? "",
        onInput: (event: Event) => onValue((event.currentTarget as HTMLInputElement).value),
        ...described,
      };
      return entry.style === PARAGRAPH ? <textarea rows={5} {...shared} /> : <input {...shared} />;
    }
    case Kind.fileUpload:
      return (
        <input
          id={id}
          type="file"
          class="field"
          multiple={(entry.max_values ?? 1) > 1}
          required={entry.required ?? false}
          {...described}
          onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])}
        />
      );
    case Kind.checkbox:
      return (
        <input
          id={id}
          type="checkbox"
          checked={(value as boolean | undefined) ?? entry.default ?? false}
          {...described}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
      );
    case Kind.radioGroup:
    case Kind.checkboxGroup:
      return <Group id={id} entry={entry} label={label} value={value} onValue={onValue} />;
    default:
      return (
        <Select
          component={entry}
          label={label}
          chosen={(value as readonly string[] | undefined) ?? defaultsOf(entry)}
          onChoose={onValue}
        />
      );
  }
}

function Group({
  id,
  entry,
  label,
  value,
  onValue,
}: Pick<EntryProps, "entry" | "label" | "value" | "onValue"> & { id: string }) {
  const isSingle = entry.type === Kind.radioGroup;
  const chosen = (value as readonly string[] | undefined) ?? defaultsOf(entry);
  return (
    <div role={isSingle ? "radiogroup" : "group"} aria-label={label} class="modal-group">
      {(entry.options ?? []).map((one) => (
        <label key={one.value} class="choice">
          <input
            type={isSingle ? "radio" : "checkbox"}
            name={id}
            checked={chosen.includes(one.value)}
            onChange={(event) => {
              const others = isSingle ? [] : chosen.filter((each) => each !== one.value);
              onValue(event.currentTarget.checked ? [...others, one.value] : others);
            }}
          />
          {one.label}
        </label>
      ))}
    </div>
  );
}
