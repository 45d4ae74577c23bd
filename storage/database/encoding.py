"""The JSON columns: settings and lists that are read whole and never searched by SQL."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.domain.cut.formats import Aspect
from bot.domain.cut.render import RenderOptions
from bot.domain.lyrics.line import Word
from bot.domain.votes.ballot import BallotRules, Decision, TieRule, Verdict, VotingMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def encode(value: object) -> str:
    """Compact JSON that keeps accents readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode_rules(rules: BallotRules) -> str:
    """Ballot rules as JSON."""
    return encode({**asdict(rules), "voter_ids": sorted(rules.voter_ids)})


def decode_rules(text: str) -> BallotRules:
    """Ballot rules; a rule younger than the row has its default."""
    data: dict[str, Any] = {**asdict(BallotRules()), **json.loads(text)}
    return BallotRules(
        mode=VotingMode(data["mode"]),
        deadline_s=data["deadline_s"],
        quorum=data["quorum"],
        tie=TieRule(data["tie"]),
        voter_role_id=data["voter_role_id"],
        voter_ids=frozenset(data["voter_ids"]),
        pick_at_once=data["pick_at_once"],
        tallies_shown=data["tallies_shown"],
        first_round_decides=data["first_round_decides"],
        repaint_limit=data["repaint_limit"],
    )


def encode_decision(decision: Decision) -> str:
    """A ballot's decision as JSON."""
    return encode(
        {
            "verdict": decision.verdict,
            "leaders": decision.leaders,
            "tally": sorted(decision.tally.items()),  # pairs: JSON has no numbers as keys
            "voters": decision.voters,
        }
    )


def decode_decision(text: str) -> Decision:
    """A ballot's decision."""
    data: dict[str, Any] = json.loads(text)
    return Decision(
        verdict=Verdict(data["verdict"]),
        leaders=tuple(data["leaders"]),
        tally=dict(data["tally"]),
        voters=data["voters"],
    )


def encode_words(words: Iterable[Word]) -> str:
    """Timed words as JSON pairs."""
    return encode([[word.text, word.start_s] for word in words])


def decode_words(text: str) -> tuple[Word, ...]:
    """Timed words."""
    return tuple(Word(word, start_s) for word, start_s in json.loads(text))


def encode_options(options: RenderOptions) -> str:
    """Render options as JSON."""
    return encode(asdict(options))


def decode_options(text: str) -> RenderOptions:
    """Render options; one younger than the row has its default."""
    data: dict[str, Any] = {**asdict(RenderOptions()), **json.loads(text)}
    return RenderOptions(
        captions=data["captions"],
        allow_missing=data["allow_missing"],
        from_s=data["from_s"],
        to_s=data["to_s"],
        line_id=data["line_id"],
        aspect=None if data["aspect"] is None else Aspect(data["aspect"]),
        short_side_px=data["short_side_px"],
    )


def encode_error(key: str, values: Mapping[str, str | int | float]) -> str:
    """A sentence's key and its values as JSON."""
    return encode([key, dict(values)])


def decode_error(text: str) -> tuple[str, dict[str, str | int | float]]:
    """A sentence's key and its values."""
    key, values = json.loads(text)
    return key, values


def decode_numbers(text: str) -> tuple[Any, ...]:
    """A list of whole numbers, or of others, as it was encoded."""
    return tuple(json.loads(text))


def decode_strings(text: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(json.loads(text))
