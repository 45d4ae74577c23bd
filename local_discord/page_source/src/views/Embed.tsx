// Embeds: the framed cards of the first generation.
import { lightbox } from "../state/ui";
import { locale } from "../state/world";
import { stamp } from "../text/time";
import { say } from "../text/words";
import { localUrl } from "../wire/api";
import type { Embed, EmbedMedia } from "../wire/types";
import { Markdown } from "./Markdown";
import { fit, isOutside, Outside } from "./Media";

export function Embeds({ embeds }: { embeds: readonly Embed[] }) {
  return (
    <>
      {embeds.map((one, index) => (
        <Card key={index} embed={one} />
      ))}
    </>
  );
}

function Card({ embed }: { embed: Embed }) {
  const colour = embed.color == null ? undefined : `#${embed.color.toString(16).padStart(6, "0")}`;
  const footer = [
    embed.footer?.text,
    embed.timestamp && stamp(Date.parse(embed.timestamp), locale.value, say("yesterday")),
  ].filter(Boolean);
  return (
    <section
      class="embed"
      data-testid="embed"
      aria-label={embed.title ?? embed.author?.name ?? ""}
      {...(colour ? { style: { borderInlineStartColor: colour } } : {})}
    >
      <div class="embed-words">
        {embed.author && <p class="embed-author">{embed.author.name}</p>}
        {embed.title && (
          <div class="embed-title">
            {embed.url ? (
              <a href={embed.url} target="_blank" rel="noreferrer noopener">
                {embed.title}
              </a>
            ) : (
              <Markdown text={embed.title} />
            )}
          </div>
        )}
        {embed.description && <Markdown text={embed.description} />}
        {embed.fields && embed.fields.length > 0 && (
          <dl class="embed-fields">
            {embed.fields.map((one, index) => (
              <div key={index} class={one.inline ? "inline" : ""}>
                <dt>
                  <Markdown text={one.name} />
                </dt>
                <dd>
                  <Markdown text={one.value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {embed.image && <EmbedPicture media={embed.image} name={embed.title ?? ""} />}
        {footer.length > 0 && <p class="embed-footer">{footer.join(" • ")}</p>}
      </div>
      {embed.thumbnail && !isOutside(embed.thumbnail.url) && (
        <img class="embed-thumbnail" src={localUrl(embed.thumbnail.url)} alt="" loading="lazy" />
      )}
    </section>
  );
}

function EmbedPicture({ media, name }: { media: EmbedMedia; name: string }) {
  const url = localUrl(media.url);
  if (isOutside(media.url)) return <Outside url={media.url} />;
  const fitted = fit(media.width ?? null, media.height ?? null);
  const picture = {
    url,
    name: name || say("picture"),
    description: null,
    width: media.width ?? null,
    height: media.height ?? null,
  };
  return (
    <button
      type="button"
      class="picture"
      aria-label={say("picture-open", { name: picture.name })}
      onClick={() => {
        lightbox.value = { pictures: [picture], at: 0 };
      }}
    >
      <img
        src={url}
        alt={picture.name}
        loading="lazy"
        width={fitted?.width}
        height={fitted?.height}
      />
    </button>
  );
}
