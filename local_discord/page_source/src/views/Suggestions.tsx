// The list over the message box: what may be chosen while one types.
import { useEffect } from "preact/hooks";

export interface Suggestion {
  readonly key: string;
  readonly title: preact.ComponentChildren;
  readonly detail?: string;
  readonly side?: string;
}

/** A listbox whose `at`th entry is the active one; the field that rules it names it by `id-at`. */
export function Suggestions({
  id,
  label,
  items,
  at,
  onPoint,
  onChoose,
}: {
  id: string;
  label: string;
  items: readonly Suggestion[];
  at: number;
  onPoint: (at: number) => void;
  onChoose: (at: number) => void;
}) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, items]);
  return (
    <ul id={id} role="listbox" aria-label={label} class="suggestions" data-testid="suggestions">
      {items.map((one, index) => (
        <li
          key={one.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          class={index === at ? "suggestion active" : "suggestion"}
          onPointerMove={() => onPoint(index)}
          // A press must not take the focus out of the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(index)}
        >
          <span class="suggestion-words">
            <strong>{one.title}</strong>
            {one.detail && <small>{one.detail}</small>}
          </span>
          {one.side && <span class="suggestion-side">{one.side}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Where the arrows lead from `at` in a list; null for other keys. */
export function stepped(event: KeyboardEvent, at: number, length: number): number | null {
  if (length === 0) return null;
  if (event.key === "ArrowDown") return (at + 1) % length;
  if (event.key === "ArrowUp") return (at - 1 + length) % length;
  return null;
}
