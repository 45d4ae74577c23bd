"""The channel on a terminal: every message as it happens, into a transcript as well."""

from __future__ import annotations

import re
import sys
import time
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from pathlib import Path

    from local_discord import MessageView

_MENTION: Final = re.compile(r"<@!?(\d+)>")
_COMMAND: Final = re.compile(r"</([^:>\n]+):\d+>")
_RELATIVE: Final = re.compile(r"<t:(\d+)(?::\w)?>")
_WIDTH: Final = 100
_BAR: Final = re.compile("[▰▱]")


class Screen:
    """Prints what people see and do, with the seconds since the beginning."""

    def __init__(self, transcript: Path, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._file = transcript.open("w", encoding="utf-8")
        self._begun = time.monotonic()
        self._bar_shown = False
        self.names: dict[int, str] = {}

    def close(self) -> None:
        """End the transcript."""
        self._end_bar()
        self._file.close()

    def act(self, who: str, deed: str) -> None:
        """Somebody types, clicks or reacts."""
        self._say(f"{who} ▸ {deed}")

    def message(self, message: MessageView) -> None:
        """A message appears or changes."""
        text = self._plain(message.text)
        if message.edited_at is not None:
            if _BAR.search(text):
                self._bar(text)
            return
        whom = " (only you see this)" if message.is_ephemeral else ""
        rows = [row for row in text.splitlines() if row.strip()]
        self._say(f"{message.author}{whom}: {rows[0] if rows else ''}")
        for row in rows[1:]:
            self._say(f"    {row}", stamped=False)
        for file in message.files:
            size = "" if file.size_bytes is None else f" ({file.size_bytes / 1024:.0f} KiB)"
            self._say(f"    📎 {file.filename}{size}", stamped=False)

    def heading(self, text: str) -> None:
        """What the next minutes are about."""
        self._say("", stamped=False)
        self._say(f"── {text} ", stamped=False)

    def notice(self, text: str) -> None:
        """What the demo itself has to say to whoever sits before it."""
        self._end_bar()
        for out in (self._out, self._file):
            out.write(text + "\n")
        self._out.flush()

    def _bar(self, text: str) -> None:
        """Progress stays on one row of a terminal; a file gets every change."""
        row = " · ".join(part.strip() for part in text.splitlines() if part.strip())[:_WIDTH]
        self._file.write(f"{self._stamp()} {row}\n")
        if self._out.isatty():
            self._out.write(f"\r\x1b[2K{self._stamp()} {row}")
            self._bar_shown = True
        else:
            self._out.write(f"{self._stamp()} {row}\n")
        self._out.flush()

    def _end_bar(self) -> None:
        if self._bar_shown:
            self._out.write("\n")
            self._bar_shown = False

    def _say(self, text: str, *, stamped: bool = True) -> None:
        self._end_bar()
        row = f"{self._stamp()} {text}" if stamped else f"      {text}".rstrip()
        self._out.write(row + "\n")
        self._out.flush()
        self._file.write(row + "\n")

    def _stamp(self) -> str:
        seconds = int(time.monotonic() - self._begun)
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    def _plain(self, text: str) -> str:
        """Discord's marks as a terminal can show them."""
        text = _MENTION.sub(lambda match: "@" + self.names.get(int(match[1]), "?"), text)
        text = _COMMAND.sub(r"/\1", text)
        text = _RELATIVE.sub(
            lambda match: time.strftime("%H:%M:%S", time.localtime(int(match[1]))), text
        )
        return re.sub(r"\\([^\w\s])", r"\1", text).replace("\u200b", "")
