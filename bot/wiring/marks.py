"""The service of marks, and the identity that files are signed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.errors import UserError
from bot.marks.marker import Identity, inspect, own_identity
from bot.services.marks.signed_copies import SignedCopies

if TYPE_CHECKING:
    from bot.ports.marks import Marker
    from bot.settings import Settings
    from bot.wiring.ground import Ground

_TIME_STAMP_BYTES: Final = 8_000


def build_marks(ground: Ground, marker: Marker) -> SignedCopies:
    """The service of this subject; ``outgoing`` in the data folder holds copies on their way."""
    return SignedCopies(
        ground.db,
        marker,
        ground.settings.data_folder / "outgoing",
        ground.presets,
        words=ground.settings.signing_prompts == "words",
    )


def stamp_bytes(settings: Settings) -> int:
    """What one's own chain of certificates and a time stamp add to a signed file at most."""
    chain = settings.signing_chain
    stamp = 0 if settings.signing_timestamp_url is None else _TIME_STAMP_BYTES
    return stamp + (chain.stat().st_size if chain is not None and chain.is_file() else 0)


async def identity_of(settings: Settings) -> Identity:
    """What files are signed with: the key that the settings name, or one made here.

    Raises:
        UserError: it cannot sign, or only one of key and certificate is named.
    """
    key, chain = settings.signing_key, settings.signing_chain
    if key is None and chain is None:
        return await own_identity(settings.identity_folder, settings.signing_timestamp_url)
    if key is None or chain is None:
        raise UserError("marks.key-unreadable")
    identity = Identity(key, chain, settings.signing_timestamp_url)
    await inspect(identity)
    return identity
