"""What people type into options, read: times of the song, durations, who may vote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.errors import UserError

_CLOCK: Final = re.compile(
    r"(?:(?P<minutes>\d{1,3}):)?(?P<seconds>\d{1,4}(?:[.,]\d{1,3})?)\s*s?", re.ASCII
)
_LOOK: Final = re.compile(r"\s*(?:\[(?P<model>[^\[\]]*)\]?)?(?P<words>[^\[\]]*)", re.DOTALL)
_WORN: Final = re.compile(
    r"<(?:lora:)?(?P<name>[^<>:]+)(?::(?P<weight>\d{1,2}(?:\.\d{1,3})?))?>", re.ASCII
)
_DURATION: Final = re.compile(r"(?P<amount>\d{1,5}(?:[.,]\d+)?)\s*(?P<unit>min|[smhdj])", re.ASCII)
_UNITS_S: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "j": 86400}
_OFF: Final = frozenset({"off", "none", "no", "never", "0", "non", "aucun", "jamais"})
_EVERYONE: Final = frozenset({"everyone", "all", "tous", "toutes", "tout le monde"})
_LEAST_S: Final = 30
_MOST_S: Final = 30 * 86400
_MENTION: Final = re.compile(r"<@(?P<role>&)?!?(?P<id>\d{1,20})>", re.ASCII)


@dataclass(frozen=True, slots=True)
class Look:
    """A style in one row; None for what is not said. ``rest`` is all but the model, as typed."""

    model: str | None
    words: str | None
    loras: tuple[tuple[str, float | None], ...] | None
    rest: str


def parse_look(text: str) -> Look:
    """Model, words and LoRA of ``[model] words <lora:name:0.8>``."""
    match = _LOOK.fullmatch(text)
    model, rest = (match["model"], match["words"]) if match else ("", text)
    loras = tuple(
        (worn["name"].strip(), float(worn["weight"]) if worn["weight"] else None)
        for worn in _WORN.finditer(rest)
    )
    words = " ".join(_WORN.sub(" ", rest).split())
    return Look((model or "").strip() or None, words or None, loras or None, rest.strip())


def parse_clock(text: str) -> float:
    """Seconds of ``1:23.4``, ``83.4`` or ``1:23,4``.

    Raises:
        UserError: not a time.
    """
    match = _CLOCK.fullmatch(text.strip())
    seconds = float(match["seconds"].replace(",", ".")) if match else 0.0
    if match is None or (match["minutes"] and seconds >= 60):
        raise UserError("errors.bad-clock", text=text)
    return 60 * int(match["minutes"] or 0) + seconds


def parse_duration(text: str) -> float | None:
    """Seconds of ``30m``, ``2h``, ``1d`` (``1j``), also joined (``1h 30m``); None of ``off``.

    Raises:
        UserError: not a duration, or none between half a minute and 30 days.
    """
    text = text.strip().lower()
    if text in _OFF:
        return None
    pieces = list(_DURATION.finditer(text))
    remainder = _DURATION.sub("", text).strip()
    total_s = sum(
        float(piece["amount"].replace(",", ".")) * _UNITS_S[piece["unit"]] for piece in pieces
    )
    if remainder or not pieces or not _LEAST_S <= total_s <= _MOST_S:
        raise UserError("errors.bad-duration", text=text)
    return total_s


def parse_voters(text: str) -> tuple[int | None, frozenset[int]]:
    """Who may vote: a mentioned role and mentioned people; neither means everyone.

    Raises:
        UserError: nobody is mentioned, or more than one role is.
    """
    if text.strip().lower().removeprefix("@") in _EVERYONE:
        return None, frozenset()
    mentions = list(_MENTION.finditer(text))
    roles = {int(mention["id"]) for mention in mentions if mention["role"]}
    people = frozenset(int(mention["id"]) for mention in mentions if not mention["role"])
    if not mentions or len(roles) > 1:
        raise UserError("errors.bad-voters")
    return next(iter(roles), None), people
