"""What ffmpeg is told, as argument lists, and what travels to the workers, without running any."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cut.edit import Codec, EncoderSettings, Metadata
from bot.domain.cut.formats import RATES, Format
from bot.ports.cut import RenderProgress, RenderStage
from bot.video import graph
from bot.video.progress import Tally
from bot.video.segments import Layer, Order, Segment, Veil

FRAME = Format(640, 360, Fraction(24))


def after(args: list[str], option: str) -> str:
    """The value that follows an option."""
    return args[args.index(option) + 1]


def test_a_song_is_opened_as_sound_from_a_file_and_nothing_else() -> None:
    """No network, no playlist, no script: protocols and formats are listed before the input."""
    cut = graph.SoundCut(0, 0, 48_000)
    args = graph.sound_args("ffmpeg", "song", "out", cut, EncoderSettings())
    assert after(args, "-protocol_whitelist") == "file"
    assert set(after(args, "-format_whitelist").split(",")).isdisjoint({"hls", "concat"})
    assert args.index("-protocol_whitelist") < args.index("-i")


@pytest.mark.parametrize("rate", RATES.values(), ids=RATES.keys())
def test_a_frame_lasts_a_whole_number_of_ticks(rate: Fraction) -> None:
    """At every rate, time stamps are exact."""
    scale, tick = graph.ticks(rate)
    assert Fraction(scale, tick) == rate


def test_what_people_wrote_stays_one_argument() -> None:
    """A title is a value of ffmpeg's, whatever signs it holds; line ends go."""
    args = graph.join_args(
        "ffmpeg",
        FRAME,
        Codec.X264,
        listing="list",
        audio="sound",
        out="out",
        metadata=Metadata(title="a=b -i /etc/passwd\nc", artist="Œ"),
    )
    told = [args[k + 1] for k, arg in enumerate(args) if arg == "-metadata"]
    assert sorted(told) == ["artist=Œ", "title=a=b -i /etc/passwd c"]


def test_odd_font_folders_are_escaped() -> None:
    """Folder names are values of a filter, not part of its language."""
    args = graph.segment_args(
        "ffmpeg", FRAME, EncoderSettings(), "out", script="it's, [a]:b.ass", fonts="f"
    )
    chain = after(args, "-filter_complex")
    assert chain.count("ass=") == 1
    assert "it's" not in chain


layers = st.builds(
    Layer,
    path=st.none() | st.text(max_size=20),
    digest=st.text(max_size=20),
    tint=st.integers(0, 99),
    fit=st.sampled_from(["auto", "crop", "blur"]),
    focus=st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1)),
    move=st.sampled_from(["hold", "push_in"]),
    energy=st.floats(0, 1),
    first=st.integers(0, 999),
    frames=st.integers(1, 999),
    veil=st.none() | st.builds(Veil, st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)),
)


@given(
    st.builds(
        Order,
        segments=st.lists(
            st.builds(
                Segment,
                start=st.integers(0, 9999),
                frames=st.integers(1, 999),
                layers=st.lists(layers, min_size=1, max_size=2).map(tuple),
                passage=st.none() | st.sampled_from(["whip"]),
                ending=st.none() | st.integers(0, 99),
            ),
            min_size=1,
            max_size=3,
        ).map(tuple),
        letters=st.text(max_size=40),
        width_px=st.integers(64, 4096),
        height_px=st.integers(64, 4096),
        rate=st.fractions(1, 60),
        args=st.lists(st.text(max_size=9), max_size=4),
        folder=st.text(max_size=9),
        script=st.none() | st.text(max_size=9),
    )
)
def test_an_order_arrives_as_it_was_sent(order: Order) -> None:
    """One line of JSON, and nothing lost on the way."""
    told = order.to_json()
    assert "\n" not in told
    assert Order.from_json(told) == order


def test_time_left_comes_from_measured_speed() -> None:
    """Half done after ten seconds means ten to go; at the very start nothing is promised."""
    now = [0.0]
    told: list[RenderProgress] = []
    tally = Tally(told.append, clock=lambda: now[0])
    tally.enter(RenderStage.PAINTING, 200)
    tally.progressed("a", 1)
    assert told[-1].left_s is None
    now[0] = 10.0
    tally.progressed("a", 40)
    tally.progressed("b", 60)
    assert (told[-1].done, told[-1].share) == (100, 0.5)
    assert told[-1].left_s == pytest.approx(10.0)


def test_one_encoder_begins_a_file_at_each_bound() -> None:
    """Each with a key frame, asked for half a frame early so that no rounding misses it."""
    frame = Format(640, 360, RATES["23.976"])
    args = graph.segment_args("ffmpeg", frame, EncoderSettings(), "p-%03d", bounds=[48, 60])
    assert after(args, "-segment_frames") == "48,60"
    starts = [float(start) for start in after(args, "-force_key_frames").split(",")]
    for start, bound in zip(starts, (48, 60), strict=True):
        assert (bound - 1) / frame.rate < start < bound / frame.rate
    assert "segment" not in graph.segment_args("ffmpeg", frame, EncoderSettings(), "one")
