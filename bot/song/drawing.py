"""A song's picture for the channel: waveform in rows, with sections, lines, bars and beats on it.

The letters are those that come with the install (Barlow; Noto for other scripts), so no font of the
machine is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from bot.processes.letters import font, script_of, write

if TYPE_CHECKING:
    from bot.song.sheet import Mark, Sheet

WIDTH_PX: Final = 1280
_MARGIN_PX: Final = 40
_TITLE_PX: Final = 76
_ROW_PX: Final = 190
_WAVE_PX: Final = 88
_ROW_S: Final = (15.0, 20.0, 30.0, 60.0, 120.0, 300.0)  # how much of the song one row may show
_MOST_ROWS: Final = 6

_PAPER: Final = "#16181d"
_INK: Final = "#e8e6e1"
_FAINT: Final = "#3a3f4a"
_BEAT: Final = "#4d5462"
_BAR: Final = "#8b93a5"
_SECTIONS: Final = ("#5fb3b3", "#d08770", "#a3be8c", "#b48ead", "#ebcb8b", "#81a1c1")
_LINE: Final = "#ffd166"


def picture(sheet: Sheet) -> Image.Image:
    """The picture of ``sheet``, ``WIDTH_PX`` wide and as high as the song needs rows."""
    duration_s = max(sheet.duration_s, 0.1)
    row_s = next((s for s in _ROW_S if duration_s <= s * _MOST_ROWS), duration_s / _MOST_ROWS)
    count = max(1, -(-int(duration_s * 1000) // int(row_s * 1000)))
    image = Image.new("RGB", (WIDTH_PX, _TITLE_PX + count * _ROW_PX + 16), _PAPER)
    draw = ImageDraw.Draw(image)
    write(draw, (_MARGIN_PX, 20), sheet.title, size=30, width_px=900, ink=_INK)
    tempo = f"{sheet.tempo_bpm:.1f} bpm · " if sheet.tempo_bpm else ""
    facts = f"{tempo}{_clock(sheet.duration_s)}"
    width = draw.textlength(facts, font(22))
    draw.text((WIDTH_PX - _MARGIN_PX - width, 26), facts, _BAR, font(22))
    colours = _section_colours(sheet.marks)
    for index in range(count):
        _Row(draw, sheet, index * row_s, row_s, _TITLE_PX + index * _ROW_PX).paint(colours)
    return image


class _Row:
    """One stretch of the song; ``top`` is its upper edge in pixels."""

    def __init__(
        self, draw: ImageDraw.ImageDraw, sheet: Sheet, start_s: float, length_s: float, top: int
    ) -> None:
        self._draw = draw
        self._sheet = sheet
        self._start_s = start_s
        self._end_s = min(start_s + length_s, sheet.duration_s)
        self._scale = (WIDTH_PX - 2 * _MARGIN_PX) / length_s
        self._top = top + 64
        self._middle = self._top + _WAVE_PX // 2

    def paint(self, colours: dict[str, str]) -> None:
        """Grid, wave, times and lines, in this order so that words lie on top."""
        self._grid()
        self._wave(colours)
        y = self._top + _WAVE_PX + 6
        step_s = max(5, round((self._end_s - self._start_s) / 6 / 5) * 5)
        for second in range(int(self._start_s), int(self._end_s) + 1):
            if second % step_s == 0 and self._x(second) < WIDTH_PX - _MARGIN_PX:
                self._draw.text((self._x(second), y), _clock(second), _BAR, font(14))
        self._lines(colours)

    def _x(self, time_s: float) -> float:
        return _MARGIN_PX + (time_s - self._start_s) * self._scale

    def _within(self, time_s: float) -> bool:
        return self._start_s <= time_s < self._end_s

    def _grid(self) -> None:
        bottom = self._top + _WAVE_PX
        bars = set(self._sheet.bars_s)
        close = len(self._sheet.beats_s) > 1 and (
            60 / (self._sheet.tempo_bpm or 120) * self._scale < 6
        )
        for beat in self._sheet.beats_s:
            if self._within(beat) and beat in bars:
                self._draw.line((self._x(beat), self._top - 6, self._x(beat), bottom + 4), _BAR)
            elif self._within(beat) and not close:
                self._draw.line((self._x(beat), self._top + 8, self._x(beat), bottom - 8), _BEAT)

    def _wave(self, colours: dict[str, str]) -> None:
        peaks = self._sheet.peaks
        each_s = self._sheet.duration_s / max(1, len(peaks))
        self._draw.line((_MARGIN_PX, self._middle, self._x(self._end_s), self._middle), _FAINT)
        x = int(self._x(self._start_s))
        while x < self._x(self._end_s) and peaks:
            time_s = self._start_s + (x - _MARGIN_PX) / self._scale
            first = min(int(time_s / each_s), len(peaks) - 1)
            last = max(first + 1, int((time_s + 2 / self._scale) / each_s))
            half = max(peaks[first:last], default=0.0) * _WAVE_PX / 2
            colour = colours.get(self._section_at(time_s), _BAR)
            self._draw.line((x, self._middle - half, x, self._middle + half), colour, 2)
            x += 3

    def _section_at(self, time_s: float) -> str:
        section = ""
        for mark in self._sheet.marks:
            if mark.start_s > time_s:
                break
            section = mark.section or ""
        return section

    def _lines(self, colours: dict[str, str]) -> None:
        marks = [mark for mark in self._sheet.marks if self._within(mark.start_s)]
        before = self._section_at(self._start_s - 0.001)
        free = [0.0, 0.0]
        for mark in marks:
            x = self._x(mark.start_s)
            level = 0 if free[0] <= x else 1
            y = self._top - 46 + level * 18
            self._stem(x, y, guessed=mark.guessed)
            label = f"{'≈' if mark.guessed else ''}{mark.number} {mark.text}"
            following = [m.start_s for m in marks if m.start_s > mark.start_s][
                1 - level : 2 - level
            ]
            until = self._x(following[0]) if following else WIDTH_PX - _MARGIN_PX
            room = max(24.0, until - x - 10)
            free[level] = 6 + write(self._draw, (x + 4, y), label, size=15, width_px=room, ink=_INK)
            if (mark.section or "") != before and mark.section:
                colour = colours[mark.section]
                self._draw.text(
                    (x + 4, self._top - 64),
                    mark.section[:40],
                    colour,
                    font(16, script_of(mark.section)),
                )
            before = mark.section or ""

    def _stem(self, x: float, top: float, *, guessed: bool) -> None:
        """The line's start: solid where a person said it, dashed where the software guessed."""
        bottom = self._top + _WAVE_PX
        step = 7 if guessed else bottom - top
        y = top
        while y < bottom:
            self._draw.line((x, y, x, min(bottom, y + (2 if guessed else step))), _LINE, 2)
            y += step


def _section_colours(marks: tuple[Mark, ...]) -> dict[str, str]:
    names = list(dict.fromkeys(mark.section for mark in marks if mark.section))
    return {name: _SECTIONS[index % len(_SECTIONS)] for index, name in enumerate(names)}


def _clock(time_s: float) -> str:
    return f"{int(time_s) // 60}:{int(time_s) % 60:02}"
