"""Modals: which a bot may show, and how a person's entries become a submission.

Source: https://discord.com/developers/docs/components/reference (label, text input, file upload,
selects and groups in modals).
"""

from dataclasses import dataclass, field
from typing import Any, Final

from local_discord.http.bodies import Form
from local_discord.http.errors import Problems
from local_discord.http.json_values import JsonObject, is_list
from local_discord.messages.component_kinds import SELECTS, ComponentKind
from local_discord.messages.selects import read_options, read_select
from local_discord.model.limits import ServerLimits
from local_discord.model.model import Attachment

_TOP: Final = (ComponentKind.ACTION_ROW, ComponentKind.TEXT_DISPLAY, ComponentKind.LABEL)
_IN_LABEL: Final = (
    ComponentKind.TEXT_INPUT,
    *SELECTS,
    ComponentKind.FILE_UPLOAD,
    ComponentKind.RADIO_GROUP,
    ComponentKind.CHECKBOX_GROUP,
    ComponentKind.CHECKBOX,
)
_TEXT_MOST: Final = 4000


def read(form: Form, limits: ServerLimits) -> JsonObject:
    """Read the modal that a bot answers with."""
    children = form.each("components", least=1, most=limits.modal_components, required=True)
    seen: set[str] = set()
    components: list[JsonObject] = []
    for number, one in enumerate(children, start=1):
        kind = one.one_of("type", tuple(map(int, _TOP)), required=True)
        wire: JsonObject = {"type": kind, "id": one.whole("id") or number}
        if kind == ComponentKind.TEXT_DISPLAY:
            wire["content"] = one.text("content", least=1, most=_TEXT_MOST, required=True)
        elif kind == ComponentKind.LABEL:
            wire["label"] = one.text("label", least=1, most=45, required=True)
            wire["description"] = one.text("description", most=100)
            child = one.child("component", required=True)
            if child is not None:
                wire["component"] = _entry(child, _IN_LABEL, seen, number + 100)
        elif kind == ComponentKind.ACTION_ROW:
            rows = one.each("components", least=1, most=1, required=True)
            wire["components"] = [
                _entry(row, (ComponentKind.TEXT_INPUT,), seen, number + 100) for row in rows
            ]
        components.append(wire)
    return {
        "custom_id": form.text("custom_id", least=1, most=limits.custom_id_chars, required=True),
        "title": form.text("title", least=1, most=45, required=True),
        "components": components,
    }


def _entry(form: Form, allowed: tuple[int, ...], seen: set[str], number: int) -> JsonObject:
    kind = form.one_of("type", allowed, required=True)
    custom_id = form.text("custom_id", least=1, most=100, required=True) or ""
    wire: JsonObject = {
        "type": kind or 0,
        "id": form.whole("id") or number,
        "custom_id": custom_id,
        "required": form.switch("required", default=True),
    }
    if custom_id in seen:
        form.refuse(
            "custom_id",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
            "Component custom id cannot be duplicated",
        )
    seen.add(custom_id)
    if kind == ComponentKind.TEXT_INPUT:
        wire["style"] = form.one_of("style", (1, 2), required=True)
        wire["label"] = form.text("label", most=45)
        wire["placeholder"] = form.text("placeholder", most=100)
        wire["min_length"] = form.whole("min_length", least=0, most=_TEXT_MOST) or 0
        wire["max_length"] = form.whole("max_length", least=1, most=_TEXT_MOST) or _TEXT_MOST
        wire["value"] = form.text("value", most=wire["max_length"])
    elif kind in SELECTS:
        read_select(form, wire)
    elif kind == ComponentKind.FILE_UPLOAD:
        wire["min_values"] = _count(form, "min_values", 0, 1)
        wire["max_values"] = _count(form, "max_values", 1, 1)
    elif kind == ComponentKind.RADIO_GROUP:
        wire["options"] = read_options(form, least=2, most=10)
    elif kind == ComponentKind.CHECKBOX_GROUP:
        wire["options"] = read_options(form, most=10)
        wire["min_values"] = _count(form, "min_values", 0, 1)
        wire["max_values"] = _count(form, "max_values", 1, len(wire["options"]) or 1)
    elif kind == ComponentKind.CHECKBOX:
        wire["default"] = form.switch("default")
    return wire


