"""The command line: one sentence and an exit code, never a traceback."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from imageio_ffmpeg import get_ffmpeg_exe  # pyright: ignore[reportMissingTypeStubs]
from PIL import Image

from bot.__main__ import main
from bot.domain.marks.claim import Claim, Source
from bot.marks.marker import ProcessMarker, own_identity
from bot.ports.marks import ToMark
from bot.wiring.process import clear, locked
from storage.database.database import Database
from storage.database.migration import shipped
from tests.services.test_upgraded import DATA_0_1
from tests.video.footage import tone

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "not.a.token-of-anybody"  # noqa: S105 - made up


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder without settings from outside, on an English terminal."""
    for name in list(os.environ):
        if name.startswith("COUPLET_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was written to stderr: one line."""
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    return text


def test_run_without_a_token_names_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 is for settings."""
    assert main(["run"]) == 2
    assert "COUPLET_TOKEN" in said(capsys)


def test_a_wrong_setting_is_named_in_the_terminal_s_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In French on a French machine, and never with the value."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("COUPLET_TAKES_MAX", SECRET)
    assert main(["doctor"]) == 2
    text = said(capsys)
    assert "Le réglage COUPLET_TAKES_MAX" in text
    assert SECRET not in text


def test_a_discord_that_is_away_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to check, and without the token."""
    monkeypatch.setenv("COUPLET_TOKEN", SECRET)
    monkeypatch.setenv("COUPLET_DISCORD_API", "http://127.0.0.1:9/api/v10")
    assert main(["run"]) == 1
    captured = capsys.readouterr()
    assert "Discord cannot be reached" in captured.err
    assert SECRET not in captured.err + captured.out
    assert "Traceback" not in captured.err


def test_two_bots_do_not_share_a_data_folder(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is refused; the lock ends with its process, whatever ended it."""
    monkeypatch.setenv("COUPLET_TOKEN", SECRET)
    with locked(here / "data"):
        assert main(["run"]) == 1
    assert "Another Couplet" in capsys.readouterr().err


def test_a_backup_is_made_and_restored(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into a new folder and back to where nothing is; never over something."""
    assert main(["backup", "copy"]) == 1
    assert "no database" in said(capsys)

    async def begin() -> None:
        await (await Database.open(here / "data" / "couplet.db")).close()

    (here / "data").mkdir()
    asyncio.run(begin())
    assert main(["backup", "copy"]) == 0
    assert "Copied the database" in capsys.readouterr().out
    assert main(["restore", "copy"]) == 1
    assert "already" in said(capsys)
    (here / "data").rename(here / "old")
    assert main(["restore", "copy"]) == 0
    assert (here / "data" / "couplet.db").is_file()


def test_the_signing_key_goes_along_when_asked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In no other backup; for its owner's eyes alone; back in place of none, over none."""

    async def begin() -> None:
        await (await Database.open(here / "data" / "couplet.db")).close()

    (here / "data").mkdir()
    asyncio.run(begin())
    assert main(["backup", "without", "--with-key"]) == 0
    assert "No signing key" in capsys.readouterr().out
    asyncio.run(own_identity(here / "data" / "identity"))
    assert main(["backup", "plain"]) == 0
    assert not list((here / "plain").rglob("*.pem"))
    assert main(["backup", "copy", "--with-key"]) == 0
    assert "keep the copy safe" in capsys.readouterr().out
    kept = here / "copy" / "identity" / "key.pem"
    assert kept.stat().st_mode & 0o777 == 0o600
    (here / "data").rename(here / "old")
    assert main(["restore", "copy"]) == 0
    assert "key is back" in capsys.readouterr().out
    back = here / "data" / "identity" / "key.pem"
    assert back.read_bytes() == kept.read_bytes()
    assert back.stat().st_mode & 0o777 == 0o600


def test_migrate_brings_an_older_database_to_this_version(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a backup, once; never while the bot runs; the doctor only says that it is due."""
    assert main(["migrate"]) == 1
    assert "no database" in said(capsys)
    (here / "data").mkdir(mode=0o700)
    shutil.copy(DATA_0_1 / "couplet.db", here / "data")
    before = contents(here / "data")
    main(["doctor"])
    assert "version 1, is sound; the next `couplet run`" in capsys.readouterr().out
    assert contents(here / "data") == before
    with locked(here / "data"):
        assert main(["migrate"]) == 1
    assert "Another Couplet" in said(capsys)
    assert main(["migrate"]) == 0
    assert "went from version 1 to" in capsys.readouterr().out
    assert [path.name[-6:] for path in (here / "data" / "backups").iterdir()] == ["-v1.db"]
    assert main(["migrate"]) == 0
    assert "nothing to migrate" in capsys.readouterr().out


def test_run_migrates_at_its_start(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it logs in, with the same backup."""
    monkeypatch.setenv("COUPLET_TOKEN", SECRET)
    monkeypatch.setenv("COUPLET_DISCORD_API", "http://127.0.0.1:9/api/v10")
    (here / "data").mkdir(mode=0o700)
    shutil.copy(DATA_0_1 / "couplet.db", here / "data")
    assert main(["run"]) == 1
    with closing(sqlite3.connect(here / "data" / "couplet.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(shipped()),)
    assert len(list((here / "data" / "backups").iterdir())) == 1


def test_what_the_bot_writes_is_for_its_own_user_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folder, database, lock, key; and the doctor says what others can read."""
    monkeypatch.setenv("COUPLET_TOKEN", SECRET)
    monkeypatch.setenv("COUPLET_DISCORD_API", "http://127.0.0.1:9/api/v10")
    usual = os.umask(0o022)
    try:
        assert main(["run"]) == 1
    finally:
        os.umask(usual)
    written = [here / "data", *(here / "data").rglob("*")]
    assert len(written) > 3
    assert not [path for path in written if path.stat().st_mode & 0o077]
    (here / ".env").touch(mode=0o644)
    (here / ".env").chmod(0o644)
    assert main(["doctor"]) == 1
    assert f"Others on this machine can read {here / '.env'}" in capsys.readouterr().out


def test_a_restore_says_what_was_missing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And ends with an error code, for a script to notice."""
    shutil.copytree(DATA_0_1, here / "copy")
    assert main(["restore", "copy"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert "3 files back, but 48 files" in told[0]
    assert len(told) == 1 + 48
    assert all(len(row) == 64 for row in told[1:])


def test_forget_takes_a_person_out_of_the_data(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By name or id, while the bot is stopped; what else still knows them is told."""
    assert main(["forget", "Zoé"]) == 1
    assert "no database" in said(capsys)
    shutil.copytree(DATA_0_1, here / "data")
    assert main(["forget", "Zoé"]) == 1
    assert "couplet migrate" in said(capsys)
    assert main(["migrate"]) == 0
    capsys.readouterr()
    assert main(["forget", "Nobody"]) == 1
    assert "Nobody is known as Nobody" in said(capsys)
    assert main(["forget", "zoé"]) == 0
    told = capsys.readouterr().out
    assert "Zoé is forgotten: name and id are gone from 1 clip," in told
    assert "1 copy of the database from before a migration still knows them" in told
    content = (here / "data" / "couplet.db").read_bytes()
    assert "Zoé".encode() not in content
    assert b"1576402904804229122" not in content
    assert (1576402904804229122).to_bytes(8, "big") not in content
    assert main(["forget", "1576402904804229122"]) == 1
    assert main(["doctor"]) == 1
    assert "is sound" in capsys.readouterr().out


def test_sweep_says_what_it_freed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only what belongs to nothing; never while a bot may be writing."""
    shutil.copytree(DATA_0_1, here / "data")
    assert main(["migrate"]) == 0
    before = contents(here / "data" / "files")
    (here / "data" / "files" / "ff").mkdir()
    (here / "data" / "files" / "ff" / f"{'f' * 64}.png").write_bytes(bytes(2 * 1024 * 1024))
    with locked(here / "data"):
        assert main(["sweep"]) == 1
    capsys.readouterr()
    assert main(["sweep"]) == 0
    assert "Removed 1 file that belonged to nothing: 2 MiB freed." in capsys.readouterr().out
    assert contents(here / "data" / "files") == before


def test_the_command_line_starts_without_the_heavy_parts() -> None:
    """Help needs neither Discord nor a model."""
    code = "import sys, bot.__main__; print({'discord', 'torch', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"


def test_what_a_killed_bot_left_is_thrown_away(tmp_path: Path) -> None:
    """Uploads and half-made copies; what is cached in a folder of its own stays."""
    for name in ("upload-1", "copies-x/0.webp", "export-1/a.mp4", "shots/a.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    clear(tmp_path, prefixes=("copies-", "export-"))
    assert [path.name for path in tmp_path.iterdir()] == ["shots"]
    assert (tmp_path / "shots" / "a.mp4").exists()


def test_check_says_what_a_file_says_of_itself(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    """Exit code 0 for marks that hold, 1 for those that don't, 2 for none; JSON when asked."""
    picture, signed = here / "take.png", here / "signed.png"
    Image.new("RGB", (32, 18), (10, 80, 120)).save(picture)
    claim = Claim("12c", "image/png", Source.TRAINED, model="Sketch")

    async def sign() -> None:
        identity = await own_identity(here / "data" / "identity")
        await ProcessMarker(identity).mark([ToMark(picture, signed, claim)])

    asyncio.run(sign())
    assert main(["check", str(picture)]) == 2
    assert "no signed marks" in capsys.readouterr().out
    assert main(["check", "--json", str(signed)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["trusted"], told["problems"]) == ("valid", True, [])
    content = bytearray(signed.read_bytes())
    content[content.index(b"IDAT") + 12] ^= 1
    signed.write_bytes(content)
    assert main(["check", str(signed)]) == 1
    assert "changed after it was signed" in capsys.readouterr().out
    assert main(["check", str(here / "nothing.png")]) == 2


def test_song_measures_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that is known of a song, in the units that the names say."""
    tone(here / "s.wav", 2.0)
    assert main(["song", "s.wav", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [
        "duration_s",
        "first_sound_s",
        "sample_rate_hz",
        "channels",
        "loudness_lufs",
        "peak_dbfs",
        "tempo_bpm",
        "beats_s",
        "damage",
    ]
    assert told["duration_s"] == pytest.approx(2.0)
    assert (told["sample_rate_hz"], told["channels"]) == (48_000, 2)
    assert told["peak_dbfs"] == pytest.approx(-13.98, abs=0.02)
    assert (told["tempo_bpm"], told["beats_s"], told["damage"]) == (None, [], None)


def test_song_says_what_is_wrong(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence and exit code 1 for what is no song; damage is a fact of one that plays."""
    (here / "words.mp3").write_text("La mer")
    assert main(["song", "words.mp3", "--json"]) == 1
    assert "words.mp3 is not a sound file" in said(capsys)
    assert main(["song", "nowhere.wav"]) == 1
    assert "no file nowhere.wav" in said(capsys)
    wav = tone(here / "s.wav", 4.0)
    subprocess.run([get_ffmpeg_exe(), "-v", "error", "-i", str(wav), "s.flac"], check=True)
    (here / "cut.flac").write_bytes((here / "s.flac").read_bytes()[:-9000])
    assert main(["song", "cut.flac"]) == 0
    assert "breaks off at 0:0" in capsys.readouterr().out


def test_lyrics_shows_what_an_import_would_make(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As JSON with all there is of each line, or for eyes; a refusal is one sentence."""
    file = here / "song.lrc"
    file.write_text("[00:01.00]F: <00:01.00>Hold <00:01.50>on <00:02.00>\n", encoding="utf-8")
    assert main(["lyrics", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "kind": "lrc",
        "lines": [
            {
                "text": "Hold on",
                "start_s": 1.0,
                "end_s": 2.0,
                "words": [["Hold", 1.0], ["on", 1.5]],
                "voice": "F",
                "section": None,
            }
        ],
        "notes": [],
    }
    assert main(["lyrics", str(file)]) == 0
    assert capsys.readouterr().out == "0:01.0  0:02.0  Hold on\n"
    file.write_text('{"a": 1}', encoding="utf-8")
    assert main(["lyrics", str(file)]) == 1
    assert "JSON" in said(capsys)
    assert main(["lyrics", "nothing.lrc"]) == 1
    assert "nothing.lrc" in said(capsys)


def test_a_take_is_painted_without_discord(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Through the real painter: files, seeds, what was not understood, time and memory."""
    command = ["paint", "sketch", "a red car by the sea, zzyzx", "--takes", "2", "--seed", "7"]
    assert main([*command, "--size", "256x128", "--steps", "2", "--out", "painted", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [take["seed"] for take in told["takes"]] == [7, 8]
    for take in told["takes"]:
        with Image.open(take["file"]) as picture:
            assert picture.size == (take["width_px"], take["height_px"]) == (256, 128)
        assert take["file"].startswith(str(here / "painted"))
        assert (take["cut"], take["unknown_words"]) == (None, ["zzyzx"])
    assert told["ignored"] == []
    assert told["seconds"] > 0
    assert told["peak_mib"] > 100


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["nowhere", "a sea"], "neither a preset nor the path"),
        (["sketch", " "], "nothing to paint"),
        (["sketch", "a sea", "--takes", "11"], "1 to 10"),
        (["sketch", "a sea", "--size", "large"], "768x432"),
        (["sketch", "a sea", "--seed", "-1"], "seed"),
        (["empty", "a sea"], "no diffusers folder"),
        (["file.txt", "a sea"], "only .safetensors files"),
    ],
)
def test_what_cannot_be_painted_is_said_in_a_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], command: list[str], why: str
) -> None:
    """Exit code 1, and nothing is started for it."""
    (here / "empty").mkdir()
    (here / "file.txt").write_text("x")
    assert main(["paint", *command]) == 1
    assert why in said(capsys)


def test_notes_on_lyrics_have_no_markdown_in_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What escapes Discord's signs would be read as backslashes by whoever reads the JSON."""
    file = tmp_path / "old.txt"
    file.write_bytes("Весенний ветер над рекой\nМы пели песню на мосту\n".encode("cp1251"))
    assert main(["lyrics", str(file), "--json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)["notes"]
    assert "Windows-1251" in note
