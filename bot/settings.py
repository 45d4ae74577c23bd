"""Everything that can be set, typed, checked once at the start, and frozen.

This file knows names, units, defaults and bounds; it does not know who uses them. ``.env.example``
is written from it (``make docs``), and a test keeps the two together.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import CoupletError
from bot.domain.texts import Safe, say

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX: Final = "COUPLET_"
ENV_FILE: Final = Path(".env")
OFFICIAL_API: Final = "https://discord.com/api/v10"


class SettingsError(CoupletError):
    """A setting is missing, wrong or unknown: ``key`` and ``values`` name it in one sentence.

    The wrong value is never part of it, since it may be a secret put into the wrong place.
    """

    def __init__(self, key: str, **values: str) -> None:
        self.key = key
        self.values = {name: Safe(value) for name, value in values.items()}
        super().__init__(say("en", key, **self.values))

    def sentence(self, locale: str) -> str:
        """The sentence in ``locale`` (``en`` or ``fr``)."""
        return say(locale, self.key, **self.values)


class Settings(BaseSettings):
    """The settings of one run. A field's description is what ``.env.example`` says of it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    token: Annotated[
        SecretStr,
        Field(
            description="The bot's token, from the Discord developer portal, page Bot. "
            "Needed by `couplet run`; keep it secret."
        ),
    ] = SecretStr("")
    data_folder: Annotated[
        Path,
        Field(description="Folder for the database, the pictures, songs and clips."),
    ] = Path("data")
    discord_api: Annotated[
        str,
        Field(
            pattern=r"^https?://[^\s/]+(/[^\s]*)?$",
            description="Where Discord's HTTP API is, as a URL. Another one is for tests.",
        ),
    ] = OFFICIAL_API
    locale: Annotated[
        Literal["en", "fr"],
        Field(description="Language of a clip, en or fr, whose beginner and server read neither."),
    ] = "en"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Field(description="How much is logged: DEBUG, INFO, WARNING or ERROR."),
    ] = "INFO"

    painter_device: Annotated[
        Literal["auto", "cuda", "mps", "cpu"],
        Field(description="Where pictures are painted: auto (the best there is), cuda, mps, cpu."),
    ] = "auto"
    painters: Annotated[
        str,
        Field(
            pattern=r"^(auto|[1-9][0-9]?|cpu:[1-9][0-9]?)$",
            description="How many rounds are painted at the same time, each by a process of its "
            "own: auto (one a card), a number (of processes, over the cards), or cpu:2 (two on the "
            "processor).",
        ),
    ] = "auto"
    painter_dtype: Annotated[
        Literal["auto", "float32", "float16", "bfloat16"],
        Field(description="Numbers the model computes with: auto, float32, float16, bfloat16."),
    ] = "auto"
    painter_compile: Annotated[
        bool,
        Field(
            description="Whether the model's blocks are compiled for the card: minutes once, then "
            "quicker; true or false."
        ),
    ] = False
    painter_attention: Annotated[
        Literal[
            "auto",
            "native",
            "_native_cudnn",
            "_native_efficient",
            "_native_flash",
            "flash",
            "sage",
            "xformers",
        ],
        Field(
            description="How attention is computed: auto, or diffusers' name of one that torch or "
            "a package has: native, _native_cudnn, _native_efficient, _native_flash, flash, sage, "
            "xformers."
        ),
    ] = "auto"
    painter_channels_last: Annotated[
        bool,
        Field(description="Whether pictures lie in memory as convolutions read them fastest."),
    ] = True
    painter_preset: Annotated[
        str,
        Field(min_length=1, description="Name of the preset that a new clip is painted with."),
    ] = "sketch"
    painter_film_preset: Annotated[
        str,
        Field(
            description="Name of the preset that winners are made to move with, like wan22-5b or "
            "ltx-video; empty: none is. Its model is fetched at the first film."
        ),
    ] = ""
    painter_presets_file: Annotated[
        Path | None,
        Field(description="TOML file with presets of your own, besides those that come along."),
    ] = None
    lora_folder: Annotated[
        Path | None,
        Field(description="Folder with LoRA files (.safetensors) that a clip's style can wear."),
    ] = None
    finder_model: Annotated[
        str | None,
        Field(
            min_length=1,
            description="Model that finds a part of a picture by words, a folder or a hub id of "
            "CLIPSeg, such as CIDAS/clipseg-rd64-refined. Empty: parts are drawn, or are halves.",
        ),
    ] = None
    painter_nice: Annotated[
        int,
        Field(
            ge=0,
            le=19,
            description="How far the painter process steps back for others, 0 to 19 (nice).",
        ),
    ] = 10
    painter_batch_takes: Annotated[
        int,
        Field(
            ge=0,
            le=100,
            description="Most takes of several rounds painted together; 0: a round at a time.",
        ),
    ] = 20
    painter_previews: Annotated[
        bool,
        Field(
            description="Whether running rounds are shown while they are painted, true or false."
        ),
    ] = True
    takes_default: Annotated[
        int,
        Field(ge=1, le=10, description="Takes in a round when nobody says how many, 1 to 10."),
    ] = 4
    takes_max: Annotated[
        int,
        Field(ge=1, le=10, description="Most takes in a round, 1 to 10."),
    ] = 10
    waiting_rounds_max: Annotated[
        int,
        Field(ge=1, description="Most rounds that one person may have waiting in the queue."),
    ] = 60

    ballot_deadline_minutes: Annotated[
        float,
        Field(
            ge=0,
            le=43200,
            description="Minutes until a new clip's ballots close by themselves; 0: they don't.",
        ),
    ] = 0
    requests_per_minute: Annotated[
        int,
        Field(ge=1, description="Commands and clicks one person may make in a minute."),
    ] = 30
    progress_every_s: Annotated[
        float,
        Field(
            ge=5,
            le=300,
            description="Seconds between two edits of a progress message, at least 5.",
        ),
    ] = 5
    upload_limit_mib: Annotated[
        float | None,
        Field(
            gt=0,
            description="Largest file the bot posts, in MiB. Empty: what Discord says of the "
            "server.",
        ),
    ] = None

    page_host: Annotated[
        str,
        Field(
            min_length=1,
            description="Address of this machine at which the tap page listens. 127.0.0.1: for "
            "this machine alone; 0.0.0.0: for the network.",
        ),
    ] = "127.0.0.1"
    page_port: Annotated[
        int,
        Field(
            ge=0,
            le=65535,
            description="Port at which the tap page listens. 0: no page, lyrics are timed by file.",
        ),
    ] = 8137
    page_address: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
            description="How people reach the tap page, as a URL, such as "
            "https://couplet.example.org. Empty: by host and port, mostly from this machine only.",
        ),
    ] = None

    song_max_minutes: Annotated[
        float,
        Field(gt=0, le=60, description="Longest song, in minutes."),
    ] = 15
    song_max_mib: Annotated[
        float,
        Field(gt=0, le=500, description="Largest song file, in MiB."),
    ] = 100
    take_max_mib: Annotated[
        float,
        Field(gt=0, le=500, description="Largest picture or film that people bring, in MiB."),
    ] = 100
    rejected_takes_days: Annotated[
        int,
        Field(
            ge=0,
            le=36500,
            description="Days after which takes of archived clips that were not chosen are "
            "deleted; 0: they stay.",
        ),
    ] = 0
    ffmpeg: Annotated[
        Path | None,
        Field(description="ffmpeg program to use. Empty: the one that comes with the install."),
    ] = None
    render_workers: Annotated[
        int,
        Field(ge=0, le=64, description="Processes that draw a clip's frames; 0: one per core."),
    ] = 0
    render_encoder: Annotated[
        Literal["libx264", "h264_nvenc", "libsvtav1", "libvpx-vp9"],
        Field(
            description="Video encoder of finished clips: libx264, h264_nvenc on NVIDIA, libsvtav1 "
            "(AV1) or libvpx-vp9 (VP9): smaller files, and slower."
        ),
    ] = "libx264"

    signing_key: Annotated[
        Path | None,
        Field(
            description="PEM file with a key of your own (P-256, no password) to sign posts with. "
            "Empty: one that is made at the first start and kept in the data folder."
        ),
    ] = None
    signing_chain: Annotated[
        Path | None,
        Field(description="PEM file with that key's certificate and those that issued it."),
    ] = None
    signing_timestamp_url: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s]+$",
            description="Time stamp server (RFC 3161) asked at each signature. Empty: none.",
        ),
    ] = None
    signing_prompts: Annotated[
        Literal["words", "hash"],
        Field(
            description="What posted pictures say of their prompt: words, or hash (only a SHA-256)."
        ),
    ] = "words"

    opt_outs_file: Annotated[
        Path | None,
        Field(
            description="Text file with people whose style is not to be imitated, a name a line. "
            "Empty: the list that comes along, which names nobody."
        ),
    ] = None

    def require_token(self) -> str:
        """The token, for the one who logs in with it.

        Raises:
            SettingsError: there is none.
        """
        token = self.token.get_secret_value().strip()
        if not token:
            raise SettingsError("settings.missing", name=variable("token"))
        return token

    @property
    def database_file(self) -> Path:
        """The SQLite file."""
        return self.data_folder / "couplet.db"

    @property
    def files_folder(self) -> Path:
        """Where pictures, songs and clips lie, named by their content."""
        return self.data_folder / "files"

    @property
    def backups_folder(self) -> Path:
        """Copies of the database from before it was migrated."""
        return self.data_folder / "backups"

    @property
    def identity_folder(self) -> Path:
        """Where the signing key is that was made here; no backup holds it unless asked."""
        return self.data_folder / "identity"

    @property
    def work_folder(self) -> Path:
        """What may be thrown away: uploads on their way in, pictures on theirs."""
        return self.data_folder / "work"


