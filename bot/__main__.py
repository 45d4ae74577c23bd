"""The command line, and nothing else: ``couplet run | demo | paint | lyrics | song | check | …``.

Whatever goes wrong on purpose ends in one sentence: exit code 2 for a setting, 1 for the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.domain.errors import CoupletError, UserError
from bot.domain.plain import to_plain
from bot.domain.texts import Safe, closest, moment, say
from bot.settings import SettingsError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.texts import Value
    from bot.settings import Settings

_MIB: Final = 1024 * 1024
_OURS_ALONE: Final = 0o077
_FAILED: Final = 1
_WRONG_SETTING: Final = 2
_CHECKED: Final = {"valid": 0, "invalid": 1, "none": 2}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` names; the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    # What a team makes, and the key that signs it, is for the bot's own user on this machine.
    os.umask(_OURS_ALONE)
    if words[:1] == ["demo"]:
        # The demo has options of its own, and needs no setting of the bot's.
        from bot.demo import main as demo  # noqa: PLC0415 - only the demo loads what it needs

        return demo(words[1:])
    args = _parser().parse_args(words)
    command: Callable[[Settings, argparse.Namespace], int] = args.command
    locale = _locale()
    try:
        return command(load(), args)
    except SettingsError as error:
        return _refuse(error.sentence(locale), _WRONG_SETTING)
    except UserError as error:
        return _refuse(say(locale, error.key, **_plain(error.values)), _FAILED)
    except CoupletError as error:
        return _refuse(str(error), _FAILED)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="couplet",
        description="A Discord bot with which a team makes a music clip together.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    commands.add_parser("run", help="run the bot").set_defaults(command=_run)
    commands.add_parser(
        "demo", help="make a clip on a Discord of this machine; see couplet demo --help"
    )
    doctor = commands.add_parser("doctor", help="check everything the bot needs and say what to do")
    doctor.add_argument(
        "--paint",
        metavar="PRESET",
        nargs="?",
        const="",
        help="paint one take as well, with the preset that the settings name or with this one",
    )
    doctor.set_defaults(command=_doctor)
    commands.add_parser(
        "migrate", help="bring the database to this version, after a backup; run does so too"
    ).set_defaults(command=_migrate)
    forget = commands.add_parser(
        "forget", help="take a person's name and id out of all data, while the bot is stopped"
    )
    forget.add_argument("person", help="their id on Discord, or their name as the bot knows it")
    forget.set_defaults(command=_forget)
    commands.add_parser(
        "sweep", help="remove files that belong to nothing, while the bot is stopped"
    ).set_defaults(command=_sweep)
    backup = commands.add_parser("backup", help="copy database and files, while the bot runs too")
    backup.add_argument("target", type=Path, help="a new folder for the copy")
    backup.add_argument(
        "--with-key", action="store_true", help="the signing key as well: keep such a copy safe"
    )
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="put a backup back where there is nothing yet")
    restore.add_argument("source", type=Path, help="the folder a backup was made into")
    restore.set_defaults(command=_restore)
    check = commands.add_parser("check", help="say what a file's own marks say of it")
    check.add_argument("file", type=Path, help="a picture, film or sound of anybody's")
    check.add_argument("--json", action="store_true", help="as JSON, for programs")
    check.set_defaults(command=_check)
    lyrics = commands.add_parser("lyrics", help="say what an import would make of a lyrics file")
    lyrics.add_argument("file", type=Path, help="a file of lyrics, of any kind")
    lyrics.add_argument("--encoding", help="how its letters are written, such as gb18030 or cp1251")
    lyrics.add_argument(
        "--keep", action="store_true", help="keep a web page's rows around the words"
    )
    lyrics.add_argument("--json", action="store_true", help="as JSON, for programs")
    lyrics.set_defaults(command=_lyrics)
    song = commands.add_parser("song", help="measure a song: its length, clock, loudness and beats")
    song.add_argument("file", type=Path, help="a sound file")
    song.add_argument("--json", action="store_true", help="as JSON, for programs")
    song.set_defaults(command=_song)
    paint = commands.add_parser(
        "paint", help="paint with a preset or a model's folder, and say how"
    )
    paint.add_argument("model", help="a preset's name, or the path of a model")
    paint.add_argument("prompt", help="what is to be seen")
    paint.add_argument("--takes", type=int, default=1, help="how many pictures, 1 to 10")
    paint.add_argument("--seed", type=int, help="the first picture's; chance by default")
    paint.add_argument("--size", metavar="WxH", help="pixels across and down, such as 768x432")
    paint.add_argument("--steps", type=int, help="steps of the sampler")
    paint.add_argument("--negative", metavar="WORDS", help="what is not to be seen")
    paint.add_argument("--guidance", type=float, help="how closely the words are followed")
    paint.add_argument("--out", type=Path, default=Path(), help="a folder for the pictures")
    paint.add_argument("--json", action="store_true", help="as JSON, for programs")
    paint.set_defaults(command=_paint)
    return parser


def _run(settings: Settings, _: argparse.Namespace) -> int:
    from bot.wiring.build import run  # noqa: PLC0415 - the other commands start faster without it

    asyncio.run(run(settings))
    return 0


def _doctor(settings: Settings, args: argparse.Namespace) -> int:
    from bot.doctor import examine  # noqa: PLC0415 - the other commands start faster without it

    async def look() -> bool:
        healthy = True
        async for finding in examine(settings, paint=args.paint):
            healthy = healthy and finding.passed
            _print(finding.line(_locale()))
        return healthy

    return 0 if asyncio.run(look()) else _FAILED


def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    from bot.wiring.build import brought_up  # noqa: PLC0415 - as above
    from bot.wiring.process import locked  # noqa: PLC0415

    if not settings.database_file.is_file():
        raise UserError("console.database-none", file=str(settings.database_file))
    with locked(settings.data_folder):
        change = asyncio.run(brought_up(settings))
    if change.backup is None:
        _say("migrated-already", version=change.after)
    else:
        _say("migrated", before=change.before, version=change.after, backup=str(change.backup))
    return 0


def _forget(settings: Settings, args: argparse.Namespace) -> int:
    from bot.wiring.erasure import forget  # noqa: PLC0415 - as above

    done = asyncio.run(forget(settings, args.person))
    _say("forgotten", name=done.name, clips=done.clips, size=_mib(done.swept.size_bytes))
    if done.copies:
        _say("forgotten-copies", copies=done.copies, folder=str(settings.backups_folder))
    return 0


def _sweep(settings: Settings, _: argparse.Namespace) -> int:
    from bot.wiring.erasure import sweep  # noqa: PLC0415 - as above

    swept = asyncio.run(sweep(settings))
    _say("swept", files=swept.files, size=_mib(swept.size_bytes))
    return 0


def _mib(size_bytes: int) -> float:
    return round(size_bytes / _MIB, 1)


def _backup(settings: Settings, args: argparse.Namespace) -> int:
    from storage.files.backup import IDENTITY, back_up, copy_key  # noqa: PLC0415 - as above

    report = asyncio.run(back_up(settings.database_file, settings.files_folder, args.target))
    if args.with_key:
        copied = asyncio.run(copy_key(settings.identity_folder, args.target / IDENTITY))
        _say("backed-up-key" if copied else "backed-up-no-key", target=str(args.target))
    if report.missing:
        _say("backed-up-missing", target=str(args.target), missing=len(report.missing))
        return _FAILED
    size = _mib(report.size_bytes)
    _say("backed-up", target=str(args.target), files=report.files, size=size)
    return 0


def _restore(settings: Settings, args: argparse.Namespace) -> int:
    from storage.files.backup import IDENTITY, copy_key, restore  # noqa: PLC0415 - as above

    report = asyncio.run(restore(args.source, settings.database_file, settings.files_folder))
    if report.missing:
        _say("restored-missing", files=report.files, missing=len(report.missing))
        for sha256 in report.missing:
            _print(sha256)
        return _FAILED
    _say("restored", files=report.files)
    if asyncio.run(copy_key(args.source / IDENTITY, settings.identity_folder)):
        _say("restored-key")
    return 0


def _check(settings: Settings, args: argparse.Namespace) -> int:
    from bot.domain.marks.words import report_rows  # noqa: PLC0415 - as above
    from bot.marks import marker  # noqa: PLC0415

    known = settings.signing_chain or settings.identity_folder / marker.CHAIN
    report = asyncio.run(marker.read(args.file, (known,)))
    if args.json:
        _print(json.dumps(to_plain(report), ensure_ascii=False))
    else:
        for row in report_rows(_locale(), report, plain=True):
            _print(row)
    return _CHECKED[report.state]


def _lyrics(_: Settings, args: argparse.Namespace) -> int:
    from bot.domain.lyrics.imported import Reading  # noqa: PLC0415 - as above
    from bot.lyrics.reader import ProcessReader  # noqa: PLC0415

    file: Path = args.file
    if not file.is_file():
        raise UserError("console.no-file", file=str(file))
    imported = asyncio.run(
        ProcessReader().read(file.read_bytes(), Reading(args.encoding, args.keep))
    )
    notes = [say(_locale(), note.key, **_plain(note.values)) for note in imported.notes]
    if args.json:
        shape = imported.shape(_locale()) | {"notes": notes}
        _print(json.dumps(shape, ensure_ascii=False))
        return 0
    for line in imported.lines:
        times = [moment(_locale(), at) for at in (line.start_s, line.end_s) if at is not None]
        _print("  ".join((*times, line.text)))
    for note in notes:
        _print(note)
    return 0


def _song(_: Settings, args: argparse.Namespace) -> int:
    from bot.domain.song.song import MOST  # noqa: PLC0415 - as above
    from bot.domain.song.words import fact_rows, fact_values  # noqa: PLC0415
    from bot.song import measure_song  # noqa: PLC0415

    file: Path = args.file
    if not file.is_file():
        raise UserError("console.no-file", file=str(file))
    facts = asyncio.run(measure_song(file.absolute(), file.name, MOST))
    if args.json:
        _print(json.dumps(fact_values(_locale(), facts, file.name), ensure_ascii=False))
    else:
        for row in fact_rows(_locale(), facts, file.name):
            _print(row)
    return 0


def _paint(settings: Settings, args: argparse.Namespace) -> int:
    from bot.wiring.trial import Wish, as_json, paint  # noqa: PLC0415 - as above

    fields = ("model", "prompt", "takes", "seed", "size", "steps", "negative", "guidance")
    wish = Wish(**{name: getattr(args, name) for name in fields})
    trial = asyncio.run(paint(settings, wish, args.out))
    if args.json:
        _print(as_json(trial))
        return 0
    for picture in trial.pictures:
        _print(str(picture.file))
        if picture.cut:
            _say("paint-cut", words=picture.cut)
        if picture.unknown_words:
            _say("paint-unknown", words=", ".join(picture.unknown_words))
    if trial.ignored:
        _say("paint-ignored", what=", ".join(trial.ignored))
    a_take = f"{trial.seconds / len(trial.pictures):.1f}"
    _say("paint-measured", seconds=a_take, peak=f"{trial.peak_mib:.0f}")
    return 0


def _locale() -> str:
    """The language of the terminal."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return closest(re.split("[.@]", os.environ[name])[0].replace("_", "-"))
    return "en"


def _plain(values: dict[str, Value]) -> dict[str, Value]:
    """Values as a terminal shows them, which knows no Markdown."""
    return {
        name: Safe(value) if isinstance(value, str) else value for name, value in values.items()
    }


def _say(key: str, **values: Value) -> None:
    _print(say(_locale(), f"console.{key}", **_plain(values)))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _refuse(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
