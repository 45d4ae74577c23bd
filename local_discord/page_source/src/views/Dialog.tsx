// A dialog of the browser's own: it keeps the focus in, closes by Esc, and gives the focus back.
import { useLayoutEffect, useRef } from "preact/hooks";

export function Dialog({
  label,
  testId,
  look,
  closesOutside = true,
  onClose,
  children,
}: {
  label: string;
  testId: string;
  look: string;
  closesOutside?: boolean;
  onClose: () => void;
  children: preact.ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const one = dialog.current;
    if (one !== null && !one.open) one.showModal();
    return () => {
      one?.close();
      // Chromium gives the focus back without the caret, and then nothing can be typed.
      const back = document.activeElement;
      if (back instanceof HTMLElement) {
        back.blur();
        back.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={look}
      aria-label={label}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (closesOutside && event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
