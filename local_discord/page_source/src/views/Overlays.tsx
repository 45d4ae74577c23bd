// Everything that lies over the page.
import { X } from "lucide-preact";
import { dismiss, notices } from "../state/notices";
import { say } from "../text/words";
import { ContextMenu } from "./ContextMenu";
import { DropZone } from "./DropZone";
import { EmojiPicker } from "./EmojiPicker";
import { Lightbox } from "./Lightbox";
import { Modal } from "./Modal";
import { Settings } from "./Settings";
import { DeleteDialog, PinsDialog, ThreadDialog } from "./SmallDialogs";

export function Overlays() {
  return (
    <>
      <Settings />
      <PinsDialog />
      <DeleteDialog />
      <ThreadDialog />
      <Modal />
      <Lightbox />
      <ContextMenu />
      <EmojiPicker />
      <DropZone />
      <Notices />
    </>
  );
}

function Notices() {
  return (
    <div class="notices" role="status" aria-live="assertive" data-testid="notices">
      {notices.value.map((one) => (
        <p key={one.key} class="notice">
          {one.sentence}
          <button
            type="button"
            class="icon-button"
            aria-label={say("close")}
            onClick={() => dismiss(one.key)}
          >
            <X size={16} />
          </button>
        </p>
      ))}
    </div>
  );
}
