"""The doctor's look at Discord's channels: are they there, and may the bot do there what it does.

Nothing is written to Discord. Names of channels and roles are not ours: they are cut and cleaned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import discord

from bot.discord.needs import ChannelKind, Need, names
from muster.health.rules import Finding
from muster.words import Sayable, Sentence, words

SUBJECT = "Discord channel"

UNKNOWN_CHANNEL, NO_ACCESS = 10003, 50001

_NAME_MOST = 40
_WRONG_KIND: dict[ChannelKind, str] = {
    "messages": "no-messages",
    "voice": "no-voice",
    "event": "no-event",
    "threads": "no-threads",
}

say = words("discordFindings")


@dataclass(frozen=True)
class Server:
    """A server that the bot is on, with its roles, and the bot as a member of it."""

    guild: discord.Guild
    me: discord.Member

    @property
    def role(self) -> str:
        """What to click on where a permission is given: the bot's own role, or the bot."""
        own = next((role for role in self.me.roles if role.is_bot_managed()), None)
        return plain(own.name if own is not None else self.me.display_name)


async def find_server(client: discord.Client, guild_id: int) -> Server:
    """The server, if the bot is on it.

    Raises:
        discord.HTTPException: it is not.
    """
    assert client.user is not None
    guild = await client.fetch_guild(guild_id, with_counts=False)
    return Server(guild, await guild.fetch_member(client.user.id))


def invitation(application_id: int | None, needs: Iterable[Need], guild_id: int | None) -> str:
    """Where a person lets the bot onto a server, with all that it needs there.

    Args:
        guild_id: the server; None where the person is to choose.
    """
    wanted = {name for need in needs for name in need.permissions}
    return discord.utils.oauth_url(
        str(application_id),
        permissions=discord.Permissions(**dict.fromkeys(wanted, True)),
        guild=discord.utils.MISSING if guild_id is None else discord.Object(guild_id),
        scopes=("bot", "applications.commands"),
    )


async def look_at(client: discord.Client, need: Need, server: Server | None) -> Finding:
    """Whether the bot has what it needs there.

    Args:
        server: the community's; None where no setting names it.
    """
    if need.channel_id is None:
        assert server is not None
        allowed, where = server.me.guild_permissions, plain(server.guild.name)
        return _compare(need, where, allowed, "missing-on-server", server)
    try:
        channel = await client.fetch_channel(need.channel_id)
    except discord.InvalidData:
        return _wrong_kind(need, say("channel", id=str(need.channel_id)))
    except discord.HTTPException as error:
        return _not_seen(need, server, error)
    if isinstance(channel, discord.Thread) and need.kind == "messages":
        return Finding.warn(SUBJECT, say("is-thread", where=_shown(need, channel.name)))
    if not isinstance(channel, discord.abc.GuildChannel):
        return _wrong_kind(need, say("channel", id=str(need.channel_id)))
    if server is None:
        server = await find_server(client, channel.guild.id)
    elif channel.guild.id != server.guild.id:
        return Finding.fail(SUBJECT, say("other-server", where=_shown(need, channel.name)))
    if not _is_of_kind(channel, need.kind):
        return _wrong_kind(need, f"#{plain(channel.name)}")
    # Fetched alone it does not know the server's roles.
    channel.guild = server.guild
    allowed = channel.permissions_for(server.me)
    return _compare(need, f"#{plain(channel.name)}", allowed, "missing-in-channel", server)


def plain(name: str) -> str:
    """A name that somebody else chose, fit for a line of ours."""
    return "".join(filter(str.isprintable, name))[:_NAME_MOST] or "?"


def _compare(
    need: Need, where: str, allowed: discord.Permissions, click: str, server: Server
) -> Finding:
    missing = [each for each in need.permissions if not getattr(allowed, each)]
    if not missing:
        told = say("allowed", where=where, purpose=need.purpose, names=names(need.permissions))
        return Finding.ok(SUBJECT, told)
    told = say(click, where=where, purpose=need.purpose, role=server.role, names=names(missing))
    return Finding.fail(SUBJECT, told)


def _is_of_kind(channel: discord.abc.GuildChannel, kind: ChannelKind) -> bool:
    match kind:
        case "messages":
            return isinstance(channel, discord.abc.Messageable)
        case "voice":
            return isinstance(channel, discord.VoiceChannel | discord.StageChannel)
        case "event":
            return isinstance(channel, discord.VoiceChannel)
        case "threads":
            return isinstance(channel, discord.TextChannel) and not channel.is_news()


def _not_seen(need: Need, server: Server | None, error: discord.HTTPException) -> Finding:
    if error.code == UNKNOWN_CHANNEL:
        told = say("unknown-channel", setting=need.setting, id=str(need.channel_id))
        return Finding.fail(SUBJECT, told)
    if error.code != NO_ACCESS:
        raise error
    role: Sayable = say("own-role") if server is None else server.role
    # Discord hides a voice channel also from whoever may not connect to it.
    more = ("connect",) if need.kind == "voice" else ()
    return Finding.fail(
        SUBJECT,
        say(
            "not-seen",
            setting=need.setting,
            id=str(need.channel_id),
            role=role,
            names=names((*need.permissions, *more)),
        ),
    )


def _wrong_kind(need: Need, which: Sayable) -> Finding:
    return Finding.fail(SUBJECT, say(_WRONG_KIND[need.kind], setting=need.setting, which=which))


def _shown(need: Need, name: str) -> Sentence:
    return say("named-channel", name=plain(name), setting=need.setting)
