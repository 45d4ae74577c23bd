"""A pack to be written, with names that files and XML dislike."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bot.domain.handoff.pack import (
    Alternate,
    Marker,
    MarkerKind,
    Pack,
    PackedFile,
    PackedShot,
    PackedText,
    movie_name,
    stem_of,
)

if TYPE_CHECKING:
    from pathlib import Path

NAME = 'Le <train> & "minuit" :/\\*? \x07 \ufffe 💥 / ..'
LYRIC = "l’été <b>&amp;</b> \x1b[0m ]]> --"


def pack_of(
    folder: Path,
    rate: tuple[int, int] = (24, 1),
    *,
    bounds: tuple[int, ...] = (0, 31, 32, 90, 143),
    size_bytes: int = 2000,
) -> Pack:
    """A pack whose shots begin at ``bounds``; the last of these is the end."""
    files: list[PackedFile] = []

    def stored(name: str) -> str:
        path = folder / f"{len(files)}.bin"
        path.write_bytes(bytes([len(files) % 256]) * size_bytes)
        files.append(PackedFile(path, name))
        return name

    shots: list[PackedShot] = []
    for place, (start, end) in enumerate(itertools.pairwise(bounds)):
        before = min(24, start)
        shots.append(
            PackedShot(
                start=start,
                frames=end - start,
                kind="line" if place else "opening",
                movie=stored(movie_name(place, 100 + place if place else 0)),
                movie_frames=before + end - start + min(24, bounds[-1] - end),
                before=before,
                line_id=100 + place if place else 0,
                line=place,
                lyric=LYRIC if place else "",
                still=stored(f"stills/{place}a-t{place}.png") if place else "",
                alternates=(Alternate(f"{place}·2b", stored(f"takes/{place}b.png")),)
                if place
                else (),
                move="push_in",
                arrives={1: "", 2: "crossfade", 3: "whip"}.get(place, ""),
                arrives_before=0 if place < 2 else 6,
                arrives_after=0 if place < 2 else 6,
            )
        )
    stem = stem_of(NAME)
    return Pack(
        stem=f"couplet-{stem}",
        title=NAME,
        clip_id=7,
        rate_num=rate[0],
        rate_den=rate[1],
        width_px=1280,
        height_px=720,
        frames=bounds[-1],
        song=stored(f"song/{stem}.mp3"),
        shots=tuple(shots),
        markers=(
            Marker(MarkerKind.SECTION, 0, bounds[-1], "Refrain <1>"),
            Marker(MarkerKind.CAPTION, 32, 40, LYRIC),
            Marker(MarkerKind.BEAT, 12, 1),
        ),
        texts=(PackedText("README.txt", "read me"),),
        files=tuple(files),
    )
