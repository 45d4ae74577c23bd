"""One song analysed once, for the meter: ``python -m benchmarks.song.once ours|librosa FILE``."""

from __future__ import annotations

import contextlib
import importlib
import io
import sys

from bot.processes.errands import confine
from bot.song.__main__ import measure


def main() -> None:
    """Analyse and say nothing."""
    way, path = sys.argv[1:]
    if way == "ours":
        confine()
        with contextlib.redirect_stdout(io.StringIO()):
            failed = measure(path, 900.0, None)
        sys.exit(failed)
    librosa = importlib.import_module("librosa")
    sound, rate = librosa.load(path, sr=22_050)
    librosa.beat.beat_track(y=sound, sr=rate)


if __name__ == "__main__":
    main()
