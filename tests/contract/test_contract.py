"""The contract itself: it must notice what breaks it, or its silence means nothing."""

from typing import Any

import pytest

from local_discord import Exchange
from tests.contract.openapi import Contract, load_description, missing_reason

REASON = missing_reason()
if REASON:
    pytest.skip(REASON, allow_module_level=True)

PATH = "/channels/{channel_id}/messages"


def faults(**changes: Any) -> list[str]:
    """Return what the contract says of one exchange."""
    plain: dict[str, Any] = {
        "method": "POST",
        "path": "/channels/{channel_id}/typing",
        "query": {},
        "request": None,
        "has_files": False,
        "status": 204,
        "response": None,
    }
    contract = Contract(load_description())
    contract.observe(Exchange(**{**plain, **changes}))
    return contract.faults


def test_a_right_exchange_has_no_faults() -> None:
    """Typing takes nothing and answers nothing."""
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"path": "/no/such/route"}, "Discord has no such route"),
        ({"query": {"limit": "1"}}, "no query parameter limit"),
        ({"request": {"x": 1}}, "the request takes no body"),
        ({"response": {"x": 1}}, "the answer has no body"),
        ({"status": 202}, "no such status"),
        ({"status": 404, "response": {"message": "Unknown"}}, "'code' is a required property"),
        (
            {"status": 429, "response": {"message": "x", "code": 0, "global": False}},
            "'retry_after' is a required",
        ),
        (
            {
                "path": PATH,
                "request": {"content": 5},
                "status": 400,
                "response": {"message": 1, "code": 1},
            },
            "message: 1 is not of type 'string'",
        ),
    ],
)
def test_faults_are_noticed(changes: dict[str, Any], words: str) -> None:
    """Each way of breaking the contract is one sentence."""
    (fault,) = faults(**changes)
    assert words in fault


def test_bodies_are_held_to_their_schemas() -> None:
    """A request of the wrong type and an answer with a field missing are both told."""
    told = faults(path=PATH, request={"content": 5}, status=200, response={"id": "1"})
    assert any("request: content: 5 is not of type" in one for one in told)
    assert any("answer: body" in one and "required property" in one for one in told)


def test_ids_may_be_numbers() -> None:
    """The amendment for discord.py's numbered attachments holds, and only that."""
    body = {"attachments": [{"id": 0, "filename": "a.png"}]}
    told = faults(path=PATH, request=body, has_files=True, status=200, response={})
    assert not any(" request:" in one for one in told)
