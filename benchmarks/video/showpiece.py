"""A clip to look at: ``python -m benchmarks.video.showpiece FOLDER [DOCS]``.

Sixty shots over the demo's song, painted by the bundled model, with every move and every passage,
in 16:9 and 9:16. Beside the clips lie sheets of frames on both sides of every cut, in the middle
of every passage, and along every move. Nothing is measured here: it is for eyes. Takes that are in
the folder already are used again. With DOCS, six frames go there, as ``docs/video.md`` shows them.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
from PIL import Image, ImageDraw

from bot.demo.scenario import read
from bot.domain.cut.camera import Move
from bot.domain.cut.captions import CaptionOptions, CaptionStyle
from bot.domain.cut.credits import FRENCH, CreditsMode, Team, credits_of, title_of
from bot.domain.cut.edit import Edit, compose
from bot.domain.cut.formats import Aspect, format_of
from bot.domain.cut.source import Still
from bot.domain.cut.timeline import ShotKind, TimedLine, lay_out
from bot.domain.cut.transitions import Transition
from bot.domain.lyrics.line import PART_TEXT, LineShot
from bot.domain.prompts.composition import compose as compose_words
from bot.domain.prompts.prompt import CastMember, StyleSettings
from bot.domain.rounds.recipe import Recipe
from bot.domain.song.song import shot_energies
from bot.imaging.painter import ProcessPainter
from bot.imaging.presets import load_presets
from bot.lyrics import parse
from bot.ports.rounds import PaintItem, PaintRequest
from bot.song import measure_song
from bot.video.assembly import Assembler
from bot.wiring.process import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.demo.scenario import Scenario
    from bot.domain.cut.formats import Format
    from bot.domain.prompts.prompt import Preset
    from bot.domain.song.song import SongFacts
    from bot.ports.cut import RenderProgress

SCENARIO: Final = Path(__file__).parents[2] / "bot" / "demo" / "songs" / "minuit"
RATE: Final = Fraction(24)
BEAT_S: Final = 60 / 132
SHOT_BEATS: Final = 2
SHOTS: Final = 60
BATCH: Final = 4
SHEET_COLUMNS: Final = 6
THUMB_PX: Final = 320
STILL_PX: Final = (960, 540)
LOOKS: Final = {Aspect.WIDE: CaptionStyle.CLEAN, Aspect.TALL: CaptionStyle.POSTER}


def lines_of(scenario: Scenario, duration_s: float) -> list[TimedLine]:
    """The sung lines with their words, each followed by further shots every other beat."""
    found = parse(scenario.lyrics.read_text(encoding="utf-8")).lines
    starts = [line.start_s or 0.0 for line in found]
    timed: list[TimedLine] = []
    for line, start, until in zip(found, starts, [*starts[1:], duration_s], strict=True):
        timed.append(
            TimedLine(
                len(timed), len(timed) + 1, line.text, start, line.end_s, line.section, line.words
            )
        )
        at = start + SHOT_BEATS * BEAT_S
        while at < until - BEAT_S and len(timed) < SHOTS:
            number = len(timed)
            timed.append(
                TimedLine(number, number + 1, PART_TEXT, at, None, line.section, (), LineShot.PART)
            )
            at += SHOT_BEATS * BEAT_S
    return timed


async def paint(folder: Path, scenario: Scenario, preset: Preset, count: int) -> list[Path]:
    """One take a shot: the scenario's prompts in turn, each time with another seed."""
    style = StyleSettings(words=scenario.styles[-1], preset=preset.name)
    cast = [CastMember(0, 0, name, told, 0) for name, told in scenario.cast.items()]
    paths = [folder / f"take-{shot}.png" for shot in range(count)]
    missing = [shot for shot, path in enumerate(paths) if not path.exists()]
    painter = ProcessPainter(folder / "painted", SystemClock())
    try:
        for first in range(0, len(missing), BATCH):
            batch = missing[first : first + BATCH]
            items: list[PaintItem] = []
            for shot in batch:
                line = scenario.lines[shot * len(scenario.lines) // count]
                words = compose_words(line.rewrite or line.prompt, style, cast, preset)
                items.append(PaintItem(words.prompt, words.negative, seed=100 + shot))
            request = PaintRequest(Recipe.of(preset, preset), tuple(items))
            painted = await painter.paint(request, _unheard_share)
            for shot, picture in zip(batch, painted, strict=True):
                picture.file.replace(paths[shot])
            _say(f"{first + len(batch)} of {len(missing)} takes painted")
    finally:
        await painter.aclose()
    return paths


def edit_of(
    scenario: Scenario,
    lines: Sequence[TimedLine],
    facts: SongFacts,
    takes: Sequence[Path],
    aspect: Aspect,
) -> Edit:
    """The edit in one shape: all moves and passages in turn, captions word by word."""
    timeline = lay_out(lines, facts.duration_s, RATE)
    moves, passages = list(Move), list(Transition)
    edit = compose(
        timeline,
        format_of(aspect, RATE),
        scenario.song,
        {line.id: Still(takes[line.id]) for line in lines},
        energies=shot_energies(facts.energy, timeline),
        moves={line.id: moves[line.id % len(moves)] for line in lines},
        transitions={line.id: passages[line.id % len(passages)] for line in lines},
    )
    team = Team(
        title=scenario.title,
        artist=scenario.artist,
        prompters=scenario.team,
        askers=scenario.team,
        voters=scenario.team,
        directors=scenario.team[:1],
        model="Couplet sketch",
        model_licence="MIT",
        training_data="drawn scenes",
    )
    return replace(
        edit,
        captions=CaptionOptions(LOOKS[aspect]),
        title=title_of(team, FRENCH),
        credits=credits_of(team, FRENCH, CreditsMode.FULL),
        words=FRENCH,
    )


def moments(edit: Edit) -> dict[int, str]:
    """Which frames are worth looking at, with what each is."""
    found: dict[int, str] = {}
    for cut in edit.cuts:
        shot, move = cut.shot, cut.move.value
        name = shot.kind.value if shot.line is None else str(shot.line.number)
        for share in (0.0, 0.5, 1.0):
            frame = shot.start + round((shot.frames - 1) * share)
            found[frame] = f"{name} {move} {share:.0%}"
    for passage in edit.passages:
        found[(passage.start + passage.end) // 2] = f"> {passage.kind.value}"
    title = edit.timeline.shots[0]
    if title.kind is ShotKind.OPENING:
        found |= {k: f"title {k}" for k in range(6, title.end, 12)}
    credits_ = edit.timeline.shots[-1]
    found |= {k: f"credits {k}" for k in range(credits_.start, credits_.end, 18)}
    return dict(sorted(found.items()))


def sheets(clip: Path, wanted: dict[int, str], frame: Format, folder: Path, name: str) -> None:
    """Write the frames, small and named, on as many pages as they need."""
    height = THUMB_PX * frame.height_px // frame.width_px if not frame.tall else THUMB_PX
    size = (THUMB_PX * frame.width_px // frame.height_px if frame.tall else THUMB_PX, height)
    columns = SHEET_COLUMNS * (2 if frame.tall else 1)
    shown = list(_frames(clip, wanted, size))
    a_page = columns * 7
    for page in range(0, len(shown), a_page):
        part = shown[page : page + a_page]
        rows = -(-len(part) // columns)
        sheet = Image.new("RGB", (columns * size[0], rows * (size[1] + 14)), (20, 20, 24))
        pen = ImageDraw.Draw(sheet)
        for place, (picture, label) in enumerate(part):
            x, y = place % columns * size[0], place // columns * (size[1] + 14)
            sheet.paste(picture, (x, y + 14))
            pen.text((x + 3, y + 1), label, fill=(230, 230, 230))
        sheet.save(folder / f"{name}-{page // a_page + 1}.jpg", quality=85)


def _frames(
    clip: Path, wanted: dict[int, str], size: tuple[int, int]
) -> Iterable[tuple[Image.Image, str]]:
    with av.open(str(clip)) as opened:
        for index, frame in enumerate(opened.decode(opened.streams.video[0])):
            if index in wanted:
                yield (
                    Image.fromarray(frame.to_ndarray(format="rgb24")).resize(size),
                    f"{index} {wanted[index]}",
                )


def stills(folder: Path, wide: Edit, tall: Edit, into: Path) -> None:
    """Write the six frames that ``docs/video.md`` shows."""
    for aspect, edit, wanted in (
        (Aspect.WIDE, wide, ("title", "crossfade", "whip", "credits")),
        (Aspect.TALL, tall, ("tall", "tall-title")),
    ):
        frames = _told_frames(edit)
        places = {frames[name.removeprefix("tall-")]: name for name in wanted}
        size = STILL_PX if aspect is Aspect.WIDE else (STILL_PX[1], STILL_PX[0])
        clip = folder / f"clip-{_name(aspect)}.mp4"
        for picture, label in _frames(clip, places, size):
            name = label.partition(" ")[2]
            picture.save(into / f"clip-{name}.jpg", quality=88, optimize=True)


def _told_frames(edit: Edit) -> dict[str, int]:
    """A telling frame of each kind: the title, passages under a caption, the credits."""
    shots = edit.timeline.shots
    middle = edit.timeline.frames // 2
    found = {
        "title": shots[0].start + shots[0].frames // 2,
        "tall": middle,
        "credits": edit.timeline.frames - round(2.2 * RATE),
    }
    for passage in edit.passages:
        if passage.start > 0.39 * edit.timeline.frames:
            found.setdefault(passage.kind.value, (passage.start + passage.end) // 2)
    return found


async def main(folder: Path, into: Path | None) -> None:
    """Paint, render in both shapes, and lay the frames out."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    scenario = read(SCENARIO)
    assembler = Assembler(folder / "cache")
    facts = await measure_song(scenario.song, scenario.song.name)
    lines = lines_of(scenario, facts.duration_s)
    takes = await paint(folder, scenario, load_presets()["sketch"], len(lines))
    edits: dict[Aspect, Edit] = {}
    for aspect in LOOKS:
        edit = edits[aspect] = edit_of(scenario, lines, facts, takes, aspect)
        name = _name(aspect)
        out = folder / f"clip-{name}.mp4"
        made = await assembler.render(edit, out, on_progress=_unheard)
        _say(f"{out.name}: {len(edit.cuts)} shots, {made.frames} frames, {made.size_bytes} bytes")
        await asyncio.to_thread(sheets, out, moments(edit), edit.format, folder, f"sheet-{name}")
    if into is not None:
        await asyncio.to_thread(stills, folder, edits[Aspect.WIDE], edits[Aspect.TALL], into)


def _name(aspect: Aspect) -> str:
    return aspect.value.replace(":", "x")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _unheard(progress: RenderProgress) -> None:
    del progress


def _unheard_share(share: float) -> None:
    del share


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
