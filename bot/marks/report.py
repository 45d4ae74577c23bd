"""What any file says of itself: its C2PA manifest checked by the library, or its XMP.

Runs in the child only: the file may be made to do harm. What comes out is short and few, whatever
was in there, and nothing is fetched from the network.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

import c2pa  # pyright: ignore[reportMissingTypeStubs]

from bot.domain.lyrics.cleaning import clean
from bot.domain.marks.report import MarkState, Report
from bot.marks import xmp
from bot.marks.manifest import MADE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_MOST: Final = 40
_LONGEST: Final = 160
_HEAD_BYTES: Final = 8 << 20
_TAIL_BYTES: Final = 1 << 20
_UNTRUSTED: Final = "signingCredential.untrusted"

_lib = cast("Any", c2pa)


def read(path: Path, anchors: str | None = None) -> Report:
    """The report on the file at ``path``; ``anchors`` are PEM certificates of signers we know."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES)
    except OSError:
        return Report(MarkState.NONE, problems=("unreadable",))
    kind = _kind_of(head, path.suffix)
    source = xmp.source_in(head) or xmp.source_in(tail)
    unsigned = Report(MarkState.NONE, source=source, made_with=() if source is None else (source,))
    if kind is None:
        return unsigned
    settings: dict[str, Any] = {
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}
    }
    if anchors:
        settings["trust"] = {"user_anchors": anchors}
    try:
        with (
            _lib.Context(_lib.Settings.from_dict(settings)) as context,
            path.open("rb") as file,
            _lib.Reader(kind, file, context=context) as reader,
        ):
            return _report(json.loads(reader.json()), str(reader.get_validation_state()))
    except _lib.C2paError as error:
        if str(error).startswith(("ManifestNotFound", "NotSupported")):
            return unsigned
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError):
        pass  # a manifest of a shape that nobody writes in good faith
    return Report(MarkState.INVALID, source=source, problems=("manifest-unreadable",))


def _report(data: dict[str, Any], state: str) -> Report:
    active = data["manifests"].get(data.get("active_manifest"), {})
    results = data.get("validation_results", {})
    failures = [
        *results.get("activeManifest", {}).get("failure", ()),
        *(
            failure
            for delta in results.get("ingredientDeltas", ())
            for failure in delta.get("validationDeltas", {}).get("failure", ())
        ),
    ]
    problems = _few(entry.get("code", "") for entry in failures if entry.get("code") != _UNTRUSTED)
    signature = active.get("signature_info", {})
    names = [signature.get(field) for field in ("common_name", "issuer")]
    signers = _few(name for name in names if isinstance(name, str))
    assertions = active.get("assertions", ())
    return Report(
        state=MarkState.INVALID if state == "Invalid" else MarkState.VALID,
        signer=" · ".join(signers) or None,
        trusted=state == "Trusted",
        made_with=_few(_tools(active, assertions)),
        people=_few(_people(assertions)),
        problems=problems,
        source=next(iter(_few(_sources(assertions))), None),
    )


def _tools(active: dict[str, Any], assertions: Iterable[dict[str, Any]]) -> Iterator[str]:
    """What made it: the programs that wrote the claim, and the models its actions name."""
    for info in active.get("claim_generator_info", ()):
        yield f"{info.get('name', '')} {info.get('version', '')}"
    yield str(active.get("claim_generator") or "")
    for action in _actions(assertions):
        agent = cast("dict[str, Any] | str | None", action.get("softwareAgent"))
        yield str(agent.get("name", "") if isinstance(agent, dict) else agent or "")
    for data in _data(assertions, MADE):
        for name in ("licence", "training_data"):
            yield str(data.get(name) or "")


def _people(assertions: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Whom it names: our own list of who did what, or the authors of a creative work."""
    for data in _data(assertions, MADE):
        for deed, names in data.get("people", {}).items():
            yield f"{deed}: {', '.join(map(str, names))}"
    for data in _data(assertions, "stds.schema-org.CreativeWork"):
        authors = cast("dict[str, Any] | list[dict[str, Any]]", data.get("author", []))
        for author in [authors] if isinstance(authors, dict) else authors:
            yield str(author.get("name", ""))


def _sources(assertions: Iterable[dict[str, Any]]) -> Iterator[str]:
    for action in _actions(assertions):
        yield str(action.get("digitalSourceType") or "").rpartition("/")[2]


def _actions(assertions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for label in ("c2pa.actions.v2", "c2pa.actions"):
        for data in _data(assertions, label):
            yield from data.get("actions", ())


def _data(assertions: Iterable[dict[str, Any]], label: str) -> Iterator[dict[str, Any]]:
    for assertion in assertions:
        data = assertion.get("data")
        # The second of a label is called by it with "__1", and so on.
        called = str(assertion.get("label", "")).partition("__")[0]
        if called == label and isinstance(data, dict):
            yield cast("dict[str, Any]", data)


def _few(texts: Iterable[str]) -> tuple[str, ...]:
    """The first few of ``texts``, cleaned and cut, none twice and none empty."""
    few: dict[str, None] = {}
    for text in texts:
        text_clean = " ".join(clean(text[: 4 * _LONGEST]).split())[:_LONGEST]
        if text_clean:
            few[text_clean] = None
        if len(few) == _MOST:
            break
    return tuple(few)


def _kind_of(head: bytes, suffix: str) -> str | None:
    """The media type that the content speaks of, or else the name's ending."""
    beginnings = (
        (xmp.PNG, "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"%PDF", "application/pdf"),
        (b"fLaC", "audio/flac"),
        (b"ID3", "audio/mpeg"),
    )
    for beginning, kind in beginnings:
        if head.startswith(beginning):
            return kind
    if head[4:8] == b"ftyp":
        brands = {b"avif": "image/avif", b"heic": "image/heic", b"M4A ": "audio/mp4"}
        return brands.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        forms = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/avi"}
        return forms.get(head[8:12])
    ending = suffix.removeprefix(".").lower()
    return ending if ending in _lib.Reader.get_supported_mime_types() else None
