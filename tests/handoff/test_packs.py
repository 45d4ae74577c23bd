"""Packs as editors find them: paths, frames, parts, in every format and at every rate."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any, cast

import opentimelineio  # pyright: ignore[reportMissingTypeStubs]
import pytest

from bot.domain.cut.formats import RATES
from bot.domain.errors import UserError
from bot.domain.handoff.pack import SHOT_FILE, stem_of
from bot.handoff.packer import ProcessPacker
from tests.handoff.packs import NAME, pack_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.handoff.pack import Pack

otio = cast("Any", opentimelineio)
MIB = 1024 * 1024


async def packed(pack: Pack, folder: Path, limit_bytes: int = 10 * MIB) -> list[zipfile.ZipFile]:
    """The ZIP files that the child made."""
    out = folder / "out"
    out.mkdir()
    made = await ProcessPacker().pack(pack, out, limit_bytes, 8)
    return [zipfile.ZipFile(io.BytesIO(path.read_bytes())) for path in made]


def timelines(archive: zipfile.ZipFile, rate: float) -> dict[str, Any]:
    """Each format's timeline as OpenTimelineIO reads it back, by its ending."""
    found: dict[str, Any] = {}
    adapters = {"otio": "otio_json", "xml": "fcp_xml", "edl": "cmx_3600"}
    for name in archive.namelist():
        ending = name.rpartition(".")[2]
        if ending in adapters:
            how = {"rate": rate} if ending == "edl" else {}
            read = otio.adapters.read_from_string(
                archive.read(name).decode(), adapters[ending], **how
            )
            found[ending] = read if isinstance(read, otio.schema.Timeline) else read[0]
    return found


def cuts(timeline: Any) -> list[tuple[int, int, int]]:
    """Where each shot begins, how long it is seen, and from which frame of its movie on."""
    (track,) = (one for one in timeline.tracks if one.kind == "Video")
    return [
        (
            clip.range_in_parent().start_time.to_frames(),
            clip.duration().to_frames(),
            clip.source_range.start_time.to_frames(),
        )
        for clip in track
        if isinstance(clip, otio.schema.Clip)
    ]


@pytest.mark.parametrize("name", RATES)
async def test_every_format_has_our_cut_to_the_frame(tmp_path: Path, name: str) -> None:
    """At each rate that a clip can have, a shot of a single frame among them."""
    rate = RATES[name]
    pack = pack_of(tmp_path, (rate.numerator, rate.denominator))
    (archive,) = await packed(pack, tmp_path)
    read = timelines(archive, float(rate))
    assert set(read) == {"otio", "xml", "edl"}
    wanted = [(shot.start, shot.frames, shot.before) for shot in pack.shots]
    for ending, timeline in read.items():
        assert cuts(timeline) == wanted, ending


async def test_long_clips_keep_every_cut(tmp_path: Path) -> None:
    """Ten minutes, three hundred shots."""
    pack = pack_of(tmp_path, bounds=tuple(range(0, 14_401, 48)), size_bytes=10)
    assert len(pack.shots) == 300
    (archive,) = await packed(pack, tmp_path)
    for ending, timeline in timelines(archive, 24.0).items():
        assert cuts(timeline) == [(one.start, one.frames, one.before) for one in pack.shots], ending


async def test_the_timeline_knows_all_that_we_know(tmp_path: Path) -> None:
    """Whose line a shot is, its other takes, transitions, camera moves, markers, the song."""
    pack = pack_of(tmp_path)
    (archive,) = await packed(pack, tmp_path)
    timeline = timelines(archive, 24.0)["otio"]
    pictures, sound = timeline.tracks
    clips = [one for one in pictures if isinstance(one, otio.schema.Clip)]
    assert [one.metadata["couplet"]["line_id"] for one in clips] == [0, 101, 102, 103]
    assert set(clips[1].media_references()) == {"DEFAULT_MEDIA", "still", "take 1·2b"}
    assert clips[1].effects[0].effect_name == "push_in"
    arriving = [one for one in pictures if isinstance(one, otio.schema.Transition)]
    kinds = [(one.name, one.transition_type) for one in arriving]
    assert kinds == [("crossfade", "SMPTE_Dissolve"), ("whip", "Custom_Transition")]
    assert sound[0].media_reference.target_url == pack.song
    markers = {one.metadata["couplet"]["marker"] for one in timeline.tracks.markers}
    assert markers == {"section", "caption", "beat"}
    assert len(timelines_markers(archive)) == 2


def timelines_markers(archive: zipfile.ZipFile) -> list[Any]:
    """The markers of the XML, which goes without beats."""
    return list(timelines(archive, 24.0)["xml"].tracks.markers)


async def test_every_path_is_in_the_pack_and_harmless(tmp_path: Path) -> None:
    """Relative, inside one folder, plain names; each media file that is named is there."""
    pack = pack_of(tmp_path)
    (archive,) = await packed(pack, tmp_path)
    assert archive.testzip() is None
    folder = f"couplet-{stem_of(NAME)}/"
    assert stem_of(NAME) == "le-train-minuit"
    names = archive.namelist()
    assert all(name.startswith(folder) and ".." not in name for name in names)
    assert all(name.isascii() and not set(name) & set('<>:"|?*\\') for name in names)
    timeline = timelines(archive, 24.0)["otio"]
    for track in timeline.tracks:
        for clip in track:
            if isinstance(clip, otio.schema.Clip):
                for media in clip.media_references().values():
                    assert folder + media.target_url in names
    movies = [SHOT_FILE.search(name) for name in names]
    assert [one["line"] for one in movies if one] == ["0", "101", "102", "103"]


async def test_what_is_too_large_comes_in_parts_that_fit(tmp_path: Path) -> None:
    """Each below the limit, all of it in them once, the timelines in the first."""
    pack = pack_of(tmp_path, size_bytes=300_000)
    parts = await packed(pack, tmp_path, limit_bytes=MIB)
    assert 1 < len(parts) <= 8
    names = [name for part in parts for name in part.namelist()]
    assert len(names) == len(set(names)) == 4 + len(pack.files)
    assert any(name.endswith(".otio") for name in parts[0].namelist())
    sizes = [path.stat().st_size for path in (tmp_path / "out").iterdir()]
    assert max(sizes) <= MIB


async def test_more_than_a_channel_bears_is_one_file(tmp_path: Path) -> None:
    """So is what has a file that fits into no part."""
    pack = pack_of(tmp_path, size_bytes=300_000)
    assert len(await packed(pack, tmp_path, limit_bytes=310_000)) == 1


async def test_a_file_that_is_gone_fails_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    """No half pack stays on the disk."""
    pack = pack_of(tmp_path)
    pack.files[3].path.unlink()
    with pytest.raises(UserError, match="could not be made"):
        await packed(pack, tmp_path)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("name", ["", "...", "日本語", "💥", "CON", "a" * 300, "-"])
def test_any_name_makes_a_stem(name: str) -> None:
    """Short, plain, never empty, never hidden."""
    stem = stem_of(name)
    assert 0 < len(stem) <= 40
    assert stem.isascii()
    assert stem[0].isalnum()
    assert stem[-1].isalnum()
