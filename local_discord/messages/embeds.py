"""Embeds: read with their limits and kept in the form in which Discord answers them.

Source: https://discord.com/developers/docs/resources/message#embed-object-embed-limits.
"""

from typing import Final

from local_discord.http.bodies import Form
from local_discord.http.json_values import JsonObject
from local_discord.messages.components import resolve_media
from local_discord.model.limits import ServerLimits
from local_discord.model.model import Attachment

_MEDIA: Final = ("image", "thumbnail")


def read(form: Form, limits: ServerLimits, files: dict[str, Attachment]) -> list[JsonObject]:
    """Read the `embeds` of a message body; files shown inside one leave the attachments."""
    embeds: list[JsonObject] = []
    total = 0
    for one in form.each("embeds", most=limits.embeds):
        embed, chars = _one(one, limits, files)
        total += chars
        embeds.append(embed)
    if total > limits.embed_chars:
        form.refuse(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {limits.embed_chars}",
        )
    return embeds


def _one(form: Form, limits: ServerLimits, files: dict[str, Attachment]) -> tuple[JsonObject, int]:
    embed: JsonObject = {"type": "rich"}
    chars = 0
    for name, most in (("title", 256), ("description", 4096)):
        text = form.text(name, most=most)
        if text:
            embed[name] = text
            chars += len(text)
    for name in ("url", "timestamp"):
        value = form.text(name, most=2048)
        if value:
            embed[name] = value
    colour = form.whole("color", least=0, most=0xFFFFFF)
    if colour is not None:
        embed["color"] = colour
    chars += _footer_and_author(form, embed)
    fields = form.each("fields", most=limits.embed_fields)
    if fields:
        rows: list[JsonObject] = [
            {
                "name": one.text("name", least=1, most=256, required=True) or "",
                "value": one.text("value", least=1, most=1024, required=True) or "",
                "inline": one.switch("inline"),
            }
            for one in fields
        ]
        embed["fields"] = rows
        chars += sum(len(one["name"]) + len(one["value"]) for one in rows)
    for name in _MEDIA:
        media = form.child(name)
        url = None if media is None else media.text("url", most=2048, required=True)
        if media is not None and url is not None:
            embed[name] = _picture(media, url, files)
    return embed, chars


def _footer_and_author(form: Form, embed: JsonObject) -> int:
    chars = 0
    for part, label, most in (("footer", "text", 2048), ("author", "name", 256)):
        child = form.child(part)
        if child is None:
            continue
        text = child.text(label, most=most, required=True) or ""
        chars += len(text)
        embed[part] = {label: text}
        for name in ("url", "icon_url"):
            url = child.text(name, most=2048)
            if url is not None and not (part == "footer" and name == "url"):
                embed[part][name] = url
    return chars


def _picture(form: Form, url: str, files: dict[str, Attachment]) -> JsonObject:
    file = resolve_media(files, form, url, only_attached=False)
    if file is None:
        return {"url": url, "proxy_url": url}
    file.in_embed = True
    picture: JsonObject = {"url": url, "proxy_url": url, "attachment_id": str(file.id)}
    if file.width_px is not None and file.height_px is not None:
        picture |= {"width": file.width_px, "height": file.height_px}
    return picture
