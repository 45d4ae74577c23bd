"""HTTP routes of guilds, members, roles, users and direct conversations."""

from http import HTTPStatus

from local_discord.channels import channels, guilds
from local_discord.http.bodies import Form
from local_discord.http.calls import NO_CONTENT, Answer, Call, Route
from local_discord.http.errors import Problems, missing_access, refused
from local_discord.model.model import Guild, Member
from local_discord.model.permissions import ALL, Permission, in_guild
from local_discord.wire import render

_GUILD = "/guilds/{guild_id}"
_MEMBER = _GUILD + "/members/{user_id}"
_ROLE = _MEMBER + "/roles/{role_id}"


def _guild(call: Call) -> Guild:
    guild = call.state.guild(call.id("guild_id"))
    if call.actor.id not in guild.members:
        raise missing_access()
    return guild


def _member(call: Call) -> tuple[Guild, Member]:
    guild = _guild(call)
    return guild, guilds.member_of(guild, call.id("user_id"))


def _get_guild(call: Call) -> Answer:
    guild = _guild(call)
    shown = render.guild(guild)
    if call.switch("with_counts"):
        shown["approximate_member_count"] = len(guild.members)
        shown["approximate_presence_count"] = len(guild.members)
    return HTTPStatus.OK, shown


def _get_channels(call: Call) -> Answer:
    guild = _guild(call)
    found = [one for one in guild.channels.values() if one.thread is None]
    return HTTPStatus.OK, [render.channel(one) for one in found]


def _create_channel(call: Call) -> Answer:
    created = channels.create(call.state, call.actor, _guild(call), call.object())
    return HTTPStatus.CREATED, render.channel(created)


def _get_roles(call: Call) -> Answer:
    return HTTPStatus.OK, [render.role(one) for one in _guild(call).roles.values()]


def _get_role(call: Call) -> Answer:
    return HTTPStatus.OK, render.role(guilds.role_of(_guild(call), call.id("role_id")))


def _create_role(call: Call) -> Answer:
    guild = _guild(call)
    guilds.require(guild, call.actor, Permission.MANAGE_ROLES)
    problems = Problems()
    form = Form(call.object(), problems)
    name = form.text("name", most=100) or "new role"
    permissions = Permission((form.whole("permissions", least=0) or 0) & int(ALL))
    mentionable = form.switch("mentionable")
    problems.raise_if_any()
    role = guilds.add_role(call.state, guild, name, permissions, mentionable=mentionable)
    return HTTPStatus.OK, render.role(role)


def _delete_role(call: Call) -> Answer:
    guild = _guild(call)
    guilds.require(guild, call.actor, Permission.MANAGE_ROLES)
    role = guilds.role_of(guild, call.id("role_id"))
    if role.id == guild.id or role.managed:
        raise refused(50028, "Invalid Role")
    guilds.remove_role(call.state, guild, role)
    return NO_CONTENT


def _get_members(call: Call) -> Answer:
    guild = _guild(call)
    after = call.number("after", 0)
    found = sorted((one for one in guild.members.values() if one.user.id > after), key=_by_id)
    return HTTPStatus.OK, [render.member(one) for one in found[: call.number("limit", 1)]]


def _by_id(member: Member) -> int:
    return member.user.id


def _get_member(call: Call) -> Answer:
    return HTTPStatus.OK, render.member(_member(call)[1])


def _change_self(call: Call) -> Answer:
    guild = _guild(call)
    member = guilds.member_of(guild, call.actor.id)
    problems = Problems()
    nick = Form(call.object(), problems).text("nick", most=32)
    problems.raise_if_any()
    guilds.require(guild, call.actor, Permission.CHANGE_NICKNAME)
    guilds.rename(call.state, member, nick or None)
    return HTTPStatus.OK, render.member(member)


def _add_role(call: Call) -> Answer:
    guild, member = _member(call)
    guilds.require(guild, call.actor, Permission.MANAGE_ROLES)
    role = guilds.role_of(guild, call.id("role_id"))
    guilds.set_roles(call.state, member, [*member.roles, role.id])
    return NO_CONTENT


def _remove_role(call: Call) -> Answer:
    guild, member = _member(call)
    guilds.require(guild, call.actor, Permission.MANAGE_ROLES)
    role = guilds.role_of(guild, call.id("role_id"))
    guilds.set_roles(call.state, member, [one for one in member.roles if one != role.id])
    return NO_CONTENT


def _get_user(call: Call) -> Answer:
    return HTTPStatus.OK, render.user(call.state.user(call.id("user_id")))


def _get_self(call: Call) -> Answer:
    shown = {
        **render.user(call.actor),
        "verified": True,
        "mfa_enabled": False,
        "locale": call.actor.locale,
        "email": None,
    }
    return HTTPStatus.OK, shown


def _get_own_guilds(call: Call) -> Answer:
    found = [one for one in call.state.guilds.values() if call.actor.id in one.members]
    return HTTPStatus.OK, [
        {
            "id": str(one.id),
            "name": one.name,
            "icon": None,
            "banner": None,
            "owner": one.owner_id == call.actor.id,
            "permissions": str(int(in_guild(one, call.actor.id))),
            "features": [],
        }
        for one in found
    ]


def _open_direct(call: Call) -> Answer:
    problems = Problems()
    recipient_id = Form(call.object(), problems).snowflake("recipient_id", required=True)
    problems.raise_if_any()
    channel = channels.direct(call.state, call.actor, call.state.user(recipient_id or 0))
    return HTTPStatus.OK, render.channel(channel, call.actor.id)


ROUTES = [
    Route("GET", _GUILD, _get_guild, "guild"),
    Route("GET", _GUILD + "/channels", _get_channels, "guild"),
    Route("POST", _GUILD + "/channels", _create_channel, "channel"),
    Route("GET", _GUILD + "/roles", _get_roles, "guild"),
    Route("POST", _GUILD + "/roles", _create_role, "guild"),
    Route("GET", _GUILD + "/roles/{role_id}", _get_role, "guild"),
    Route("DELETE", _GUILD + "/roles/{role_id}", _delete_role, "guild"),
    Route("GET", _GUILD + "/members", _get_members, "guild"),
    Route("PATCH", _GUILD + "/members/@me", _change_self, "guild"),
    Route("GET", _MEMBER, _get_member, "guild"),
    Route("PUT", _ROLE, _add_role, "guild"),
    Route("DELETE", _ROLE, _remove_role, "guild"),
    Route("GET", "/users/@me", _get_self, "user"),
    Route("GET", "/users/@me/guilds", _get_own_guilds, "user"),
    Route("POST", "/users/@me/channels", _open_direct, "user"),
    Route("GET", "/users/{user_id}", _get_user, "user"),
]
