"""What we say of a file that leaves the house: from what it was made, by whom, with which model.

Plain data on its way into the file's marks. How it is written there (C2PA, XMP) is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """How a picture or a film came to be, by the names of IPTC's list of digital source types."""

    TRAINED = "trainedAlgorithmicMedia"
    """Painted by a model."""
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
    """Put together by people from what a model painted and what they brought."""


class Relation(StrEnum):
    """What a part is to the file: seen or heard in it, or only what it was made from."""

    COMPONENT = "componentOf"
    INPUT = "inputTo"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something that went into the file, named by the SHA-256 of its bytes."""

    title: str
    media_type: str
    sha256: str
    relation: Relation = Relation.COMPONENT


@dataclass(frozen=True, slots=True)
class Deed:
    """What people did: ``what`` is one of ours (entered, prompted, asked, voted, decided)."""

    what: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """All that a file says of itself; ``facts`` are names and values, such as the model's licence.

    ``mining`` says whether others may train on it; None says nothing.
    """

    title: str
    media_type: str
    source: Source
    model: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Ingredient, ...] = ()
    deeds: tuple[Deed, ...] = ()
    mining: bool | None = None

    @property
    def room_bytes(self) -> int:
        """What signing may add to a file at most: kept free where a size is limited.

        Measured 5.7 kB with one picture, 10 with twelve, 134 with 300, signed with the key that
        Couplet makes; a longer chain and a time stamp come on top.
        """
        words = [*self.facts, *((deed.what, ", ".join(deed.people)) for deed in self.deeds)]
        # People's deeds stand there twice: as actions, and together.
        words_bytes = sum(len(name.encode()) + 2 * len(text.encode()) for name, text in words)
        titles = sum(len(part.title.encode()) for part in self.parts)
        return 9_000 + 2 * words_bytes + 480 * len(self.parts) + titles
