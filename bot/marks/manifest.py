"""A claim written into a file as a signed C2PA manifest, by the C2PA library.

Parts are named by their hashes and carry no manifest and no thumbnail of their own, so that a clip
of three hundred shots can still be posted.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - the codec reads the annotations
from typing import TYPE_CHECKING, Any, Final, cast

import c2pa  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.marks.claim import Claim, Relation
from bot.marks import xmp

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE: Final = "org.couplet.made"
"""The label of our own assertion: facts, and who did what."""
_HUMAN: Final = f"{xmp.SOURCE_TYPES}humanEdits"
_MINING: Final = ("data_mining", "ai_training", "ai_generative_training", "ai_inference")

_lib = cast("Any", c2pa)


@dataclass(frozen=True, slots=True)
class FileToSign:
    """One file to be signed: what it says, from where to where."""

    source: Path
    out: Path
    claim: Claim
    without_words: bool = False


def sign_all(
    markings: Sequence[FileToSign],
    *,
    key: Path,
    chain: Path,
    timestamp_url: str | None,
    version: str,
) -> None:
    """Write each file signed to its place, whole or not at all.

    Raises:
        c2pa.C2paError: key or certificate are refused, or a file cannot carry a manifest.
        OSError, ValueError: a file cannot be read or written.
    """
    url = None if timestamp_url is None else timestamp_url.encode()
    info = _lib.C2paSignerInfo(b"es256", chain.read_bytes(), key.read_bytes(), url)
    settings = _lib.Settings.from_dict(
        {"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_after_sign": False}}
    )
    with _lib.Context(settings) as context, _lib.Signer.from_info(info) as signer:
        for marking in markings:
            _sign(marking, context, signer, version)


def _sign(marking: FileToSign, context: Any, signer: Any, version: str) -> None:
    out, claim = marking.out, marking.claim
    described = out.with_name(f".{out.name}.xmp")
    partial = out.with_name(f".{out.name}.part")
    try:
        _describe(marking, described)
        builder = _lib.Builder(json.dumps(manifest(claim, version)), context)
        with builder, described.open("rb") as source, partial.open("w+b") as signed:
            builder.sign(signer, claim.media_type, source, signed)
            signed.flush()
            os.fsync(signed.fileno())
        partial.rename(out)
    finally:
        described.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def _describe(marking: FileToSign, out: Path) -> None:
    """A copy of the source with its XMP."""
    content = marking.source.read_bytes()
    match marking.claim.media_type:
        case "image/png":
            packet = xmp.packet(marking.claim)
            content = xmp.in_png(content, packet, without_words=marking.without_words)
        case "video/mp4":
            content += xmp.mp4_box(xmp.packet(marking.claim))
        case _:
            pass
    out.write_bytes(content)


def manifest(claim: Claim, version: str) -> dict[str, Any]:
    """The manifest's definition, as the library reads it."""
    parts = {f"part-{index}": part for index, part in enumerate(claim.parts)}
    inputs = [label for label, part in parts.items() if part.relation is Relation.INPUT]
    components = [label for label, part in parts.items() if part.relation is Relation.COMPONENT]
    created: dict[str, Any] = {
        "action": "c2pa.created",
        "digitalSourceType": xmp.SOURCE_TYPES + claim.source,
    }
    if claim.model:
        created["softwareAgent"] = {"name": claim.model}
    if inputs:
        created["parameters"] = {"ingredientIds": inputs}
    actions = [created]
    if components:
        actions.append({"action": "c2pa.placed", "parameters": {"ingredientIds": components}})
    actions += [
        {
            "action": "c2pa.edited",
            "digitalSourceType": _HUMAN,
            "description": f"{deed.what}: {', '.join(deed.people)}",
        }
        for deed in claim.deeds
    ]
    facts = {**dict(claim.facts), "people": {deed.what: deed.people for deed in claim.deeds}}
    assertions: list[dict[str, Any]] = [
        {"label": "c2pa.actions.v2", "data": {"actions": actions}},
        {"label": MADE, "data": facts},
    ]
    if claim.mining is not None:
        use = {"use": "allowed" if claim.mining else "notAllowed"}
        entries = {f"cawg.{name}": use for name in _MINING}
        assertions.append({"label": "cawg.training-mining", "data": {"entries": entries}})
    return {
        "claim_generator_info": [{"name": "Couplet", "version": version}],
        "title": claim.title,
        "format": claim.media_type,
        "ingredients": [
            {
                "title": part.title,
                "format": part.media_type,
                "relationship": part.relation,
                "instance_id": f"sha256:{part.sha256}",
                "label": label,
            }
            for label, part in parts.items()
        ],
        "assertions": assertions,
    }
