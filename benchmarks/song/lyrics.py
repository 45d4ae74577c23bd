"""A thousand lyric lines laid over a thousand others."""

from __future__ import annotations

import random
import statistics
import time
from typing import TYPE_CHECKING, Final

from bot.demo.songs.minuit.score import SONG
from bot.domain.lyrics.line import Line, NewLine
from bot.domain.lyrics.merging import merge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.record import Figure

LINES: Final = 1_000
ROUNDS: Final = 5


def lyrics_1000_merge() -> Iterable[Figure]:
    """The slowest of four kinds of change in processor seconds, each the median of five runs."""
    chance = random.Random(1)
    words = [word for _, _, line in SONG.timed() for word in line.text.split()]
    texts = [" ".join(chance.choices(words, k=8)) for _ in range(LINES)]
    edited = [text if chance.random() < 0.5 else _edited(text, words, chance) for text in texts]
    shuffled = chance.sample(edited, LINES)
    rewritten = [" ".join(chance.choices(words, k=8)) for _ in range(LINES)]
    turned = texts[LINES // 2 :] + texts[: LINES // 2]
    cases = {"edited": edited, "shuffled": shuffled, "rewritten": rewritten, "turned": turned}
    taken = {name: _median_s(texts, new) for name, new in cases.items()}
    slowest = max(taken, key=lambda name: taken[name])
    yield {
        "name": "lyrics_1000_merge_s",
        "value": round(taken[slowest], 3),
        "unit": "s",
        "better": "lower",
        "aim": 0.5,
        "baseline": f"1,000 lines over 1,000, the slowest of four kinds of change ({slowest})",
    }


def _edited(text: str, words: Sequence[str], chance: random.Random) -> str:
    parts = text.split()
    parts[chance.randrange(len(parts))] = chance.choice(words)
    return " ".join(parts)


def _median_s(old: Sequence[str], new: Sequence[str]) -> float:
    stored = [_stored(number, text) for number, text in enumerate(old, 1)]
    lines = [NewLine(text) for text in new]
    taken: list[float] = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        merge(stored, lines)
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def _stored(number: int, text: str) -> Line:
    return Line(
        id=number,
        clip_id=1,
        number=number,
        text=text,
        section=None,
        start_s=float(number),
        end_s=None,
        guessed=False,
        words=(),
        winner_take_id=None,
        author_id=1,
    )
