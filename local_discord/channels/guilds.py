"""A guild's people and roles: joining, leaving, renaming, giving and taking roles."""

from typing import TYPE_CHECKING

from local_discord.http.errors import missing_permissions, unknown
from local_discord.model.model import Guild, Member, Role, User
from local_discord.model.permissions import EVERYONE_DEFAULT, NOTHING, Permission, in_guild
from local_discord.model.state import State
from local_discord.wire import render

if TYPE_CHECKING:
    from local_discord.http.json_values import JsonObject


def found(state: State, name: str, owner: User, *, boost_tier: int = 0) -> Guild:
    """Make a guild with its @everyone role and its owner."""
    guild = Guild(id=state.ids.new(), name=name, owner_id=owner.id, boost_tier=boost_tier)
    guild.roles[guild.id] = Role(
        id=guild.id, name="@everyone", permissions=EVERYONE_DEFAULT, position=0
    )
    state.guilds[guild.id] = guild
    join(state, guild, owner)
    return guild


def join(state: State, guild: Guild, user: User, roles: list[int] | None = None) -> Member:
    """Let a user join a guild."""
    state.users[user.id] = user
    member = Member(user=user, guild_id=guild.id, joined_at=state.now(), roles=roles or [])
    guild.members[user.id] = member
    _tell_member(state, "GUILD_MEMBER_ADD", member)
    return member


def leave(state: State, guild: Guild, user: User) -> None:
    """Let a user leave a guild; what they wrote stays."""
    if guild.members.pop(user.id, None) is None:
        raise unknown("Member")
    data: JsonObject = {"guild_id": str(guild.id), "user": render.user(user)}
    state.tell("GUILD_MEMBER_REMOVE", data, guild_id=guild.id)


def add_role(
    state: State,
    guild: Guild,
    name: str,
    permissions: Permission = NOTHING,
    *,
    bot_id: int | None = None,
    mentionable: bool = False,
) -> Role:
    """Make a role above the existing ones; `bot_id` marks the one that belongs to a bot."""
    role = Role(
        id=state.ids.new(),
        name=name,
        permissions=permissions,
        position=len(guild.roles),
        managed=bot_id is not None,
        bot_id=bot_id,
        mentionable=mentionable,
    )
    guild.roles[role.id] = role
    _tell_role(state, guild, "GUILD_ROLE_CREATE", role)
    return role


def change_role(state: State, guild: Guild, role: Role, permissions: Permission) -> None:
    """Set what a role grants."""
    role.permissions = permissions
    _tell_role(state, guild, "GUILD_ROLE_UPDATE", role)


def remove_role(state: State, guild: Guild, role: Role) -> None:
    """Delete a role and take it from everyone."""
    for member in guild.members.values():
        if role.id in member.roles:
            member.roles.remove(role.id)
    del guild.roles[role.id]
    data: JsonObject = {"guild_id": str(guild.id), "role_id": str(role.id)}
    state.tell("GUILD_ROLE_DELETE", data, guild_id=guild.id)


def set_roles(state: State, member: Member, roles: list[int]) -> None:
    """Give a member exactly these roles."""
    member.roles = list(dict.fromkeys(roles))
    _tell_member(state, "GUILD_MEMBER_UPDATE", member)


def rename(state: State, member: Member, nick: str | None) -> None:
    """Set a member's name in the guild."""
    member.nick = nick
    _tell_member(state, "GUILD_MEMBER_UPDATE", member)


def require(guild: Guild, actor: User, needed: Permission) -> None:
    """Refuse (50013) unless the actor has all of `needed` in the guild."""
    if needed not in in_guild(guild, actor.id):
        raise missing_permissions()


def role_of(guild: Guild, role_id: int) -> Role:
    """Return a role; 10011 when there is none."""
    role = guild.roles.get(role_id)
    if role is None:
        raise unknown("Role")
    return role


def member_of(guild: Guild, user_id: int) -> Member:
    """Return a member; 10007 when there is none."""
    member = guild.members.get(user_id)
    if member is None:
        raise unknown("Member")
    return member


def _tell_member(state: State, name: str, member: Member) -> None:
    data: JsonObject = {**render.member(member), "guild_id": str(member.guild_id)}
    state.tell(name, data, guild_id=member.guild_id)


def _tell_role(state: State, guild: Guild, name: str, role: Role) -> None:
    data: JsonObject = {"guild_id": str(guild.id), "role": render.role(role)}
    state.tell(name, data, guild_id=guild.id)
