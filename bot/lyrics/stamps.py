"""Clock times in the shapes that programs and people write, read as seconds.

``00:00:01,000``, ``0:0:4,8``, ``01, 000``, ``00:00:01:000``, ``-0:01.5``, ``00:00.00-1``, wide
digits and colons.
"""

from __future__ import annotations

import re
from typing import Final

_WIDE: Final = str.maketrans("０１２３４５６７８９：．，－−–；", "0123456789:.,---:")
_CLOCK: Final = re.compile(r"(-?)(\d{1,4}(?::-?\d{1,4}){1,3})(?:[.,](\d{1,9}))?")
_DOTTED: Final = re.compile(r"(\d{1,3})\.(\d{2})\.(\d{2,3})")
_SECONDS: Final = re.compile(r"(-?\d{1,6}(?:[.,]\d{1,9})?)s?")
_REST: Final = re.compile(r"(?<=\d)-\d{1,3}$")  # NetEase writes credits at 00:00.00-1

CLOCK: Final = (
    r"[-−–－]? ?[\d０-９]{1,4}(?: ?[:：;；] ?[-−–－]? ?[\d０-９]{1,4}){1,3}"
    r"(?: ?[.,．，] ?[\d０-９]{1,9})?"
)
"""A pattern of whatever ``clock`` may read, but for plain seconds."""


def clock(text: str, *, short: bool = False) -> float | None:
    """The seconds that ``text`` says, negative ones with their sign, or None where it is no time.

    The last of four numbers is a fraction, as are three digits after the second of two colons;
    of three numbers without a fraction the last is one where times are ``short`` (LRC).
    """
    plain = _REST.sub("", "".join(text.translate(_WIDE).split()))
    if dotted := _DOTTED.fullmatch(plain):
        plain = f"{dotted[1]}:{dotted[2]}.{dotted[3]}"
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return None
    numbers = match[2].replace("-", "").split(":")
    fraction = match[3]
    plain_seconds = short and fraction is None
    if len(numbers) == 4 or (len(numbers) == 3 and (plain_seconds or len(numbers[2]) == 3)):
        if fraction is not None:
            return None
        fraction = numbers.pop()
    *hours, minutes, seconds = map(int, numbers)
    if seconds >= 60 or (hours and minutes >= 60):
        return None
    fraction_s = int(fraction) / 10 ** len(fraction) if fraction else 0.0
    time_s = (hours[0] if hours else 0) * 3600 + minutes * 60 + seconds + fraction_s
    return -time_s if "-" in match[0] else time_s


def seconds(text: str) -> float | None:
    """As ``clock``, and a plain number of seconds too."""
    match = _SECONDS.fullmatch("".join(text.translate(_WIDE).split()))
    return float(match[1].replace(",", ".")) if match else clock(text)
