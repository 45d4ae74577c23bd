"""Timelines that come back: changed in an editor, stripped by one, or made to do harm."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

import opentimelineio  # pyright: ignore[reportMissingTypeStubs]
import pytest

from bot.domain.errors import UserError
from bot.handoff.packer import ProcessPacker
from bot.handoff.timeline import timeline
from tests.handoff.packs import pack_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.domain.handoff.returned import Returned

otio = cast("Any", opentimelineio)


async def read(folder: Path, change: Callable[[Any], None] = lambda _: None) -> Returned:
    """What comes back after ``change`` was made in an editor."""
    made = timeline(pack_of(folder))
    change(made)
    path = folder / "back.otio"
    path.write_text(otio.adapters.write_to_string(made, "otio_json"), "utf-8")
    return await ProcessPacker().read(path)


def starts(returned: Returned) -> dict[int, float]:
    """Where each line's shot begins, in frames."""
    return {one.line_id: round(one.start_s * 24, 3) for one in returned.shots}


def clips(made: Any) -> list[Any]:
    """The clips of the picture track."""
    return [one for one in made.tracks[0] if isinstance(one, otio.schema.Clip)]


async def test_what_nobody_changed_says_what_we_wrote(tmp_path: Path) -> None:
    """The clip it is of, and every line's shot at its frame; the opening belongs to no line."""
    returned = await read(tmp_path)
    assert returned.clip_id == 7
    assert starts(returned) == {101: 31, 102: 32, 103: 90}
    assert (returned.foreign, returned.repeated) == (0, 0)


async def test_a_trimmed_shot_moves_those_behind_it(tmp_path: Path) -> None:
    """As an editor ripples."""

    def trim(made: Any) -> None:
        clip = clips(made)[2]
        kept = clip.source_range
        shorter = otio.opentime.RationalTime(40, 24)
        clip.source_range = otio.opentime.TimeRange(kept.start_time, shorter)

    assert starts(await read(tmp_path, trim)) == {101: 31, 102: 32, 103: 72}


async def test_shots_are_known_by_their_files_where_metadata_is_gone(tmp_path: Path) -> None:
    """Also by absolute paths as an editor writes them."""

    def strip(made: Any) -> None:
        made.metadata.clear()
        for clip in clips(made):
            clip.metadata.clear()
            clip.name = "renamed"
            clip.media_reference.target_url = (
                "file:///C:/Users/A%20B/pack/" + clip.media_reference.target_url
            )

    returned = await read(tmp_path, strip)
    assert returned.clip_id == 0
    assert starts(returned) == {101: 31, 102: 32, 103: 90}


async def test_a_song_that_was_moved_moves_nothing(tmp_path: Path) -> None:
    """A title of two seconds was put before everything: cuts are where they were in the song."""

    def before(made: Any) -> None:
        for track in made.tracks:
            two = otio.opentime.RationalTime(48, 24)
            track.insert(0, otio.schema.Gap(duration=two))

    assert starts(await read(tmp_path, before)) == {101: 31, 102: 32, 103: 90}


async def test_strangers_and_repeats_are_counted_and_left_out(tmp_path: Path) -> None:
    """The first time counts."""

    def mix(made: Any) -> None:
        again = clips(made)[1].clone()
        made.tracks[0].append(again)
        span = otio.opentime.TimeRange(duration=otio.opentime.RationalTime(5, 24))
        made.tracks[0].append(otio.schema.Clip("holiday", source_range=span))

    returned = await read(tmp_path, mix)
    assert starts(returned) == {101: 31, 102: 32, 103: 90}
    assert (returned.foreign, returned.repeated) == (1, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"{}",
        b"[1, 2]",
        b'{"OTIO_SCHEMA": "Clip.1"}',
        b'{"OTIO_SCHEMA": "Timeline.99", "tracks": 5}',
        b'{"OTIO_SCHEMA": "Nonsense.1"}',
        b'{"a": ' * 100_000,
        b"[" * 1_000_000,
        b'{"OTIO_SCHEMA": "Timeline.1", "tracks": ' * 20_000,
    ],
    ids=["empty", "bytes", "plain", "list", "clip", "odd", "unknown", "deep", "deeper", "nested"],
)
async def test_what_is_no_timeline_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    """Also where the child dies over it."""
    path = tmp_path / "evil.otio"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        await ProcessPacker().read(path)
    assert refused.value.key in {"handoff.unreadable", "handoff.no-timeline"}


async def test_numbers_made_to_do_harm_are_left_out(tmp_path: Path) -> None:
    """Ids that are none, times that are no times."""
    made = json.loads(otio.adapters.write_to_string(timeline(pack_of(tmp_path)), "otio_json"))
    places = iter(["x", -5, 2**63, 1.5, None])
    for child in made["tracks"]["children"][0]["children"]:
        if child["OTIO_SCHEMA"].startswith("Clip"):
            child["metadata"]["couplet"]["line_id"] = next(places)
            child["media_references"] = {}
            child["source_range"]["duration"]["value"] = 1e300
    made["metadata"]["couplet"] = [1]
    path = tmp_path / "back.otio"
    path.write_text(json.dumps(made))
    returned = await ProcessPacker().read(path)
    assert returned.shots == ()
