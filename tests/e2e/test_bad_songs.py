"""Songs that cannot be used: one sentence in the asker's language, and the clip as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.e2e.looking import rows
from tests.e2e.songs import SONG, holed_mp3, tone, torn_flac

if TYPE_CHECKING:
    from tests.cogs.stage import Stage
    from tests.e2e.conftest import OpenStage

PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(64)
BAD: Final = {
    "a text": ("song.mp3", b"Only words, no sound.\n" * 40, "n’est pas un fichier son"),
    "a picture": ("song.wav", PNG, "n’est pas un fichier son"),
    "corrupt": ("song.flac", torn_flac(), "ne contient aucun son"),
    "a playlist": ("song.mp3", b"#EXTM3U\nfile:///etc/hostname\n", "n’est pas un fichier son"),
    "a script": ("song.mp3", b"ffconcat version 1.0\nfile a.mp3\n", "n’est pas un fichier son"),
    "damaged in the middle": ("song.mp3", holed_mp3(), "est abîmé vers 0:0"),
    "nothing": ("song.wav", b"", "ne contient aucun son"),
    "silent": ("song.wav", tone(1.0, loudness=0.0), "est muet du début à la fin"),
    "no length": ("song.wav", tone(0.0), "ne contient aucun son"),
}


async def test_each_bad_song_gets_a_sentence(stage: Stage) -> None:
    """The song that was there stays the clip's."""
    await stage.clip("Le train de minuit")
    await stage.ana.slash("song set", stage.channel, file=SONG)
    for kind, (name, content, words) in BAD.items():
        told = await stage.cleo.slash("song set", stage.channel, file=(name, content))
        assert words in told.text, kind
        assert "\n" not in told.text, kind
        assert told.message is not None
        assert told.message.is_ephemeral, kind
    assert await rows(stage, "SELECT filename FROM songs") == [(SONG[0],)]


async def test_a_song_over_the_limits_gets_a_sentence(open_stage: OpenStage) -> None:
    """One that is too large is not even fetched; one that is too long is heard to its limit."""
    stage = await open_stage(song_max_minutes=0.03, song_max_mib=0.03)
    await stage.clip()
    large = await stage.bo.slash("song set", stage.channel, file=("song.wav", tone(2.5)))
    assert "at most 0.03 MiB are taken" in large.text
    fetched = [one for one in stage.world.exchanges if "attachments" in one.path]
    assert not fetched
    long = await stage.bo.slash("song set", stage.channel, file=("song.wav", tone(1.9)))
    assert "is longer than" in long.text
    assert not await rows(stage, "SELECT 1 FROM songs")
