"""Selects, their options and emoji: the parts that messages and modals read alike."""

from local_discord.http.bodies import Form
from local_discord.http.json_values import JsonObject
from local_discord.messages.component_kinds import ComponentKind


def read_emoji(form: Form) -> JsonObject:
    """Read a component's emoji; only custom ones have an id, which is kept as it is."""
    identifier = form.snowflake("id")
    emoji: JsonObject = {
        "name": form.text("name", most=32) or "",
        "animated": form.switch("animated"),
    }
    if identifier is not None:
        emoji["id"] = str(identifier)
    return emoji


def read_select(form: Form, wire: JsonObject) -> None:
    """Read what all selects share, and a string select's options."""
    placeholder = form.text("placeholder", most=150)
    if placeholder is not None:
        wire["placeholder"] = placeholder
    least = form.whole("min_values", least=0, most=25)
    most = form.whole("max_values", least=1, most=25)
    wire["min_values"] = 1 if least is None else least
    wire["max_values"] = 1 if most is None else most
    if wire["min_values"] > wire["max_values"]:
        form.refuse(
            "min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "Must not exceed max_values"
        )
    if wire["type"] == ComponentKind.STRING_SELECT:
        wire["options"] = read_options(form, most=25)
        if wire["max_values"] > len(wire["options"]):
            form.refuse(
                "options",
                "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE",
                "Number of options must be at least max_values",
            )
    if wire["type"] == ComponentKind.CHANNEL_SELECT and form.has("channel_types"):
        wire["channel_types"] = form.values("channel_types")
    if form.has("default_values"):
        wire["default_values"] = [
            {"id": str(one.snowflake("id")), "type": one.text("type")}
            for one in form.each("default_values", most=25)
        ]


def read_options(form: Form, *, most: int, least: int = 1) -> list[JsonObject]:
    """Read the options of a select, a radio group or a checkbox group."""
    options: list[JsonObject] = []
    seen: set[str] = set()
    for one in form.each("options", least=least, most=most, required=True):
        value = one.text("value", least=1, most=100, required=True) or ""
        option: JsonObject = {
            "label": one.text("label", least=1, most=100, required=True) or "",
            "value": value,
            "default": one.switch("default"),
        }
        if value in seen:
            one.refuse(
                "value",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        seen.add(value)
        description = one.text("description", most=100)
        if description is not None:
            option["description"] = description
        emoji = one.child("emoji")
        if emoji is not None:
            option["emoji"] = read_emoji(emoji)
        options.append(option)
    return options
