"""The cut in words: the look of the clip, and of one shot."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from bot.client.phrasing.posts import percent
from bot.domain.cut.transitions import Transition
from bot.domain.texts import Safe, say

if TYPE_CHECKING:
    from bot.domain.cut.look import ClipLook, ShotLook

AUTO: Final = "auto"
"""The choice that leaves a shot's look to the cut."""


def look_text(locale: str, look: ClipLook) -> str:
    """The clip's look in words."""
    captions = look.captions
    rows = [
        say(
            locale,
            "answers.look-frame",
            shape=Safe(look.aspect),
            height=look.short_side_px,
            rate=Safe(look.rate),
        ),
        say(locale, "answers.look-captions-off")
        if captions is None
        else say(
            locale,
            "answers.look-captions",
            **{
                name: say(locale, f"commands.choice:{value}")
                for name, value in dataclasses.asdict(captions).items()
                if name != "karaoke"
            },
        ),
        say(locale, f"commands.choice:credits-{look.credits}"),
        say(
            locale,
            "answers.look-disclosure",
            where=Safe(say(locale, f"commands.choice:disclosure-{look.disclosure}")),
        ),
        say(locale, f"answers.look-{'normalised' if look.normalise else 'own-level'}"),
    ]
    return "\n".join(rows)


def shot_text(locale: str, number: int, look: ShotLook) -> str:
    """A shot's look in words."""
    focus = look.focus
    transition = say(locale, f"commands.choice:{look.transition or AUTO}")
    if look.transition is Transition.MORPH and look.morph_beats is not None:
        transition = say(locale, "answers.look-morph", n=look.morph_beats)
    return say(
        locale,
        "answers.look-shot",
        line=number,
        move=say(locale, f"commands.choice:{look.move or AUTO}"),
        transition=transition,
        focus=AUTO if focus is None else " × ".join(percent(locale, share) for share in focus),
        fit=say(locale, f"commands.choice:{look.fit or AUTO}"),
        film=say(locale, f"commands.choice:{look.film or AUTO}"),
    )
