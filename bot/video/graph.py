"""ffmpeg's graphs, built with ffmpeg-python: plain data in, an argument list out.

Nothing runs here. ffmpeg-python has no types and escapes what it is given; this module is the only
one that touches it. Frame sizes go by ``s``: its ``video_size`` needs a Python that is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, cast

import ffmpeg  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.cut.edit import Codec
from bot.domain.rounds.brought import LONGEST_FILM_S
from bot.domain.song.song import CONTAINERS, DOWNMIX, HEARD_HZ
from bot.video.ass import offset_frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.cut.edit import EncoderSettings, Metadata
    from bot.domain.cut.formats import Format

_lib = cast("Any", ffmpeg)

VERSION: Final = 3
"""Counts up whenever the same segment would be painted or encoded differently."""


KEY_FRAMES: Final = 12
"""How often a kept film has a key frame: what ``bot.video.films`` counts on."""

PEAK: Final = "lavfi.astats.Overall.Peak_level"

_QUIET: Final = ("-hide_banner", "-nostats", "-loglevel", "error")
_COLOUR: Final = {
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "color_range": "tv",
}


@dataclass(frozen=True, slots=True)
class SoundCut:
    """Which part of a song is encoded, in samples at 48 kHz: silence, the song, silence."""

    skip: int
    lead: int
    total: int
    gain_db: float = 0.0
    ceiling_db: float | None = None
    """What no peak may pass, in decibels of full scale; None limits nothing."""


def ticks(rate: Fraction) -> tuple[int, int]:
    """The track timescale for ``rate`` and how many of its ticks a frame lasts: both whole."""
    fine = 512 if rate.numerator < 1000 else 1
    return rate.numerator * fine, rate.denominator * fine


def segment_args(
    binary: str,
    frame: Format,
    settings: EncoderSettings,
    out: str,
    *,
    script: str | None = None,
    fonts: str | None = None,
    threads: int = 1,
    bounds: Sequence[int] = (),
) -> list[str]:
    """Raw 4:2:0 frames from standard input, letters drawn over them, encoded to ``out``.

    ``script`` and ``fonts`` are paths relative to where ffmpeg runs. ``bounds`` are frames at which
    another file begins, each with a picture of its own that refers to none before; ``out`` is then
    a pattern such as ``part-%03d``. Progress comes on standard output, errors on standard error.
    """
    video = _lib.input(
        "pipe:0",
        format="rawvideo",
        pix_fmt="yuv420p",
        s=f"{frame.width_px}x{frame.height_px}",
        framerate=f"{frame.rate.numerator}/{frame.rate.denominator}",
        **_COLOUR,
    )["v:0"]
    if script is not None:
        ahead = offset_frames(frame.rate)
        video = video.filter("setpts", f"PTS+{ahead}")
        video = video.filter("ass", filename=script, fontsdir=fonts)
        video = video.filter("setpts", f"PTS-{ahead}")
    output = video.output(
        out,
        threads=threads,
        pix_fmt="yuv420p",
        **_container(frame.rate, bounds),
        **_COLOUR,
        **_codec(settings),
    )
    return _compiled(output, binary)


def _container(rate: Fraction, bounds: Sequence[int]) -> dict[str, Any]:
    """One MP4 file, or one for each stretch between ``bounds``."""
    scale, _ = ticks(rate)
    if not bounds:
        return {"format": "mp4", "video_track_timescale": scale}
    # Half a frame early: the first frame at or after that time is the one that is meant.
    starts = [f"{float((bound - Fraction(1, 2)) / rate):.6f}" for bound in bounds]
    return {
        "format": "segment",
        "segment_format": "mp4",
        "segment_format_options": f"video_track_timescale={scale}",
        "segment_frames": ",".join(map(str, bounds)),
        "reset_timestamps": 1,
        "force_key_frames": ",".join(starts),
        "forced-idr": 1,
    }


def trial_args(binary: str, codec: Codec) -> list[str]:
    """A few frames of nothing through an encoder, to see whether it really works here."""
    source = _lib.input("color=size=256x256:duration=0.1", format="lavfi")
    return _compiled(source.output("-", format="null", vcodec=codec.value), binary)


def still_args(binary: str, clip: str, out: str) -> list[str]:
    """The first frame of a clip of ours as a JPEG."""
    video = _lib.input(clip, protocol_whitelist="file", format_whitelist="mov")["v:0"].filter(
        "scale", in_color_matrix="bt709", out_range="pc"
    )
    return _compiled(video.output(out, format="image2", vcodec="mjpeg", vframes=1, q=4), binary)


def join_args(
    binary: str,
    frame: Format,
    codec: Codec,
    *,
    listing: str,
    audio: str,
    out: str,
    metadata: Metadata,
) -> list[str]:
    """Segments named in a concat ``listing`` and a finished audio file, copied into one clip.

    Time stamps are rounded to whole frames: the concat demuxer adds up segment durations in
    microseconds, which drifts. No decoder is allowed for H.264: the demuxer would try one on the
    first frames of every segment, which took four times as long as the copying (0.6 s more for 94
    segments). VP9 files need that look: their header does not say enough.
    """
    scale, tick = ticks(frame.rate)
    video = _lib.input(
        listing,
        format="concat",
        safe=0,
        **({"codec_whitelist": "none"} if codec in {Codec.X264, Codec.NVENC} else {}),
    )
    sound = _lib.input(audio)
    tags = {
        f"metadata:g:{index}": f"{name}={value}"
        for index, (name, value) in enumerate(_tags(metadata))
    }
    output = _lib.output(
        video["v:0"],
        sound["a:0"],
        out,
        format="mp4",
        c="copy",
        movflags="+faststart",
        video_track_timescale=scale,
        **{"bsf:v": f"setts=pts=round(PTS/{tick})*{tick}:dts=round(DTS/{tick})*{tick}"},
        **tags,
    )
    return _compiled(output, binary)


def sound_args(
    binary: str, song: str, out: str, cut: SoundCut, settings: EncoderSettings
) -> list[str]:
    """The song as AAC of exactly the length that the clip needs."""
    sound = _song(song).filter("aresample", HEARD_HZ, **DOWNMIX)
    if cut.skip:
        sound = sound.filter("atrim", start_sample=cut.skip).filter("asetpts", "PTS-STARTPTS")
    if cut.gain_db:
        sound = sound.filter("volume", f"{cut.gain_db:.2f}dB")
    if cut.ceiling_db is not None:
        # At four times the rate, so that peaks between the samples are held too.
        sound = (
            sound.filter("aresample", 4 * HEARD_HZ)
            .filter("alimiter", limit=f"{10 ** (cut.ceiling_db / 20):.4f}", level="disabled")
            .filter("aresample", HEARD_HZ)
        )
    if cut.lead:
        sound = sound.filter("adelay", f"{cut.lead}S", all=1)
    sound = sound.filter("apad").filter("atrim", end_sample=cut.total)
    output = sound.output(
        out,
        format="mp4",
        acodec="aac",
        aac_coder=settings.audio_coder.value,
        ar=HEARD_HZ,
        ac=2,
        audio_bitrate=f"{settings.audio_kbps}k",
        map_metadata=-1,
    )
    return _compiled(output, binary)


def peak_args(binary: str, sound: str) -> list[str]:
    """What tells in its reports, as ``PEAK``, the highest peak of a sound file once decoded."""
    decoded = (
        _lib.input(sound)["a:0"]
        .filter("astats", metadata=1, measure_perchannel="none", measure_overall="Peak_level")
        .filter("ametadata", "print", key=PEAK, file="pipe:1")
    )
    return _compiled(decoded.output("-", format="null"), binary)


def intake_args(
    binary: str,
    upload: str,
    out: str,
    rate: Fraction,
    *,
    start_s: float,
    formats: str,
    deep: bool,
    alpha: bool,
) -> list[str]:
    """A film of anybody's as this bot keeps films (``bot.video.films``), from ``start_s`` on.

    Turned upright, square pixels, at ``rate`` by its time stamps, no sound; a ``deep`` one (HDR) is
    brought into BT.709, one with ``alpha`` laid over black.
    """
    video = _lib.input(
        upload,
        ss=f"{start_s:.3f}",
        t=f"{LONGEST_FILM_S:.3f}",
        threads=1,
        protocol_whitelist="file",
        format_whitelist=formats,
    )["v:0"]
    if alpha:
        video = video.filter("format", "gbrap").filter("premultiply", inplace=1)
        video = video.filter("format", "gbrp")
    if deep:
        video = (
            video.filter("zscale", transfer="linear", npl=100)
            .filter("format", "gbrpf32le")
            .filter("zscale", primaries="bt709")
            .filter("tonemap", "hable", desat=0)
            .filter("zscale", transfer="bt709", matrix="bt709", range="tv")
        )
    side = "min(1,1920/max(iw*sar,ih))"
    video = (
        video.filter("fps", f"{rate.numerator}/{rate.denominator}")
        .filter(
            "scale",
            f"max(2,2*round(iw*sar*{side}/2))",
            f"max(2,2*round(ih*{side}/2))",
            flags="lanczos+accurate_rnd",
            out_color_matrix="bt709",
            out_range="tv",
        )
        .filter("setsar", 1)
        .filter("format", "yuv420p")
    )
    return _compiled(_kept_film(video, out, rate), binary)


def film_args(binary: str, pattern: str, out: str, rate: Fraction) -> list[str]:
    """Pictures numbered from 0 by a ``pattern`` as a film, as this bot keeps films."""
    framerate = f"{rate.numerator}/{rate.denominator}"
    video = _lib.input(pattern, format="image2", framerate=framerate, start_number=0)["v:0"].filter(
        "scale",
        "2*trunc(iw/2)",
        "2*trunc(ih/2)",
        flags="lanczos+accurate_rnd",
        out_color_matrix="bt709",
        out_range="tv",
    )
    return _compiled(_kept_film(video.filter("format", "yuv420p"), out, rate), binary)


def _kept_film(video: Any, out: str, rate: Fraction) -> Any:
    scale, _ = ticks(rate)
    return video.output(
        out,
        format="mp4",
        vcodec="libx264",
        preset="veryfast",
        crf=12,
        threads=1,
        video_track_timescale=scale,
        map_metadata=-1,
        movflags="+faststart",
        g=KEY_FRAMES,
        bf=0,
        sc_threshold=0,
        **_COLOUR,
    )


def shown_film_args(binary: str, film: str, out: str) -> list[str]:
    """A kept film small enough for any channel: 640 pixels, about a megabit a second at most."""
    video = _lib.input(film, protocol_whitelist="file", format_whitelist="mov")["v:0"].filter(
        "scale",
        "2*round(iw*min(1,640/max(iw,ih))/2)",
        "2*round(ih*min(1,640/max(iw,ih))/2)",
        flags="lanczos",
    )
    output = video.output(
        out,
        format="mp4",
        vcodec="libx264",
        preset="veryfast",
        crf=24,
        maxrate="1000k",
        bufsize="2000k",
        threads=1,
        movflags="+faststart",
        **_COLOUR,
    )
    return _compiled(output, binary)


@dataclass(frozen=True, slots=True)
class Shrink:
    """How a finished clip is made smaller: frame size, video bits a second, encoder preset."""

    width_px: int
    height_px: int
    video_bps: int
    rate: Fraction
    preset: str = "medium"


def first_pass_args(binary: str, shrink: Shrink, *, clip: str, log: str) -> list[str]:
    """The first of two passes: looks at the clip, writes only its log."""
    output = _shrunk(clip, shrink)["video"].output(
        "-",
        format="null",
        passlogfile=log,
        **{"pass": 1},
        **_two_pass(shrink),
    )
    return _compiled(output, binary)


def second_pass_args(
    binary: str, shrink: Shrink, *, clip: str, audio: str, log: str, out: str
) -> list[str]:
    """The second pass: the video at its bit rate, the sound copied from ``audio``.

    What the clip says of itself comes along: ffmpeg copies the tags of its first input.
    """
    scale, _ = ticks(shrink.rate)
    output = _lib.output(
        _shrunk(clip, shrink)["video"],
        _lib.input(audio)["a:0"],
        out,
        format="mp4",
        movflags="+faststart",
        acodec="copy",
        passlogfile=log,
        video_track_timescale=scale,
        **{"pass": 2},
        **_two_pass(shrink),
    )
    return _compiled(output, binary)


def _song(path: str) -> Any:
    """A file from people, opened as sound and as nothing else: no playlist, no other file."""
    return _lib.input(
        path, protocol_whitelist="file", format_whitelist=CONTAINERS, vn=None, sn=None, dn=None
    )["a:0"]


def _shrunk(clip: str, shrink: Shrink) -> dict[str, Any]:
    video = _lib.input(clip, protocol_whitelist="file", format_whitelist="mov")["v:0"]
    return {
        "video": video.filter("scale", f"{shrink.width_px}", f"{shrink.height_px}", flags="lanczos")
    }


def _two_pass(shrink: Shrink) -> dict[str, Any]:
    return {
        "vcodec": "libx264",
        "preset": shrink.preset,
        "video_bitrate": shrink.video_bps,
        "pix_fmt": "yuv420p",
        **_COLOUR,
    }


def _codec(settings: EncoderSettings) -> dict[str, Any]:
    """The encoder's options: one scale of quality, whichever encoder it is."""
    match settings.codec:
        case Codec.X264:
            return {"vcodec": "libx264", "preset": settings.preset, "crf": settings.quality}
        case Codec.NVENC:
            return {"vcodec": "h264_nvenc", "preset": "p4", "rc": "vbr", "cq": settings.quality}
        case Codec.AV1:
            return {"vcodec": "libsvtav1", "preset": 8, "crf": settings.quality + 10}
        case Codec.VP9:
            return {
                "vcodec": "libvpx-vp9",
                "crf": settings.quality + 12,
                "video_bitrate": 0,
                "deadline": "good",
                "cpu-used": 5,
            }


def _tags(metadata: Metadata) -> list[tuple[str, str]]:
    """Metadata as pairs; line ends and control characters do not belong into a tag."""
    pairs = (
        ("title", metadata.title),
        ("artist", metadata.artist),
        ("comment", metadata.comment),
        ("copyright", metadata.copyright),
        ("description", metadata.people),
    )
    return [(name, " ".join(value.split())) for name, value in pairs if value.strip()]


def _compiled(output: Any, binary: str) -> list[str]:
    """The argument list, with the global options every run of ours has."""
    full = output.global_args(*_QUIET, "-progress", "pipe:1").overwrite_output()
    args = cast("Sequence[str]", full.compile(cmd=binary))
    return [_plain_metadata(str(arg)) for arg in args]


def _plain_metadata(arg: str) -> str:
    """``-metadata:g:3`` as ffmpeg knows it: the number only kept the keys of a dict apart."""
    return "-metadata" if arg.startswith("-metadata:g:") else arg
