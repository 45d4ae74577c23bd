"""HTTP routes of the application, its commands, and where the gateway is."""

from http import HTTPStatus
from typing import Final

from local_discord.gateway.intents import Intent
from local_discord.http.calls import NO_CONTENT, Answer, Call, Route
from local_discord.http.errors import invalid
from local_discord.http.json_values import JsonObject, is_list
from local_discord.interactions import commands
from local_discord.model.model import Command
from local_discord.wire import render

_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
_FLAG_OF_INTENT: Final = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


def _application(call: Call) -> JsonObject:
    application = call.state.application
    granted = [flag for one, flag in _FLAG_OF_INTENT.items() if application.privileged & one]
    flags = sum(granted)
    return {
        "id": str(application.id),
        "name": application.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": render.user(application.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": render.user(application.owner),
        "approximate_guild_count": len(call.state.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "integration_types_config": {"0": {}},
    }


def _get_application(call: Call) -> Answer:
    return HTTPStatus.OK, _application(call)


def _get_gateway(call: Call) -> Answer:
    return HTTPStatus.OK, {"url": call.state.gateway_url}


def _get_gateway_bot(call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return HTTPStatus.OK, {"url": call.state.gateway_url, "shards": 1, "session_start_limit": limit}


def _place(call: Call) -> int | None:
    call.require_application()
    if "guild_id" not in call.path:
        return None
    return call.state.guild(call.id("guild_id")).id


def _command(call: Call) -> Command:
    return commands.find(call.state, _place(call), call.id("command_id"))


def _list(call: Call) -> Answer:
    found = commands.registered(call.state, _place(call))
    return HTTPStatus.OK, [commands.render(call.state, one) for one in found]


def _overwrite(call: Call) -> Answer:
    place = _place(call)
    if not is_list(call.body):
        raise invalid([], "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    registered = commands.overwrite(call.state, place, call.body)
    return HTTPStatus.OK, [commands.render(call.state, one) for one in registered]


def _upsert(call: Call) -> Answer:
    command, is_new = commands.upsert(call.state, _place(call), call.object())
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return status, commands.render(call.state, command)


def _get(call: Call) -> Answer:
    return HTTPStatus.OK, commands.render(call.state, _command(call))


def _change(call: Call) -> Answer:
    changed = commands.change(call.state, _command(call), call.object())
    return HTTPStatus.OK, commands.render(call.state, changed)


def _delete(call: Call) -> Answer:
    commands.delete(call.state, _command(call))
    return NO_CONTENT


def _no_permissions(call: Call) -> Answer:
    _place(call)
    return HTTPStatus.OK, []


ROUTES = [
    Route("GET", "/gateway", _get_gateway, "gateway"),
    Route("GET", "/gateway/bot", _get_gateway_bot, "gateway"),
    Route("GET", "/oauth2/applications/@me", _get_application, "application"),
    Route("GET", "/applications/@me", _get_application, "application"),
    Route("GET", _GUILD_COMMANDS + "/permissions", _no_permissions, "commands"),
    *(
        Route(method, path + suffix, handler, "commands")
        for path in (_COMMANDS, _GUILD_COMMANDS)
        for method, suffix, handler in (
            ("GET", "", _list),
            ("PUT", "", _overwrite),
            ("POST", "", _upsert),
            ("GET", "/{command_id}", _get),
            ("PATCH", "/{command_id}", _change),
            ("DELETE", "/{command_id}", _delete),
        )
    ),
]
