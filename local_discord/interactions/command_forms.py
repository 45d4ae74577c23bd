"""What may be registered as a command: names, descriptions, localisations, options, choices.

Source: https://discord.com/developers/docs/interactions/application-commands.
"""

import re
from typing import Final

from local_discord.http.bodies import Form
from local_discord.http.json_values import JsonObject
from local_discord.model.model import CommandKind

LOCALES: Final = frozenset(
    {
        *("ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr"),
        *("he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro"),
        *("ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW"),
    }
)
SUBCOMMAND: Final = 1
GROUP: Final = 2
STRING: Final = 3
INTEGER: Final = 4
BOOLEAN: Final = 5
USER: Final = 6
CHANNEL: Final = 7
ROLE: Final = 8
MENTIONABLE: Final = 9
NUMBER: Final = 10
ATTACHMENT: Final = 11

_NAME: Final = re.compile(r"[-_'\w]{1,32}")
_OPTIONS_MOST: Final = 25
_WITH_CHOICES: Final = (STRING, INTEGER, NUMBER)


def read(form: Form) -> JsonObject:
    """Read one command's description; faults go to the form's problems."""
    kind = CommandKind(form.one_of("type", tuple(map(int, CommandKind))) or CommandKind.CHAT_INPUT)
    is_typed = kind is CommandKind.CHAT_INPUT
    body: JsonObject = {"type": int(kind), **_names(form, is_typed=is_typed)}
    if not is_typed and body["description"]:
        form.refuse(
            "description",
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET",
            "Context menu commands cannot have description",
        )
    options = form.each("options", most=_OPTIONS_MOST)
    if options or is_typed:
        body["options"] = _options(form, options, depth=0)
    permissions = form.whole("default_member_permissions", least=0)
    body["default_member_permissions"] = None if permissions is None else str(permissions)
    body["nsfw"] = form.switch("nsfw")
    body["integration_types"] = form.values("integration_types") or [0]
    contexts = form.values("contexts")
    body["contexts"] = contexts or None
    if form.has("dm_permission"):
        body["dm_permission"] = form.switch("dm_permission", default=True)
    return body


def _names(form: Form, *, is_typed: bool) -> JsonObject:
    least = 1 if is_typed else 0
    read: JsonObject = {
        "name": form.text("name", least=1, most=32, required=True) or "",
        "description": form.text("description", least=least, most=100, required=is_typed) or "",
    }
    if is_typed:
        _check_name(form, "name", read["name"])
    for name, most in (("name_localizations", 32), ("description_localizations", 100)):
        given = form.child(name)
        if given is None:
            read[name] = None
            continue
        read[name] = {}
        for locale in given.body:
            text = given.text(locale, least=1, most=most)
            if locale not in LOCALES:
                given.refuse(locale, "BASE_TYPE_CHOICES", "This is no locale of Discord")
            if text is not None:
                read[name][locale] = text
                if is_typed and name == "name_localizations":
                    _check_name(given, locale, text)
    return read


def _check_name(form: Form, field: str, name: str) -> None:
    if _NAME.fullmatch(name) is None or name != name.lower():
        form.refuse(
            field,
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )


def _options(parent: Form, forms: list[Form], *, depth: int) -> list[JsonObject]:
    read: list[JsonObject] = []
    names: set[str] = set()
    optional_seen = False
    for form in forms:
        option = _option(form, depth=depth)
        if option["name"] in names:
            form.refuse(
                "name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique"
            )
        names.add(option["name"])
        if option.get("required") and optional_seen:
            form.refuse(
                "required",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")
        read.append(option)
    nested = [one["type"] in {SUBCOMMAND, GROUP} for one in read]
    if any(nested) and not all(nested):
        parent.refuse(
            "options",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group option types are mutually exclusive "
            "to all other types",
        )
    return read


def _option(form: Form, *, depth: int) -> JsonObject:
    kind = form.one_of("type", tuple(range(SUBCOMMAND, ATTACHMENT + 1)), required=True) or STRING
    option: JsonObject = {"type": kind, **_names(form, is_typed=True)}
    if kind in {SUBCOMMAND, GROUP}:
        too_deep = depth > 1 or (depth == 1 and kind == GROUP)
        if too_deep:
            form.refuse("type", "BASE_TYPE_CHOICES", "Sub-commands are nested too deep")
        option["options"] = _options(
            form, form.each("options", most=_OPTIONS_MOST), depth=depth + 1
        )
        return option
    option["required"] = form.switch("required")
    _read_bounds(form, option)
    if kind in _WITH_CHOICES:
        option["autocomplete"] = form.switch("autocomplete")
        choices = read_choices(form, kind)
        if choices:
            option["choices"] = choices
        if choices and option["autocomplete"]:
            form.refuse(
                "autocomplete",
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES",
                "Choices and autocomplete are mutually exclusive",
            )
    return option


def _read_bounds(form: Form, option: JsonObject) -> None:
    """Read what narrows an option's value: channel types, lengths, least and greatest."""
    if option["type"] == CHANNEL and form.has("channel_types"):
        option["channel_types"] = form.values("channel_types")
    if option["type"] == STRING:
        for name, least in (("min_length", 0), ("max_length", 1)):
            if form.body.get(name) is not None:
                option[name] = form.whole(name, least=least, most=6000)
    if option["type"] in {INTEGER, NUMBER}:
        for name in ("min_value", "max_value"):
            if form.body.get(name) is not None:
                option[name] = form.body[name]


def read_choices(form: Form, kind: int, *, most: int = 25) -> list[JsonObject]:
    """Read the choices of an option, or those that an autocompletion offers."""
    read: list[JsonObject] = []
    for one in form.each("choices", most=most):
        choice: JsonObject = {"name": one.text("name", least=1, most=100, required=True) or ""}
        locales = one.child("name_localizations")
        if locales is not None:
            choice["name_localizations"] = locales.body
        value = one.body.get("value")
        if kind == STRING:
            choice["value"] = one.text("value", most=100, required=True) or ""
        elif isinstance(value, int | float) and not isinstance(value, bool):
            choice["value"] = value
        else:
            one.refuse("value", "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
        read.append(choice)
    return read
