"""From a song to the clip in the channel, with the real ear and the real encoder."""

from __future__ import annotations

import io
import math
import struct
import wave
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.cogs.stage import Stage

RATE_HZ = 8000


def tone(seconds: float, *, loud: bool = True) -> bytes:
    """A WAV file of one note."""
    frames = b"".join(
        struct.pack("<h", int(12000 * math.sin(n / 9)) if loud else 0)
        for n in range(int(seconds * RATE_HZ))
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(frames)
    return file.getvalue()


async def test_a_song_and_winners_become_a_clip_in_the_channel(stage: Stage) -> None:
    """The preview comes with cards, the final one says what it lacks until it is told to go on."""
    await stage.clip("One", "Two", prompts=True)
    told = await stage.bo.slash(
        "song set", stage.channel, file=("minuit.wav", tone(3)), timeout_s=60
    )
    assert "minuit.wav (0:03.0" in told.text
    await stage.round(takes=2)
    await stage.ana.slash("vote pick", stage.channel, line=1, take=1)
    asked = await stage.bo.slash("render preview", stage.channel)
    assert "in the queue" in asked.text
    clip = await stage.bo.wait_message(
        stage.channel, lambda one: "preview" in one.text and bool(one.files), timeout_s=120
    )
    assert clip.files[0].filename.endswith(".mp4")
    assert (await stage.bo.download(clip.files[0]))[4:8] == b"ftyp"
    assert "Line 2: shown as a card, no winner yet" in clip.text
    refused = await stage.ana.slash("render final", stage.channel)
    assert "2" in refused.text
    assert "anyway" in refused.text
    assert "Only Ana" in (await stage.bo.slash("render final", stage.channel)).text


async def test_one_shot_is_seen_in_another_shape(stage: Stage) -> None:
    """A line alone, upright this once; a picture shown whole; a contradiction is one sentence."""
    await stage.clip("One", "Two", "Three", prompts=True)
    await stage.bo.slash("song set", stage.channel, file=("s.wav", tone(6)), timeout_s=60)
    await stage.round(takes=2)
    await stage.ana.slash("vote pick", stage.channel, line=1, take=1)
    told = await stage.ana.slash("shot fit", stage.channel, line=1, way="blur")
    assert "picture: whole, on a blur" in told.text
    told = await stage.ana.slash("shot focus", stage.channel, line=1, across=20)
    assert "20% × 50%" in told.text
    told = await stage.ana.slash("shot focus", stage.channel, line=1)
    assert "focus: auto" in told.text
    told = await stage.ana.slash("format", stage.channel, height=900, credits="credits-off")
    assert "900p" in told.text
    assert "no title, no credits" in told.text
    both: dict[str, Any] = {"line": 2, "from": "0:01"}
    told = await stage.bo.slash("render preview", stage.channel, **both)
    assert "either a line" in told.text
    await stage.bo.slash("render preview", stage.channel, line=2, shape="9:16")
    clip = await stage.bo.wait_message(
        stage.channel, lambda one: "preview" in one.text and bool(one.files), timeout_s=120
    )
    assert "360 × 640" in clip.text
    assert "Line 2: shown" in clip.text


async def test_credits_are_written_and_a_poster_chosen(stage: Stage) -> None:
    """The form holds what is known; the director's rows are kept, and undo brings that back."""
    await stage.clip("One", "Two", prompts=True)
    refused = await stage.bo.slash("credits", stage.channel)
    assert "Ana" in refused.text
    asked = await stage.ana.slash("credits", stage.channel)
    assert asked.modal is not None
    assert asked.modal.values["roles"].splitlines()[1:3] == ["Lyrics:", "Prompts: Bo"]
    told = await stage.ana.submit(asked, roles="Lyrics: Zoé, Lou\nPrompts: Bo")
    assert "Lyrics: Zoé, Lou" in told.text
    asked = await stage.ana.slash("credits", stage.channel)
    told = await stage.ana.submit(asked, roles="just Zoé")
    assert "“just Zoé” is no role" in told.text
    told = await stage.ana.slash("shot poster", stage.channel, line=2)
    assert "picture of line 2" in told.text
    for _ in range(2):
        told = await stage.ana.slash("undo", stage.channel)
    asked = await stage.ana.slash("credits", stage.channel)
    assert asked.modal is not None
    assert "Lyrics:\nPrompts: Bo" in asked.modal.values["roles"]


async def test_what_is_no_song_is_one_sentence(stage: Stage) -> None:
    """The wrong kind, broken, silent, empty: each says what to do, and the clip has no song."""
    await stage.clip("One")
    for name, content in (
        ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("broken.mp3", b"ID3" + bytes(5000)),
        ("silent.wav", tone(2, loud=False)),
        ("empty.wav", b""),
    ):
        told = await stage.bo.slash("song set", stage.channel, file=(name, content), timeout_s=60)
        assert told.text, name
        assert "reference" not in told.text, told.text
        assert told.message is not None
        assert told.message.is_ephemeral
    assert "No song yet" in (await stage.bo.slash("clip status", stage.channel)).text
