"""Buttons, selects and the layout components of a message: what is allowed, and how it is kept.

Both generations are read here: action rows beside content, and Components V2, where the whole
message is components. Source: https://discord.com/developers/docs/components/reference.
Modals are in `modals`.
"""

from typing import Final

from local_discord.http.bodies import Form
from local_discord.http.json_values import JsonObject
from local_discord.messages.component_kinds import SELECTS, ComponentKind
from local_discord.messages.selects import read_emoji, read_select
from local_discord.model.limits import ServerLimits
from local_discord.model.model import Attachment

_IN_ROW: Final = (2, *SELECTS)
_IN_CONTAINER: Final = (1, 9, 10, 12, 13, 14)
_TOP_V2: Final = (1, 9, 10, 12, 13, 14, 17)
_LINK_STYLE: Final = 5
_PREMIUM_STYLE: Final = 6


class ComponentReader:
    """Reads one message's components; faults go to the forms' problems.

    `files` are the message's attachments by name, for `attachment://` references.
    """

    def __init__(self, limits: ServerLimits, files: dict[str, Attachment], *, v2: bool) -> None:
        self._limits = limits
        self._files = files
        self._v2 = v2
        self._custom_ids: set[str] = set()
        self._next_id = 0
        self._count = 0
        self._chars = 0
        self.texts: list[str] = []
        self.used_files: set[int] = set()

    def read(self, form: Form) -> list[JsonObject]:
        """Read the `components` of a message body."""
        most = self._limits.components_v2 if self._v2 else self._limits.action_rows
        allowed = _TOP_V2 if self._v2 else (1,)
        read = [self._one(one, allowed) for one in form.each("components", most=most)]
        if self._v2 and self._count > self._limits.components_v2:
            form.refuse(
                "components",
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                f"The total number of components must be {self._limits.components_v2} or fewer.",
            )
        if self._v2 and self._chars > self._limits.components_v2_chars:
            form.refuse(
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"Displayable text size exceeds maximum size of {self._limits.components_v2_chars}",
            )
        return read

    def _one(self, form: Form, allowed: tuple[int, ...]) -> JsonObject:
        kind = form.one_of("type", allowed, required=True)
        self._count += 1
        self._next_id += 1
        wire: JsonObject = {"type": kind or 0, "id": form.whole("id", least=0) or self._next_id}
        if kind is None:
            return wire
        readers = {
            ComponentKind.ACTION_ROW: self._row,
            ComponentKind.BUTTON: self._button,
            ComponentKind.SECTION: self._section,
            ComponentKind.TEXT_DISPLAY: self._text,
            ComponentKind.THUMBNAIL: self._thumbnail,
            ComponentKind.MEDIA_GALLERY: self._gallery,
            ComponentKind.FILE: self._file,
            ComponentKind.SEPARATOR: self._separator,
            ComponentKind.CONTAINER: self._container,
        }
        readers.get(ComponentKind(kind), self._select)(form, wire)
        return wire

    def _row(self, form: Form, wire: JsonObject) -> None:
        children = form.each("components", least=1, most=5, required=True)
        wire["components"] = [self._one(one, _IN_ROW) for one in children]
        kinds = [one["type"] for one in wire["components"]]
        if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
            form.refuse(
                "components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )

    def _button(self, form: Form, wire: JsonObject) -> None:
        style = form.whole("style", least=1, most=_PREMIUM_STYLE, required=True)
        wire["style"] = style
        label = form.text("label", most=80)
        if label:
            wire["label"] = label
        emoji = form.child("emoji")
        if emoji is not None:
            wire["emoji"] = read_emoji(emoji)
        if style == _LINK_STYLE:
            wire["url"] = form.text("url", most=512, required=True)
            if form.body.get("custom_id") is not None:
                form.refuse(
                    "custom_id",
                    "BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                )
        elif style != _PREMIUM_STYLE:
            self._custom_id(form, wire)
        if not label and emoji is None and style != _PREMIUM_STYLE:
            form.refuse(
                "label",
                "BUTTON_COMPONENT_INVALID_LABEL_AND_EMOJI",
                "A button must have a label or an emoji",
            )
        wire["disabled"] = form.switch("disabled")

    def _select(self, form: Form, wire: JsonObject) -> None:
        self._custom_id(form, wire)
        wire["disabled"] = form.switch("disabled")
        read_select(form, wire)

    def _section(self, form: Form, wire: JsonObject) -> None:
        children = form.each("components", least=1, most=3, required=True)
        wire["components"] = [self._one(one, (ComponentKind.TEXT_DISPLAY,)) for one in children]
        accessory = form.child("accessory", required=True)
        if accessory is not None:
            wire["accessory"] = self._one(
                accessory, (ComponentKind.BUTTON, ComponentKind.THUMBNAIL)
            )

    def _text(self, form: Form, wire: JsonObject) -> None:
        content = form.text(
            "content", least=1, most=self._limits.components_v2_chars, required=True
        )
        wire["content"] = content or ""
        self._chars += len(wire["content"])
        self.texts.append(wire["content"])

    def _thumbnail(self, form: Form, wire: JsonObject) -> None:
        self._media(form, "media", wire)

    def _gallery(self, form: Form, wire: JsonObject) -> None:
        items: list[JsonObject] = []
        for item in form.each("items", least=1, most=10, required=True):
            entry: JsonObject = {}
            self._media(item, "media", entry)
            items.append(entry)
        wire["items"] = items

    def _file(self, form: Form, wire: JsonObject) -> None:
        file = self._media(form, "file", wire, only_attached=True)
        wire.pop("description", None)
        wire["name"] = None if file is None else file.filename
        wire["size"] = None if file is None else len(file.content)

    def _separator(self, form: Form, wire: JsonObject) -> None:
        wire["divider"] = form.switch("divider", default=True)
        wire["spacing"] = form.one_of("spacing", (1, 2)) or 1

    def _container(self, form: Form, wire: JsonObject) -> None:
        wire["accent_color"] = form.whole("accent_color", least=0, most=0xFFFFFF)
        wire["spoiler"] = form.switch("spoiler")
        children = form.each("components", least=1, most=self._limits.components_v2, required=True)
        wire["components"] = [self._one(one, _IN_CONTAINER) for one in children]

    def _media(
        self, form: Form, name: str, wire: JsonObject, *, only_attached: bool = False
    ) -> Attachment | None:
        wire["description"] = form.text("description", least=1, most=1024)
        wire["spoiler"] = form.switch("spoiler")
        media = form.child(name, required=True)
        url = None if media is None else media.text("url", most=2048, required=True)
        if media is None or url is None:
            return None
        file = resolve_media(self._files, media, url, only_attached=only_attached)
        if file is None:
            wire[name] = {"id": "1", "url": url, "proxy_url": url}
        else:
            self.used_files.add(file.id)
            wire[name] = {
                "id": str(file.id),
                "attachment_id": str(file.id),
                "url": url,
                "proxy_url": url,
                "content_type": file.content_type,
                "width": file.width_px,
                "height": file.height_px,
            }
        return file

    def _custom_id(self, form: Form, wire: JsonObject) -> None:
        custom_id = form.text(
            "custom_id", least=1, most=self._limits.custom_id_chars, required=True
        )
        wire["custom_id"] = custom_id or ""
        if custom_id in self._custom_ids:
            form.refuse(
                "custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        if custom_id is not None:
            self._custom_ids.add(custom_id)


def resolve_media(
    files: dict[str, Attachment], form: Form, url: str, *, only_attached: bool
) -> Attachment | None:
    """Return the attachment that `attachment://name` means; other links must be http(s)."""
    scheme, _, name = url.partition("://")
    if scheme == "attachment":
        file = files.get(name)
        if file is None:
            form.refuse(
                "url",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                "The referenced attachment was not found",
            )
        return file
    for file in files.values():
        if f"/{file.id}/" in url:
            return file
    if only_attached or scheme not in {"http", "https"}:
        form.refuse("url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of the allowed ones.")
    return None


def walk(components: list[JsonObject]) -> list[JsonObject]:
    """Return all components, nested ones included, in the order in which they are shown."""
    found: list[JsonObject] = []
    for one in components:
        found.append(one)
        found.extend(walk(one.get("components", [])))
        for name in ("accessory", "component"):
            if name in one:
                found.extend(walk([one[name]]))
    return found
