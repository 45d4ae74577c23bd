"""What people are told when something goes wrong, and what is only logged."""

from __future__ import annotations

import logging

import pytest

from bot.client.answers import sentence
from bot.domain.errors import (
    ChannelClosed,
    DiskFull,
    GalleryUnavailable,
    NotAllowed,
    StorageError,
    UserError,
)


def test_an_error_on_purpose_is_its_own_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """In the reader's language, and nothing is logged: it is nobody's fault."""
    error = NotAllowed("rights.director-only", director="Ana")
    assert "Ana" in sentence(error, "en")
    assert sentence(error, "fr") != sentence(error, "en")
    assert not caplog.records


@pytest.mark.parametrize(
    "error",
    [
        DiskFull("no room in /secret/folder"),
        StorageError("database is locked: /secret/folder"),
        ChannelClosed("403 Forbidden /secret/folder"),
        GalleryUnavailable("503 /secret/folder"),
        ZeroDivisionError("/secret/folder"),
        KeyError("/secret/folder"),
    ],
)
def test_other_errors_leave_their_details_in_the_log(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """People get one sentence and a reference; the log has the reference and the traceback."""
    for locale in ("en", "fr"):
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            said = sentence(error, locale)
        assert "/secret" not in said
        assert "\n" not in said
        (record,) = caplog.records
        reference = record.getMessage().split()[1].rstrip(":")
        assert reference in said
        assert record.exc_info
        assert record.exc_info[1] is error


def test_references_differ() -> None:
    """Two people with the same trouble can be told apart in the log."""
    assert sentence(KeyError(), "en") != sentence(KeyError(), "en")


def test_people_s_words_in_an_error_do_nothing() -> None:
    """A name with a mention in it stays words."""
    said = sentence(UserError("clip.already-here", name="@everyone **x**"), "en")
    assert "@everyone" not in said
    assert "\\*\\*x" in said
