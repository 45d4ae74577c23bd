// Components of both generations: rows of buttons and selects, and Components V2's layouts.
import { ExternalLink } from "lucide-preact";
import { pending, press } from "../state/acts";
import { inBackground } from "../state/notices";
import { localUrl } from "../wire/api";
import { Kind, type Component, type Media, type Message } from "../wire/types";
import { Markdown } from "./Markdown";
import { FileCard, Gallery, isOutside, Outside, Veiled, type Shown } from "./Media";
import { MessageSelect } from "./Select";
import { Emoji } from "./Emoji";

export function Components({ message }: { message: Message }) {
  return (
    <div class="components">
      {message.components.map((one) => (
        <Part key={one.id} component={one} message={message} />
      ))}
    </div>
  );
}

function Part({ component, message }: { component: Component; message: Message }) {
  const inside = component.components?.map((one) => (
    <Part key={one.id} component={one} message={message} />
  ));
  switch (component.type) {
    case Kind.row:
      return <div class="action-row">{inside}</div>;
    case Kind.button:
      return <Button component={component} message={message} />;
    case Kind.stringSelect:
    case Kind.userSelect:
    case Kind.roleSelect:
    case Kind.mentionableSelect:
    case Kind.channelSelect:
      return <MessageSelect component={component} message={message} />;
    case Kind.text:
      return <Markdown text={component.content ?? ""} />;
    case Kind.section:
      return (
        <div class="section">
          <div class="section-words">{inside}</div>
          {component.accessory && <Part component={component.accessory} message={message} />}
        </div>
      );
    case Kind.thumbnail:
      return <Thumbnail component={component} />;
    case Kind.gallery:
      return <Gallery items={(component.items ?? []).map((one) => shownOf(one.media, one))} />;
    case Kind.file:
      return (
        <Veiled hidden={component.spoiler ?? false}>
          <FileCard
            file={{
              ...shownOf(component.file, component),
              name: component.name ?? "file",
              size: component.size ?? null,
            }}
          />
        </Veiled>
      );
    case Kind.separator:
      return (
        <hr
          class={`separator spacing-${component.spacing ?? 1}${component.divider ? "" : " bare"}`}
        />
      );
    case Kind.container: {
      const colour = component.accent_color;
      const style = colour == null ? {} : { style: { borderInlineStartColor: `#${hex(colour)}` } };
      return (
        <Veiled hidden={component.spoiler ?? false}>
          <div class={colour == null ? "container" : "container accented"} {...style}>
            {inside}
          </div>
        </Veiled>
      );
    }
    default:
      return null;
  }
}

const STYLES: Record<number, string> = {
  1: "primary",
  2: "secondary",
  3: "success",
  4: "danger",
  5: "secondary",
};
const LINK_STYLE = 5;

function Button({ component, message }: { component: Component; message: Message }) {
  const inside = (
    <>
      {component.emoji && <Emoji name={component.emoji.name} />}
      {component.label && <span>{component.label}</span>}
    </>
  );
  const style = `button ${STYLES[component.style ?? 2] ?? "secondary"}`;
  if (component.style === LINK_STYLE) {
    return (
      <a class={style} href={component.url} target="_blank" rel="noreferrer noopener">
        {inside}
        <ExternalLink size={14} aria-hidden="true" />
      </a>
    );
  }
  const isPending = pending.value.has(`${message.id}:${component.custom_id ?? ""}`);
  return (
    <button
      type="button"
      class={isPending ? `${style} pending` : style}
      data-testid="component-button"
      data-custom-id={component.custom_id}
      aria-busy={isPending}
      disabled={component.disabled || isPending}
      {...(component.label ? {} : { "aria-label": component.emoji?.name })}
      onClick={() => inBackground(press(message, component))}
    >
      {inside}
    </button>
  );
}

function Thumbnail({ component }: { component: Component }) {
  const media = component.media;
  if (!media || isOutside(media.url)) return <Outside url={media?.url ?? ""} />;
  return (
    <Veiled hidden={component.spoiler ?? false}>
      <img
        class="thumbnail"
        src={localUrl(media.url)}
        alt={component.description ?? ""}
        loading="lazy"
      />
    </Veiled>
  );
}

function shownOf(
  media: Media | undefined,
  about: { description?: string | null; spoiler?: boolean },
): Shown {
  const url = localUrl(media?.url ?? "");
  return {
    url,
    name: decodeURIComponent(url.split("?")[0]?.split("/").at(-1) ?? ""),
    type: media?.content_type ?? "image/unknown",
    description: about.description ?? null,
    width: media?.width ?? null,
    height: media?.height ?? null,
    size: null,
    spoiler: about.spoiler ?? false,
  };
}

function hex(colour: number): string {
  return colour.toString(16).padStart(6, "0");
}
