"""The settings: one sentence for a wrong one, no secret anywhere, and an example that is true."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import PREFIX, Settings, SettingsError, example, load, variable

SECRET = "MTk4NjIy.Cl2FMQ.secret-part"  # noqa: S105 - made up
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(PREFIX):
            monkeypatch.delenv(name)


def test_without_any_setting_the_defaults_hold() -> None:
    """Nothing but the token has to be set."""
    settings = load(None)
    assert (settings.takes_default, settings.painter_preset) == (4, "sketch")
    assert settings.database_file == Path("data/couplet.db")


def test_the_environment_counts_more_than_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file sets the habit, the environment the exception."""
    env_file = tmp_path / ".env"
    env_file.write_text("COUPLET_TAKES_MAX=6\nCOUPLET_LOCALE=fr\n")
    monkeypatch.setenv("COUPLET_TAKES_MAX", "7")
    settings = load(env_file)
    assert (settings.takes_max, settings.locale) == (7, "fr")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COUPLET_TAKES_MAX", "eleven"),
        ("COUPLET_TAKES_MAX", "707"),
        ("COUPLET_PROGRESS_EVERY_S", "1"),
        ("COUPLET_PAINTER_DEVICE", SECRET),
        ("COUPLET_DISCORD_API", "discord.com"),
        ("COUPLET_SONG_MAX_MIB", "-3"),
        ("COUPLET_TAKE_MAX_MIB", "0"),
        ("COUPLET_PAGE_PORT", "65536"),
        ("COUPLET_PAGE_ADDRESS", "tap.our-band.lan"),
        ("COUPLET_PAGE_ADDRESS", "https://example.org/?page=tap"),
    ],
)
def test_a_wrong_value_is_named_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence with the setting's name and meaning, never with what was typed."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load(None)
    for locale in ("en", "fr"):
        sentence = caught.value.sentence(locale)
        assert name in sentence
        assert value not in sentence
        assert "\n" not in sentence
    assert caught.value.__cause__ is None


def test_a_misspelt_setting_is_named(tmp_path: Path) -> None:
    """A name that nobody reads is a mistake, not a comment."""
    env_file = tmp_path / ".env"
    env_file.write_text(f"COUPLET_TOKN={SECRET}\n")
    with pytest.raises(SettingsError, match="COUPLET_TOKN") as caught:
        load(env_file)
    assert SECRET not in str(caught.value)


def test_other_programs_settings_are_none_of_our_business(tmp_path: Path) -> None:
    """A shared .env may hold whatever else."""
    env_file = tmp_path / ".env"
    env_file.write_text("POSTGRES_PASSWORD=x\nCOUPLET_TAKES_DEFAULT=2\n")
    assert load(env_file).takes_default == 2


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A broken .env is said in one sentence."""
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(SettingsError, match=r"\.env"):
        load(env_file)


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """``NAME=`` in a file is the same as no line at all."""
    monkeypatch.setenv("COUPLET_UPLOAD_LIMIT_MIB", "")
    assert load(None).upload_limit_mib is None


def test_the_token_is_asked_for_by_name() -> None:
    """Without a token the sentence says which setting is missing."""
    with pytest.raises(SettingsError, match="COUPLET_TOKEN"):
        load(None).require_token()


def test_the_token_shows_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither repr, str, a dump nor a log line holds the secret; only who asks gets it."""
    monkeypatch.setenv("COUPLET_TOKEN", f" {SECRET} ")
    settings = load(None)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").info("started with %s %r", settings, settings)
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert SECRET not in shown + caplog.text
    assert settings.require_token() == SECRET


def test_settings_stay_as_they_were_read() -> None:
    """Nobody changes a setting while the bot runs."""
    settings = load(None)
    with pytest.raises(ValidationError):
        settings.takes_max = 3


def test_the_example_file_holds_every_setting() -> None:
    """.env.example is what the settings say of themselves; `make docs` writes it."""
    written = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert written == example()
    for field, info in Settings.model_fields.items():
        assert variable(field) in written
        assert info.description


def test_the_example_file_loads(tmp_path: Path) -> None:
    """The defaults it shows are valid values, and they are the defaults."""
    env_file = tmp_path / ".env"
    lines = [
        row.removeprefix("#") if row.startswith(f"#{PREFIX}") else row
        for row in example().splitlines()
    ]
    env_file.write_text("\n".join(lines))
    assert load(env_file) == load(None)
