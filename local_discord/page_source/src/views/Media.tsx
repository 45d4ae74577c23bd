// Pictures, sound, films and other files. Sizes are known before anything is fetched, so that
// nothing moves when it comes.
import { useState } from "preact/hooks";
import { Download, File as FileIcon } from "lucide-preact";
import { lightbox, type Picture } from "../state/ui";
import { locale } from "../state/world";
import { say } from "../text/words";
import { localUrl } from "../wire/api";
import type { Attachment } from "../wire/types";

const WIDEST_PX = 550;
const TALLEST_PX = 350;
const SPOILER_FLAG = 1 << 3;

/** One thing of a gallery, wherever it came from. */
export interface Shown {
  readonly url: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly size: number | null;
  readonly spoiler: boolean;
}

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const shown = attachments.map((one): Shown => ({
    url: localUrl(one.url),
    name: one.title ?? one.filename,
    type: one.content_type ?? "",
    description: one.description ?? null,
    width: one.width ?? null,
    height: one.height ?? null,
    size: one.size,
    spoiler: ((one.flags ?? 0) & SPOILER_FLAG) !== 0,
  }));
  const seen = shown.filter(isVisual);
  return (
    <div class="attachments">
      {seen.length > 0 && <Gallery items={seen} />}
      {shown
        .filter((one) => !isVisual(one))
        .map((one) => (
          <FileCard key={one.url} file={one} />
        ))}
    </div>
  );
}

export function isVisual(one: Shown): boolean {
  return one.type.startsWith("image/") || one.type.startsWith("video/");
}

/** Pictures and films side by side, in the arrangements that Discord has for their number. */
export function Gallery({ items }: { items: readonly Shown[] }) {
  const pictures = items.filter((one) => one.type.startsWith("image/"));
  const only = items.length === 1 ? items[0] : undefined;
  return (
    <div class={`gallery of-${items.length}`} data-testid="gallery">
      {items.map((one) => (
        <Veiled key={one.url} hidden={one.spoiler}>
          {one.type.startsWith("video/") ? (
            <Film film={one} />
          ) : isOutside(one.url) ? (
            <Outside url={one.url} />
          ) : (
            <PictureButton picture={one} among={pictures} alone={only !== undefined} />
          )}
        </Veiled>
      ))}
    </div>
  );
}

function PictureButton({
  picture,
  among,
  alone,
}: {
  picture: Shown;
  among: readonly Shown[];
  alone: boolean;
}) {
  const fitted = alone ? fit(picture.width, picture.height) : null;
  return (
    <button
      type="button"
      class="picture"
      data-testid="picture"
      aria-label={say("picture-open", { name: picture.description ?? picture.name })}
      {...(fitted ? { style: { width: `${fitted.width}px` } } : {})}
      onClick={() => {
        lightbox.value = { pictures: among.map(asPicture), at: among.indexOf(picture) };
      }}
    >
      <img
        src={picture.url}
        alt={picture.description ?? picture.name}
        title={picture.description ?? ""}
        loading="lazy"
        decoding="async"
        width={fitted?.width ?? picture.width ?? undefined}
        height={fitted?.height ?? picture.height ?? undefined}
      />
    </button>
  );
}

export function asPicture(one: Shown): Picture {
  const { url, name, description, width, height } = one;
  return { url, name, description, width, height };
}

function Film({ film }: { film: Shown }) {
  const fitted = fit(film.width ?? 1280, film.height ?? 720);
  return (
    <video
      class="film"
      data-testid="video"
      controls
      playsInline
      preload="metadata"
      src={film.url}
      aria-label={film.description ?? film.name}
      title={film.description ?? film.name}
      width={fitted?.width}
      height={fitted?.height}
    />
  );
}

/** A file that is not looked at: sound is played, all else can be fetched. */
export function FileCard({ file }: { file: Shown }) {
  const isSound = file.type.startsWith("audio/");
  return (
    <div class="file-card" data-testid="file">
      <div class="file-row">
        <FileIcon size={30} strokeWidth={1.4} aria-hidden="true" />
        <div class="file-words">
          <a href={file.url} download={file.name}>
            {file.name}
          </a>
          {file.size !== null && <small>{bytes(file.size, locale.value)}</small>}
        </div>
        <a
          class="icon-button"
          href={file.url}
          download={file.name}
          aria-label={`${say("download")} ${file.name}`}
          title={say("download")}
        >
          <Download size={20} />
        </a>
      </div>
      {isSound && <audio controls preload="metadata" src={file.url} aria-label={file.name} />}
    </div>
  );
}

/** What lies outside this machine is named, never fetched. */
export function Outside({ url }: { url: string }) {
  return (
    <p class="outside">
      <a href={url} target="_blank" rel="noreferrer noopener">
        {url}
      </a>
      <small>{say("outside")}</small>
    </p>
  );
}

export function isOutside(url: string): boolean {
  return /^https?:/.test(localUrl(url));
}

/** A cover that a click takes away. */
export function Veiled({
  hidden,
  children,
}: {
  hidden: boolean;
  children: preact.ComponentChildren;
}) {
  const [isOpen, open] = useState(!hidden);
  if (isOpen) return <>{children}</>;
  return (
    <div class="veiled">
      <div inert class="veiled-inside">
        {children}
      </div>
      <button type="button" class="veil" onClick={() => open(true)}>
        {say("spoiler")}
      </button>
    </div>
  );
}

/** The largest size of this shape that a message shows, never larger than it is. */
export function fit(
  width: number | null,
  height: number | null,
): { width: number; height: number } | null {
  if (width === null || height === null || width === 0 || height === 0) return null;
  const scale = Math.min(1, WIDEST_PX / width, TALLEST_PX / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function bytes(size: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = size;
  let step = 0;
  while (value >= 1024 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 2,
  }).format(value);
}
