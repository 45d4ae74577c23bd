// One picture as large as the screen lets it be, and the others of its message beside it.
import { ChevronLeft, ChevronRight, Download, X } from "lucide-preact";
import { lightbox, type Picture } from "../state/ui";
import { say } from "../text/words";
import { Dialog } from "./Dialog";

const LARGEST = 2.5;

export function Lightbox() {
  const open = lightbox.value;
  const picture = open?.pictures[open.at];
  if (open === null || picture === undefined) return null;
  const { pictures, at } = open;
  const close = () => {
    lightbox.value = null;
  };
  const go = (step: number) => {
    lightbox.value = { pictures, at: (at + step + pictures.length) % pictures.length };
  };
  const words = picture.description ?? picture.name;
  return (
    <Dialog label={words} testId="lightbox" look="lightbox" onClose={close}>
      <div
        class="lightbox-stage"
        onClick={(event) => {
          if (event.target === event.currentTarget) close();
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowRight") go(1);
          if (event.key === "ArrowLeft") go(-1);
        }}
      >
        <figure>
          <img src={picture.url} alt={words} {...enlarged(picture)} />
          <figcaption>
            {words}
            {pictures.length > 1 && (
              <small> · {say("picture-of", { n: at + 1, all: pictures.length })}</small>
            )}
          </figcaption>
        </figure>
        <div class="lightbox-tools">
          <a
            class="icon-button"
            href={picture.url}
            download={picture.name}
            aria-label={say("download")}
            title={say("download")}
          >
            <Download size={22} />
          </a>
          <button type="button" class="icon-button" aria-label={say("close")} onClick={close}>
            <X size={24} />
          </button>
        </div>
        {pictures.length > 1 && (
          <>
            <button
              type="button"
              class="icon-button lightbox-step before"
              aria-label={say("previous")}
              onClick={() => go(-1)}
            >
              <ChevronLeft size={32} />
            </button>
            <button
              type="button"
              class="icon-button lightbox-step after"
              aria-label={say("next")}
              onClick={() => go(1)}
            >
              <ChevronRight size={32} />
            </button>
          </>
        )}
      </div>
    </Dialog>
  );
}

/** As large as the screen has room for, but not so large that it is all blur. */
function enlarged({ width, height }: Picture) {
  if (!width || !height) return {};
  const room = `min(92vw, ${(width / height).toFixed(4)} * 84dvh, ${width * LARGEST}px)`;
  return { width, height, style: { width: room } };
}