def variable(field: str) -> str:
    """The environment variable of a field."""
    return PREFIX + field.upper()


def load(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings from the environment and, below it, from ``env_file``.

    Raises:
        SettingsError: a value is wrong, or a name starting with ``COUPLET_`` is not a setting.
    """
    fields = {variable(field): field for field in Settings.model_fields}
    for name in (*_names_in(env_file), *os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in fields:
            raise SettingsError("settings.unknown", name=name)
    try:
        # The parameter is pydantic-settings' own; type checkers only see the fields.
        return cast("Callable[..., Settings]", Settings)(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        # The source names a field by its variable, a default by the field itself.
        field = fields.get(str(first["loc"][0]).upper(), str(first["loc"][0]))
        raise SettingsError(
            "settings.wrong",
            name=variable(field),
            meaning=Settings.model_fields[field].description or "",
        ) from None


def _names_in(env_file: Path | None) -> list[str]:
    if env_file is None or not env_file.is_file():
        return []
    try:
        return list(dotenv_values(env_file, interpolate=False))
    except (OSError, UnicodeDecodeError):
        raise SettingsError("settings.unreadable", name=str(env_file)) from None


def example() -> str:
    """The text of ``.env.example``: every setting with meaning, unit and default."""
    parts = [
        "# Settings of Couplet. Copy this file to .env and change what you need; the environment",
        "# counts more than the file. Lines that are commented out show the default.",
    ]
    for field, info in Settings.model_fields.items():
        default = info.default
        if isinstance(default, SecretStr):
            line = f"{variable(field)}="
        else:
            line = f"#{variable(field)}={'' if default is None else default}"
        parts += ["", *(f"# {row}" for row in _wrapped(info.description or "")), line]
    return "\n".join(parts) + "\n"


def _wrapped(text: str, width: int = 96) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
