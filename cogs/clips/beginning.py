"""Beginning a clip by one form: name, look, language, lyrics, and the song."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.client.answers import acknowledge, locale_of, tell
from bot.client.board_layout import following
from bot.client.buttons import Action, buttons, field, file_field, form, radio
from bot.client.phrasing.lyrics import update_text
from bot.domain.errors import UserError
from bot.domain.texts import Safe, say
from bot.services.clips.clips import NAME_LENGTH
from bot.services.prompts.prompts import WORDS_LENGTH, StyleChanges
from cogs.desk import person_of, place_of
from cogs.lyrics.lyrics import PASTE_LENGTH, lyrics_in, names_lyrics
from cogs.song.song import take_song

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from discord import ui

    from bot.client.buttons import Submission, Upload
    from bot.domain.clips.clip import Clip
    from bot.domain.clips.people import Person
    from cogs.desk import Asking, Desk

_FILES: Final = 2


class Beginning:
    """The form that begins a clip, and what comes back with it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, interaction: Asking) -> None:
        """Open the form; all but the name may stay empty.

        Raises:
            UserError: nothing can be posted here.
        """
        place_of(interaction)
        locale = locale_of(interaction)

        def label(part: str) -> str:
            return say(locale, f"answers.begin-{part}")

        languages = [(code, say(locale, f"commands.choice:{code}")) for code in ("en", "fr")]
        parts = (
            field("name", label("name"), limit=NAME_LENGTH, long=False),
            file_field("files", label("files"), about=label("files-about"), most=_FILES),
            field("lyrics", label("lyrics"), limit=PASTE_LENGTH, required=False),
            field("look", label("look"), limit=WORDS_LENGTH, long=False, required=False),
            radio("language", label("language"), *languages, chosen=locale),
        )
        modal = form(Action.BEGIN, interaction.channel_id or 0, label("title"), *parts)
        await interaction.response.send_modal(modal)

    async def submitted(self, interaction: Asking, typed: Submission) -> None:
        """Begin the clip, and take in all that came along; what cannot be taken is named."""
        await acknowledge(interaction, private=False)
        guild_id, channel_id = place_of(interaction)
        person = person_of(interaction)
        clip = await self._desk.clips.create(
            person,
            guild_id=guild_id,
            channel_id=channel_id,
            name=typed.fields.get("name", ""),
            locale=typed.fields.get("language") or None,
        )
        begun = say(clip.locale, "answers.clip-new", name=clip.name, director=clip.director_name)
        rows = [begun, *await self._contents(person, clip, typed)]
        if await self._desk.lyrics.overview(clip):
            rows.append(say(clip.locale, "answers.begin-next"))
        view = await next_buttons(self._desk, clip, clip.locale)
        await tell(interaction, "\n".join(rows), view=view)

    async def _contents(self, person: Person, clip: Clip, typed: Submission) -> list[str]:
        """What became of look, lyrics and files, a part of the answer each."""
        rows: list[str] = []
        if look := typed.fields.get("look", "").strip():
            rows += await _part(clip, "", self._look(person, clip, look))
        if words := typed.fields.get("lyrics", "").strip():
            rows += await _part(clip, "", self._lyrics(person, clip, words))
        songs = 0
        for file in typed.files:
            if names_lyrics(file.filename):
                rows += await _part(clip, file.filename, self._lyrics_of(person, clip, file))
            elif songs:
                rows.append(say(clip.locale, "answers.begin-two-songs", filename=file.filename))
            else:
                songs += 1
                intake = take_song(self._desk, person, clip, file)
                rows += await _part(clip, file.filename, intake)
        return rows

    async def _look(self, person: Person, clip: Clip, words: str) -> str:
        await self._desk.prompts.restyle(person, clip, StyleChanges(words=words))
        return say(clip.locale, "answers.style-words", words=words)

    async def _lyrics(self, person: Person, clip: Clip, words: str | bytes) -> str:
        update = await self._desk.lyrics.lay_over(person, clip, words)
        return update_text(clip, person, update)

    async def _lyrics_of(self, person: Person, clip: Clip, file: Upload) -> str:
        return await self._lyrics(person, clip, await lyrics_in(self._desk, file))


async def next_buttons(desk: Desk, clip: Clip, locale: str) -> ui.View:
    """The buttons of what can be done next with a clip."""
    return buttons(*following(await desk.boards.view(clip)), row=clip.id, locale=locale)


async def _part(clip: Clip, filename: str, intake: Awaitable[str]) -> list[str]:
    """What intake something in says, or why it was not taken: the rest goes on."""
    try:
        return [await intake]
    except UserError as error:
        reason = error.sentence(clip.locale)
        if not filename:
            return [f"⚠️ {reason}"]
        refusal = say(
            clip.locale, "answers.begin-not-taken", filename=filename, reason=Safe(reason)
        )
        return [f"⚠️ {refusal}"]
