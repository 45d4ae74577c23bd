"""The making-of as one picture: the title, the numbers, the pictures that were chosen, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from bot.domain.texts import Safe, say
from bot.handoff.thumbnails import opened
from bot.processes.letters import font, write

if TYPE_CHECKING:
    from bot.domain.handoff.making import MakingOf

SIZE_PX: Final = (1600, 900)
_MARGIN_PX: Final = 64
_PAPER: Final = "#14161a"
_INK: Final = "#f2efe9"
_QUIET: Final = "#a09c94"
_ACCENT: Final = "#e0a030"
_STRIP_PX: Final = 236
_NUMBERS: Final = ("lines", "prompts", "rounds", "takes", "rejected", "votes", "decisions")
_MOST_PICTURES: Final = 8


def picture(told: MakingOf) -> Image.Image:
    """The card."""
    width_px, height_px = SIZE_PX
    image = Image.new("RGB", SIZE_PX, _PAPER)
    draw = ImageDraw.Draw(image)
    _strip(image, told)
    inner_px = width_px - 2 * _MARGIN_PX
    y = _STRIP_PX + 48

    def row(text: str, size: int, ink: str, below_px: int) -> None:
        nonlocal y
        write(draw, (_MARGIN_PX, y), text, size=size, width_px=inner_px, ink=ink)
        y += size + below_px

    row(say(told.locale, "making.title", name=Safe(told.title)), 60, _INK, 14)
    hours = _hours(told)
    row(say(told.locale, "making.directed", director=Safe(told.director), n=hours), 28, _QUIET, 40)
    _numbers(draw, told, y)
    y += 172
    names = ", ".join(person.name for person in told.people)
    row(say(told.locale, "making.by", people=Safe(names or "—")), 28, _INK, 18)
    models = ", ".join(
        f"{model.title} ({model.licence})" if model.licence else model.title
        for model in told.models
    )
    row(say(told.locale, "making.painted", models=Safe(models or "—")), 24, _QUIET, 12)
    y = height_px - 66
    row(say(told.locale, "making.foot"), 22, _QUIET, 0)
    return image


def _strip(image: Image.Image, told: MakingOf) -> None:
    """The chosen pictures side by side, evenly taken from the whole clip."""
    kept = [line.picture for line in told.lines if line.picture is not None]
    count = min(len(kept), _MOST_PICTURES)
    if not count:
        return
    width_px = -(-SIZE_PX[0] // count)
    for place in range(count):
        thumbnail = opened(kept[place * len(kept) // count], (width_px, _STRIP_PX))
        if thumbnail is not None:
            image.paste(thumbnail, (place * width_px, 0))


def _numbers(draw: ImageDraw.ImageDraw, told: MakingOf, y: int) -> None:
    totals = told.totals
    step_px = (SIZE_PX[0] - 2 * _MARGIN_PX) / len(_NUMBERS)
    for place, name in enumerate(_NUMBERS):
        x = _MARGIN_PX + place * step_px
        number = totals[name]
        draw.text((x, y + 70), str(number), _ACCENT, font(68), anchor="ls")
        label = say(told.locale, f"making.{name}", n=number)
        write(draw, (x, y + 84), label, size=24, width_px=step_px - 12, ink=_QUIET)


def _hours(told: MakingOf) -> float:
    return round(told.work_s / 3600, 1)
