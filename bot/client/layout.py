"""Views as Discord's Components V2: what people see of a post, from plain data alone.

Every post is one container whose ``id`` is the post's, so that a message sent just before a crash
is recognised in the channel. Nothing here talks to Discord.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, assert_never

import discord
from discord import ui

from bot.client.attached import Attached
from bot.client.board_layout import STEP_BUTTONS, board, rows_of
from bot.client.buttons import Action, PostButton
from bot.client.phrasing import posts
from bot.domain.posts.views import (
    BoardView,
    Call,
    CallView,
    ClipView,
    DecisionView,
    DirectorView,
    ExportView,
    FailureView,
    GoneView,
    ProgressView,
    ReportView,
    RoundView,
    ShownTake,
    TappedView,
)
from bot.domain.rounds.take import letter
from bot.domain.texts import Safe, say
from bot.domain.votes.ballot import BallotState

if TYPE_CHECKING:
    from discord.ui.item import Item

    from bot.domain.posts.post import Post
    from bot.domain.posts.views import View

_MARK: Final = 1_000_000_000
"""Added to a post's id, so that no id that Discord gives a component by itself looks like ours."""

_TEXT_LENGTH: Final = 3900
"""Discord counts the text of all components of a message together, 4,000 at most."""

_VOTING: Final = 0xE0A030
_DECIDED: Final = 0x3BA55D
_WORKING: Final = 0x5B7FBF
_FAILED: Final = 0xC0392B


@dataclass(frozen=True, slots=True)
class MessageLayout:
    """A message ready to be sent or edited."""

    layout: ui.LayoutView
    files: tuple[Attached, ...]


def mark_of(post: Post) -> int:
    """The container id by which the post's message is recognised."""
    return _MARK + post.id


def lay_out(post: Post, view: View) -> MessageLayout:  # noqa: C901, PLR0912 - one case a view
    """``view`` as components, with the files they show."""
    match view:
        case RoundView():
            items, files, colour = _round(view)
        case DecisionView():
            items, files, colour = _decision(view)
        case ProgressView():
            items, files, colour = _progress(view)
        case ClipView():
            items, files, colour = _clip(post, view)
        case ExportView():
            items, files, colour = _export(view)
        case FailureView():
            items, files, colour = _failure(view)
        case TappedView():
            items, files, colour = _tapped(view)
        case CallView():
            items, files, colour = _call(view)
        case ReportView():
            items, files, colour = _report(view)
        case BoardView():
            items, files, colour = board(view)
        case DirectorView():
            items, files, colour = _director(view)
        case GoneView():
            notice = ui.TextDisplay[Any](say(view.locale, "posts.gone"))
            items, files, colour = [notice], [], _FAILED
        case _:
            assert_never(view)
    layout = ui.LayoutView(timeout=None)
    layout.add_item(ui.Container[Any](*items, accent_colour=colour, id=mark_of(post)))
    return MessageLayout(layout, tuple(files))


_Parts = tuple[list["Item[Any]"], list[Attached], int]


def _round(view: RoundView) -> _Parts:
    kind = "trial" if view.trial else "round" if view.motion is None else "films"
    title = f"posts.{'run-off' if view.run_off else kind}-title"
    head = "\n".join(
        (
            "### " + say(view.locale, title, line=view.line_number, round=view.round_number),
            "> " + posts.quoted(view.lyric, 300),
            _painted_from(view),
            *(
                [say(view.locale, "posts.motion", words=posts.clipped(view.motion, 300))]
                if view.motion
                else []
            ),
        )
    )
    shown = (*view.takes, *view.held)
    pictures = [_picture(take) for take in shown]
    items: list[Item[Any]] = [
        ui.TextDisplay(posts.clipped(head, _TEXT_LENGTH - 1400)),
        *([ui.MediaGallery[Any](*(_shown(view.locale, take) for take in shown))] if shown else []),
        ui.TextDisplay(posts.clipped("\n".join(posts.under_round(view)), 1400)),
    ]
    paints = () if view.trial else (Action.AGAIN, Action.REWRITE, Action.VARY, Action.PART)
    open_ = view.state is BallotState.OPEN
    next_ = (Action.CLOSE,) if open_ else (Action.ANIMATE,) if view.moves else ()
    holds = (Action.SHOW_HELD, Action.DROP_HELD) if view.held else ()
    items += [
        ui.ActionRow[Any](*(PostButton(one, view.round_id, locale=view.locale) for one in row))
        for row in (paints, (*next_, Action.ABOUT), holds)
        if row
    ]
    return items, pictures, _VOTING if view.state is BallotState.OPEN else _DECIDED


