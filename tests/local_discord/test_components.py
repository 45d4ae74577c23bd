"""Components: what a message may carry, in both generations, and what is refused."""

from typing import Any

import discord
import pytest

from local_discord import Person
from local_discord.model.model import Channel
from tests.local_discord.raw import PNG, Raw
from tests.local_discord.rehearsal import Rehearsal
from tests.local_discord.test_messages import as_file

V2 = 1 << 15
NOTHING: list[dict[str, Any]] = []


def button(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    """Return a button."""
    return {"type": 2, "style": 1, "label": "x", "custom_id": custom_id, **more}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """Return an action row."""
    return {"type": 1, "components": list(components)}


def select(**more: Any) -> dict[str, Any]:
    """Return a select."""
    return {"type": 3, "custom_id": "s", "options": [{"label": "l", "value": "v"}], **more}


def text(content: str = "x") -> dict[str, Any]:
    """Return a text display."""
    return {"type": 10, "content": content}


@pytest.mark.parametrize(
    ("components", "fault"),
    [
        ([row(button(str(n))) for n in range(6)], "BASE_TYPE_MAX_LENGTH"),
        ([row(*(button(str(n)) for n in range(6)))], "BASE_TYPE_BAD_LENGTH"),
        ([row()], "BASE_TYPE_BAD_LENGTH"),
        ([button()], "BASE_TYPE_CHOICES"),
        ([text()], "BASE_TYPE_CHOICES"),
        ([row(button("x" * 101))], "BASE_TYPE_BAD_LENGTH"),
        ([row(button("a"), button("a"))], "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ([row(button(label="x" * 81))], "BASE_TYPE_MAX_LENGTH"),
        ([row(button(label=None))], "BUTTON_COMPONENT_INVALID_LABEL_AND_EMOJI"),
        ([row(button(style=9))], "NUMBER_TYPE_MAX"),
        ([row({"type": 2, "style": 5, "label": "x"})], "BASE_TYPE_REQUIRED"),
        ([row(select(), button())], "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ([row(select(options=[]))], "BASE_TYPE_BAD_LENGTH"),
        (
            [row(select(options=[{"label": "l", "value": str(n)} for n in range(26)]))],
            "BASE_TYPE_BAD_LENGTH",
        ),
        (
            [row(select(options=[{"label": "l", "value": "v"}] * 2))],
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        ([row(select(max_values=2))], "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE"),
    ],
)
async def test_faulty_rows_are_refused(
    raw: Raw, clip: Channel, components: list[Any], fault: str
) -> None:
    """Rows, buttons and selects have their limits."""
    body = {"content": "x", "components": components}
    assert fault in await raw.faults("POST", f"/channels/{clip.id}/messages", body)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (
            {"content": "x", "components": [text()]},
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        (
            {"embeds": [{"title": "x"}], "components": [text()]},
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        ),
        ({"components": [text()] * 41}, "BASE_TYPE_MAX_LENGTH"),
        (
            {"components": [{"type": 17, "components": [text()] * 20}] * 2},
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
        ),
        ({"components": [text("x" * 2500)] * 2}, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"),
        ({"components": [text("")]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [{"type": 12, "items": NOTHING}]}, "BASE_TYPE_BAD_LENGTH"),
        (
            {"components": [{"type": 12, "items": [{"media": {"url": "attachment://no.png"}}]}]},
            "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
        ),
        (
            {"components": [{"type": 12, "items": [{"media": {"url": "https://x/y"}}] * 11}]},
            "BASE_TYPE_BAD_LENGTH",
        ),
        ({"components": [{"type": 9, "components": [text()]}]}, "BASE_TYPE_REQUIRED"),
        ({"components": [{"type": 13, "file": {"url": "https://x/y"}}]}, "URL_TYPE_INVALID_SCHEME"),
        (
            {"components": [{"type": 17, "components": [{"type": 17, "components": [text()]}]}]},
            "BASE_TYPE_CHOICES",
        ),
    ],
)
async def test_faulty_layouts_are_refused(
    raw: Raw, clip: Channel, body: dict[str, Any], fault: str
) -> None:
    """Components V2 have their own limits."""
    body = {**body, "flags": V2}
    assert fault in await raw.faults("POST", f"/channels/{clip.id}/messages", body)


class Gallery(discord.ui.LayoutView):
    """A gallery of takes with a heading and buttons."""

    def __init__(self, files: list[str]) -> None:
        super().__init__(timeout=None)
        gallery = discord.ui.MediaGallery[Any]()
        for file in files:
            gallery.add_item(media=f"attachment://{file}", description=file)
        buttons = discord.ui.ActionRow[Any](discord.ui.Button(label="New", custom_id="new"))
        self.add_item(
            discord.ui.Container(
                discord.ui.TextDisplay("## Line 3"), gallery, discord.ui.Separator(), buttons
            )
        )


async def test_a_gallery_is_posted_and_edited(bot: Rehearsal, ana: Person, clip: Channel) -> None:
    """A V2 message shows its files in the gallery, and stays V2 when it is edited."""
    names = ["1.png", "2.png"]
    files = [as_file(name) for name in names]
    posted = await bot.text_channel(clip.id).send(view=Gallery(names), files=files)
    assert posted.flags.components_v2
    (seen,) = await ana.sees(clip)
    assert seen.text == "## Line 3"
    assert seen.labels == ["New"]
    assert seen.raw["attachments"] == []
    assert [one.filename for one in seen.files] == names
    assert await ana.download(seen.files[1]) == PNG
    (container,) = seen.raw["components"]
    items = container["components"][1]["items"]
    assert [one["media"]["width"] for one in items] == [1, 1]
    assert await bot.http.get_from_cdn(items[0]["media"]["url"]) == PNG
    edited = await posted.edit(view=Gallery(["1.png"]))
    assert edited.flags.components_v2
    with pytest.raises(discord.HTTPException) as raised:
        await posted.edit(content="words")
    assert raised.value.code == 50035


async def test_a_disabled_button_cannot_be_clicked(raw: Raw, ana: Person, clip: Channel) -> None:
    """A person's client does not let a disabled button through."""
    body = {"content": "x", "components": [row(button(disabled=True))]}
    await raw.ask("POST", f"/channels/{clip.id}/messages", body)
    with pytest.raises(Exception, match="disabled"):
        await ana.click((await ana.sees(clip))[0], "x")