def _count(form: Form, name: str, least: int, default: int) -> int:
    value = form.whole(name, least=least, most=10)
    return default if value is None else value


@dataclass(slots=True)
class Submission:
    """A filled-in modal: the components as sent to the bot, and what their ids mean."""

    components: list[JsonObject] = field(default_factory=list[JsonObject])
    chosen: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    files: list[Attachment] = field(default_factory=list[Attachment])


def fill(
    modal: JsonObject, entries: dict[str, Any], files: dict[str, list[Attachment]]
) -> Submission:
    """Fill in a modal as Discord's client would; refuses what the client would not let through.

    `entries` and `files` go by the custom_id of a field or by its label.
    """
    problems = Problems()
    done = Submission()
    no_files: list[Attachment] = []
    for one in modal["components"]:
        if one["type"] == ComponentKind.TEXT_DISPLAY:
            done.components.append({"type": int(ComponentKind.TEXT_DISPLAY), "id": one["id"]})
            continue
        is_label = one["type"] == ComponentKind.LABEL
        entry: JsonObject = one["component"] if is_label else one["components"][0]
        label = one.get("label") if is_label else entry.get("label")
        names = [name for name in (entry["custom_id"], label) if name]
        given = next((entries.pop(name) for name in names if name in entries), None)
        uploaded = next((files.pop(name) for name in names if name in files), no_files)
        filled = _filled(entry, given, uploaded, done, problems)
        key = "component" if is_label else "components"
        done.components.append(
            {"type": one["type"], "id": one["id"], key: filled if is_label else [filled]}
        )
    for name in [*entries, *files]:
        problems.add((name,), "UNKNOWN_FIELD", f"The modal has no field '{name}'")
    problems.raise_if_any()
    return done


def _filled(
    entry: JsonObject,
    given: Any,
    uploaded: list[Attachment],
    done: Submission,
    problems: Problems,
) -> JsonObject:
    kind = entry["type"]
    filled: JsonObject = {"type": kind, "id": entry["id"], "custom_id": entry["custom_id"]}
    path = (entry["custom_id"],)
    if kind == ComponentKind.TEXT_INPUT:
        text = str(entry.get("value") or "" if given is None else given)
        least = max(entry["min_length"], 1 if entry["required"] else 0)
        if (text or entry["required"]) and not least <= len(text) <= entry["max_length"]:
            problems.add(
                path,
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {least} and {entry['max_length']} in length.",
            )
        return {**filled, "value": text}
    if kind == ComponentKind.CHECKBOX:
        return {**filled, "value": entry["default"] if given is None else bool(given)}
    values = _values(entry, given, uploaded)
    done.files.extend(uploaded)
    done.chosen.extend((kind, value) for value in values)
    _check_values(entry, values, path, problems)
    if kind == ComponentKind.RADIO_GROUP:
        return {**filled, "value": values[0] if values else None}
    return {**filled, "values": values}


def _values(entry: JsonObject, given: Any, uploaded: list[Attachment]) -> list[str]:
    if entry["type"] == ComponentKind.FILE_UPLOAD:
        return [str(one.id) for one in uploaded]
    if given is None:
        return [one["value"] for one in entry.get("options", []) if one["default"]]
    return [str(one) for one in given] if is_list(given) else [str(given)]


def _check_values(
    entry: JsonObject, values: list[str], path: tuple[str], problems: Problems
) -> None:
    least, most = entry.get("min_values", 1), entry.get("max_values", 1)
    if not values and not entry["required"]:
        return
    if not max(least, 1 if entry["required"] else 0) <= len(values) <= most:
        problems.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    known = {one["value"] for one in entry.get("options", [])}
    if known and not set(values) <= known:
        problems.add(path, "BASE_TYPE_CHOICES", "This is none of the options")
