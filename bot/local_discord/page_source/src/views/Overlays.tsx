// Everything that lies over the page.
import { X } from "lucide-preact";
import { dismiss, notices } from "../state/notices";
import { say } from "../text/words";

export function Overlays() {
  return <Notices />;
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
