"""Where errors of the disk become the product's own words."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.domain.errors import DiskFull, StorageError

if TYPE_CHECKING:
    from collections.abc import Generator

FULL_STATUS: Final = 28
"""What a child ends with when there was no room for what it had to write."""
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: BaseException) -> bool:
    """Whether there was no room, quota or file size left for what was being written."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


@contextmanager
def disk_errors() -> Generator[None]:
    """Raise what the disk refuses as StorageError.

    Raises:
        DiskFull: no room, quota or file size left.
        StorageError: anything else, such as a folder that may not be written.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise DiskFull("No room is left on the disk for files.") from error
        raise StorageError(f"The disk refused: {error}.") from error