def _painted_from(view: RoundView) -> str:
    """The words of a round, and whose they are."""
    if view.part is not None:
        return posts.part_text(
            view.locale, "shown", view.part, person=posts.clipped(view.asked_by, 60)
        )
    return say(
        view.locale,
        "posts.prompt-draft" if view.draft else "posts.prompt",
        prompt=posts.clipped(view.prompt, 1000),
        author=posts.clipped(view.author, 60),
    )


def _decision(view: DecisionView) -> _Parts:
    lines = [
        say(
            view.locale,
            f"posts.outcome-{view.outcome}",
            line=view.line_number,
            take=view.winner.name if view.winner else "",
            by=posts.clipped(view.by or "", 300),
            leaders=posts.choices(view.locale, view.leaders),
        ),
        "> " + posts.quoted(view.lyric, 300),
    ]
    tally = posts.tally(view.locale, view.tally)
    if tally:
        lines.append(f"-# {tally}")
    items: list[Item[Any]] = [ui.TextDisplay("\n".join(lines))]
    files: list[Attached] = []
    if view.winner is not None:
        items.append(ui.MediaGallery(_shown(view.locale, view.winner)))
        files.append(_picture(view.winner))
    if view.restyle is not None:
        button = PostButton(Action.RESTYLE, view.restyle, locale=view.locale)
        items.append(ui.ActionRow[Any](button))
    return items, files, _DECIDED if view.winner is not None else _VOTING


def _progress(view: ProgressView) -> _Parts:
    items: list[Item[Any]] = [ui.TextDisplay("\n".join(posts.progress(view)))]
    files: list[Attached] = []
    for preview in view.previews:
        # The number of the picture in the message: line and take may be anybody's.
        files.append(Attached(preview.jpeg, f"preview-{len(files) + 1}.jpg"))
    if files:
        items.append(
            ui.MediaGallery(
                *(
                    discord.MediaGalleryItem(
                        f"attachment://{file.name}",
                        description=say(
                            view.locale,
                            "posts.preview",
                            line=preview.line_number or "?",
                            take=letter(preview.take_number),
                        ),
                    )
                    for file, preview in zip(files, view.previews, strict=True)
                )
            )
        )
    if not view.finished:
        button = PostButton(Action.CANCEL, view.batch, locale=view.locale)
        items.append(ui.ActionRow[Any](button))
    if view.failed:
        return items, files, _FAILED
    return items, files, _DECIDED if view.finished and not view.cancelled else _WORKING


def _clip(post: Post, view: ClipView) -> _Parts:
    items: list[Item[Any]] = [ui.TextDisplay("\n".join(posts.clip(view)))]
    files: list[Attached] = []
    if view.file is not None:
        attached = Attached(view.file, f"couplet-{view.kind}-{post.subject}{view.file.suffix}")
        files.append(attached)
        items.append(
            ui.MediaGallery(
                discord.MediaGalleryItem(
                    f"attachment://{attached.name}",
                    description=posts.clipped(view.clip_name, 200),
                )
            )
        )
    following = (action for step in view.steps for action in STEP_BUTTONS.get(step, ()))
    buttons = [PostButton(one, view.clip_id, locale=view.locale) for one in following]
    of_it = (Action.NOTE, Action.FILE) if view.fitted else (Action.NOTE,)
    buttons += [PostButton(one, post.subject, locale=view.locale) for one in of_it]
    return [*items, *rows_of(buttons)], files, _DECIDED


