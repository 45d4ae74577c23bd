"""What a board shows, from the rows as they are; the picture is drawn last, by a child process."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.board.board import (
    PER_PAGE,
    BoardShot,
    Standing,
    next_steps,
    page_of_interest,
    pages,
)
from bot.domain.board.sheet import Sheet, Tile
from bot.domain.clips.clip import ClipState
from bot.domain.errors import UserError
from bot.domain.lyrics.line import LineState
from bot.domain.posts.views import BoardView
from bot.domain.rounds.take import take_name
from bot.domain.texts import moment, say
from bot.services.ground.leading import leading
from storage.clips import people
from storage.cut import notes
from storage.files.files import PICTURE_SUFFIX
from storage.lyrics.overviews import overview
from storage.prompts import prompts
from storage.song import songs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.clips.clip import Clip
    from bot.domain.cut.note import Note
    from bot.domain.lyrics.line import LineOverview
    from bot.ports.board import SheetDrawer
    from storage.database.database import Database, Tx
    from storage.files.files import Files


class BoardViews:
    """Builds boards, a page at a time."""

    def __init__(self, db: Database, files: Files, drawer: SheetDrawer) -> None:
        self._db = db
        self._files = files
        self._drawer = drawer

    async def view(
        self, clip: Clip, page: int | None = None, locale: str | None = None
    ) -> BoardView:
        """The page as it stands, without its picture; by itself the one where something is to do.

        Raises:
            UserError: there is no such page.
        """
        async with self._db.reading() as tx:
            every = await overview(tx, clip.id)
            states = tuple(one.state for one in every)
            count = pages(len(every))
            page = page_of_interest(states) if page is None else page
            if not 1 <= page <= count:
                raise UserError("board.no-such-page", page=page, last=count)
            shown = every[(page - 1) * PER_PAGE : page * PER_PAGE]
            has_song = await songs.current(tx, clip.id) is not None
            untimed = sum(one.line.start_s is None for one in every)
            waiting = tuple(await notes.open_of_clip(tx, clip.id))
            at_work = clip.state is ClipState.ACTIVE
            return BoardView(
                locale=locale or clip.locale,
                clip_id=clip.id,
                clip_name=clip.name,
                shots=tuple([await self._shot(tx, one, waiting) for one in shown]),
                states=states,
                page=page,
                pages=count,
                steps=next_steps(states, has_song=has_song, untimed=untimed) if at_work else (),
                untimed=untimed,
                has_song=has_song,
                at_work=at_work,
                notes=waiting,
            )

    async def drawn(self, view: BoardView) -> BoardView:
        """``view`` with its picture, if it can be drawn; without one where there is no shot."""
        if not view.shots:
            return view
        return replace(view, sheet=await self._drawer.draw(sheet_of(view)))

    async def _shot(self, tx: Tx, one: LineOverview, waiting: Sequence[Note]) -> BoardShot:
        line = one.line
        found = None if one.state is LineState.SHARED else await leading(tx, line)
        prompt = await prompts.latest(tx, line.id)
        return BoardShot(
            line_id=line.id,
            number=line.number,
            text=line.text,
            start_s=line.start_s,
            guessed=line.guessed,
            state=one.state,
            author=None if prompt is None else await people.name_of(tx, prompt.author_id),
            picture=(
                None if found is None else self._files.path(found.take.sha256, PICTURE_SUFFIX)
            ),
            standing=None if found is None else found.standing,
            take=None if found is None else take_name(line, found.round, found.take),
            notes=sum(note.line_id == line.id for note in waiting),
        )


def sheet_of(view: BoardView) -> Sheet:
    """The words and pictures of a board's page, for drawing."""
    locale = view.locale
    decided = sum(state is LineState.DECIDED for state in view.states)
    return Sheet(
        title=view.clip_name,
        about=say(
            locale,
            "board.sheet-about",
            decided=decided,
            n=sum(state is not LineState.SHARED for state in view.states),
            first=view.shots[0].number,
            last=view.shots[-1].number,
        ),
        tiles=tuple(_tile(locale, shot) for shot in view.shots),
        strip=tuple(str(state) for state in view.states),
        first=(view.page - 1) * PER_PAGE,
        nothing=say(locale, "board.no-take"),
    )


def _tile(locale: str, shot: BoardShot) -> Tile:
    badges = {None: "", Standing.WINNER: "★ ", Standing.LEADER: "? ", Standing.FIRST: "? "}
    return Tile(
        number=shot.number,
        text=shot.text,
        time=shot_time(locale, shot),
        state=str(shot.state),
        state_words=say(locale, f"answers.state-{shot.state}"),
        author=shot.author or "",
        picture=None if shot.picture is None else str(shot.picture),
        badge=f"{badges[shot.standing]}{shot.take or ''}",
    )


def shot_time(locale: str, shot: BoardShot) -> str:
    """When a shot begins, with ``≈`` where nobody has confirmed it; a dash before it has a time."""
    if shot.start_s is None:
        return "–:––"
    return f"{'≈' if shot.guessed else ''}{moment(locale, shot.start_s)}"
