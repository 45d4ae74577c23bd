"""A pack as an OpenTimelineIO timeline, and as the text of each format that editors read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

import opentimelineio  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.handoff.pack import MarkerKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.handoff.pack import Marker, Pack, PackedShot

otio = cast("Any", opentimelineio)

OURS: Final = "couplet"
"""Our key in the metadata of everything."""

_COLOURS: Final = {
    MarkerKind.SECTION: "GREEN",
    MarkerKind.CAPTION: "CYAN",
    MarkerKind.BEAT: "YELLOW",
}
_REFUSED_BY_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DISSOLVES: Final = frozenset({"crossfade"})
_MOST_IN_XML: Final = frozenset({MarkerKind.SECTION, MarkerKind.CAPTION})


def formats(pack: Pack) -> Iterator[tuple[str, str]]:
    """Name and content of each timeline file of the pack.

    FCP7 XML goes without beats and what an editor would not know; EDL has cuts alone.
    """
    yield f"{pack.stem}.otio", otio.adapters.write_to_string(timeline(pack), "otio_json")
    yield f"{pack.stem}.xml", otio.adapters.write_to_string(_plainer(pack), "fcp_xml")
    yield f"{pack.stem}.edl", otio.adapters.write_to_string(_cuts(pack), "cmx_3600")


def timeline(pack: Pack) -> Any:
    """The whole timeline: shots on V1, the song on A1, markers, what else we know as metadata."""
    made = otio.schema.Timeline(
        shown(pack.title),
        global_start_time=_at(pack, 0),
        metadata={OURS: {"clip": pack.clip_id, "width": pack.width_px, "height": pack.height_px}},
    )
    made.tracks.append(_pictures(pack))
    made.tracks.append(_sound(pack))
    made.tracks.markers.extend(_marker(pack, one) for one in pack.markers)
    return made


def shown(text: str) -> str:
    """``text`` on one line, without what XML refuses."""
    return " ".join(_REFUSED_BY_XML.sub(" ", text).split())


def _pictures(pack: Pack) -> Any:
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    for place, shot in enumerate(pack.shots):
        if shot.arrives:
            track.append(_transition(pack, shot))
        track.append(_clip(pack, place, shot))
    return track


def _clip(pack: Pack, place: int, shot: PackedShot) -> Any:
    line = f"L{shot.line} " if shot.line else ""
    clip = otio.schema.Clip(
        shown(f"{place + 1:03d} {line}{shot.lyric or shot.kind}")[:120],
        source_range=_range(pack, shot.before, shot.frames),
        metadata={
            OURS: {
                "line_id": shot.line_id,
                "line": shot.line,
                "kind": shot.kind,
                "lyric": shown(shot.lyric),
                "prompt": shown(shot.prompt),
                "take": shot.take,
                "still": shot.still,
            }
        },
    )
    references: dict[str, Any] = {
        clip.DEFAULT_MEDIA_KEY: _media(pack, shot.movie, shot.movie_frames)
    }
    if shot.still:
        references["still"] = _media(pack, shot.still, 1)
    # What an editor may try instead of the winner, under the name that the team knows it by.
    references |= {shown(f"take {one.name}"): _media(pack, one.file, 1) for one in shot.alternates}
    clip.set_media_references(references, clip.DEFAULT_MEDIA_KEY)
    if shot.move:
        clip.effects.append(
            otio.schema.Effect(
                "camera move", effect_name=shot.move, metadata={OURS: {"in_movie": True}}
            )
        )
    return clip


def _transition(pack: Pack, shot: PackedShot) -> Any:
    kind = otio.schema.TransitionTypes
    return otio.schema.Transition(
        shot.arrives,
        transition_type=kind.SMPTE_Dissolve if shot.arrives in _DISSOLVES else kind.Custom,
        in_offset=_at(pack, shot.arrives_before),
        out_offset=_at(pack, shot.arrives_after),
        metadata={OURS: {"transition": shot.arrives}},
    )


def _sound(pack: Pack) -> Any:
    track = otio.schema.Track("A1", kind=otio.schema.TrackKind.Audio)
    track.append(
        otio.schema.Clip("song", _media(pack, pack.song, pack.frames), _range(pack, 0, pack.frames))
    )
    return track


def _marker(pack: Pack, marker: Marker) -> Any:
    return otio.schema.Marker(
        shown(marker.name) or str(marker.kind),
        _range(pack, marker.start, marker.frames),
        color=_COLOURS[marker.kind],
        metadata={OURS: {"marker": str(marker.kind)}},
    )


def _plainer(pack: Pack) -> Any:
    """The timeline as Premiere reads it: dissolves for all fades, the other transitions as cuts."""
    made = timeline(pack)
    for track in made.tracks:
        for child in list(track):
            if (
                isinstance(child, otio.schema.Transition)
                and child.transition_type != otio.schema.TransitionTypes.SMPTE_Dissolve
            ):
                track.remove(child)
    made.tracks.markers.clear()
    made.tracks.markers.extend(
        _marker(pack, one) for one in pack.markers if one.kind in _MOST_IN_XML
    )
    return made


def _cuts(pack: Pack) -> Any:
    made = timeline(pack)
    del made.tracks[1:]
    for child in list(made.tracks[0]):
        if isinstance(child, otio.schema.Transition):
            made.tracks[0].remove(child)
    return made


def _media(pack: Pack, file: str, frames: int) -> Any:
    return otio.schema.ExternalReference(file, _range(pack, 0, frames))


def _at(pack: Pack, frame: int) -> Any:
    return otio.opentime.RationalTime(frame, pack.rate_num / pack.rate_den)


def _range(pack: Pack, start: int, frames: int) -> Any:
    return otio.opentime.TimeRange(_at(pack, start), _at(pack, frames))