def _export(view: ExportView) -> _Parts:
    items: list[Item[Any]] = [ui.TextDisplay("\n".join(posts.export(view)))]
    files: list[Attached] = []
    if view.file is not None:
        files.append(Attached(view.file, view.filename))
        items.append(ui.File[Any](f"attachment://{view.filename}"))
    else:
        button = PostButton(Action.PACK, view.export_id, locale=view.locale)
        items.append(ui.ActionRow[Any](button))
    return items, files, _DECIDED


def _failure(view: FailureView) -> _Parts:
    text = say(
        view.locale,
        "posts.failure-lines" if view.lines else "posts.failure",
        sentence=Safe(say(view.locale, view.key, **view.values)),
        person=posts.mention(view.asked_by_id),
        lines=Safe(posts.lines_listed(view.locale, view.lines)),
    )
    return [ui.TextDisplay(posts.clipped(text, _TEXT_LENGTH))], [], _FAILED


def _tapped(view: TappedView) -> _Parts:
    text = say(
        view.locale,
        "posts.tapped",
        n=len(view.lines),
        person=posts.clipped(view.by, 60),
        numbers=posts.ranges(view.lines),
    )
    return [ui.TextDisplay(posts.clipped(text, _TEXT_LENGTH))], [], _DECIDED


def _director(view: DirectorView) -> _Parts:
    text = say(
        view.locale,
        "posts.director" if view.by is None else "posts.director-named",
        person=posts.mention(view.director_id),
        name=view.clip_name,
        by=posts.clipped(view.by or "", 60),
    )
    return [ui.TextDisplay(text)], [], _DECIDED


def _report(view: ReportView) -> _Parts:
    items: list[Item[Any]] = [
        ui.TextDisplay(posts.clipped("\n".join(posts.report(view)), _TEXT_LENGTH))
    ]
    if view.takes:
        items.append(
            ui.MediaGallery[Any](*(_shown(view.locale, take, spoiler=True) for take in view.takes))
        )
    row, locale = view.round_id, view.locale
    if view.held:
        deciding = (Action.SHOW_HELD, Action.DROP_HELD)
        items.append(
            ui.ActionRow[Any](*(PostButton(action, row, locale=locale) for action in deciding))
        )
    if view.droppable:
        dropping = (
            PostButton(
                Action.DROP_TAKE,
                f"{row}_{number}",
                label=say(locale, "posts.drop-take", take=Safe(name)),
            )
            for number, name in view.droppable[:5]
        )
        items.append(ui.ActionRow[Any](*dropping))
    files = [_picture(take) for take in view.takes]
    return items, files, _FAILED if view.held or view.droppable else _DECIDED


_CALL_BUTTONS: Final = {
    Call.PAINTED: (Action.VOTE,),
    Call.DECIDED: (Action.RENDER,),
    Call.REMIND: (Action.VOTE,),
}


def _call(view: CallView) -> _Parts:
    people = " ".join(posts.mention(one) for one in view.person_ids)
    text = say(
        view.locale,
        f"posts.call-{view.call}",
        n=len(view.lines),
        lines=posts.ranges(view.lines),
    )
    actions = [*_CALL_BUTTONS[view.call]]
    if view.has_song:
        actions.append(Action.PREVIEW)
    buttons = [PostButton(one, view.clip_id, locale=view.locale) for one in actions]
    text = posts.clipped(f"{people} {text}".strip(), _TEXT_LENGTH)
    return [ui.TextDisplay(text), ui.ActionRow[Any](*buttons)], [], _DECIDED


def _picture(take: ShownTake) -> Attached:
    return Attached(take.picture, f"take-{take.take_id}{take.picture.suffix}")


def _shown(locale: str, take: ShownTake, *, spoiler: bool = False) -> discord.MediaGalleryItem:
    key = "posts.take-varied" if take.parent else "posts.take"
    text = say(locale, key, name=Safe(take.name), parent=Safe(take.parent or ""))
    file = f"attachment://{_picture(take).name}"
    return discord.MediaGalleryItem(file, description=text, spoiler=spoiler)
