"""What the bot needs on Discord: which permissions, where, and because of which setting. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from muster.settings import Settings
from muster.words import Sentence, words

say = words("discordFindings")

ChannelKind = Literal["messages", "voice", "event", "threads"]
"""What a channel is for: some kinds of channels take no messages, events, or private threads."""

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "create_private_threads": "Create Private Threads",
    "send_messages_in_threads": "Send Messages in Threads",
    "connect": "Connect",
    "create_events": "Create Events",
}
"""discord.py's names of the permissions, and Discord's own."""

# The history is where a message is looked for that may have been sent before a crash.
_POSTING = ("view_channel", "send_messages", "read_message_history")
_POSTING_IN_THREADS = ("view_channel", "send_messages_in_threads")
_EVENT_IN_VOICE = ("view_channel", "connect", "create_events")
_OPENING_THREADS = ("view_channel", "create_private_threads", "send_messages_in_threads")


@dataclass(frozen=True, slots=True)
class Need:
    """Permissions in one channel.

    Attributes:
        setting: the variable that names the channel, or wants what is done on the server.
        purpose: what it is for, after the channel's name.
        permissions: discord.py's names.
        channel_id: None where they are needed on the server itself.
    """

    setting: str
    purpose: Sentence
    permissions: tuple[str, ...]
    channel_id: int | None
    kind: ChannelKind = "messages"


def bot_needs(settings: Settings) -> list[Need]:
    """What the bot of `DISCORD_BOT_TOKEN` needs."""
    return list(_needs(settings))


def _needs(settings: Settings) -> Iterator[Need]:
    if (channel_id := settings.discord_announce_channel_id) is not None:
        yield Need("DISCORD_ANNOUNCE_CHANNEL_ID", say("for-announcements"), _POSTING, channel_id)
    if (channel_id := settings.availability_promotion_followup_channel_id) is not None:
        variable = "AVAILABILITY_PROMOTION_FOLLOWUP_CHANNEL_ID"
        yield Need(variable, say("for-summary"), _POSTING, channel_id)
    for channel_id in sorted(settings.discord_voice_channel_ids):
        variable, purpose = "DISCORD_VOICE_CHANNEL_IDS", say("for-voice")
        yield Need(variable, purpose, ("view_channel",), channel_id, "voice")
    if settings.availability_discord_scheduled_event:
        yield _event_need(min(settings.discord_voice_channel_ids, default=None))
    if thread_token(settings) is None:
        yield from _thread_needs(settings, _OPENING_THREADS, say("for-thread"))
    else:
        yield from _thread_needs(settings, _POSTING_IN_THREADS, say("for-posts"))


def _event_need(voice_channel_id: int | None) -> Need:
    variable, purpose = "AVAILABILITY_DISCORD_SCHEDULED_EVENT", say("for-event")
    if voice_channel_id is None:
        return Need(variable, purpose, ("create_events",), None)
    return Need(variable, purpose, _EVENT_IN_VOICE, voice_channel_id, "event")


def thread_needs(settings: Settings) -> list[Need]:
    """What the bot of `AVAILABILITY_PLANNING_DISCORD_BOT_TOKEN` needs, where it is another one."""
    if thread_token(settings) is None:
        return []
    return list(_thread_needs(settings, _OPENING_THREADS, say("for-own-thread")))


def thread_token(settings: Settings) -> str | None:
    """The token that opens threads, where threads are wanted and it is another bot's."""
    token = settings.availability_planning_discord_bot_token
    if not settings.availability_planning_discord_create_thread or token is None:
        return None
    return None if token == settings.discord_bot_token else token.get_secret_value()


def _thread_needs(
    settings: Settings, permissions: tuple[str, ...], purpose: Sentence
) -> Iterator[Need]:
    channel_id = settings.availability_planning_thread_parent_channel_id
    if settings.availability_planning_discord_create_thread and channel_id is not None:
        variable = "AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID"
        yield Need(variable, purpose, permissions, channel_id, "threads")


def idle_without_bot(settings: Settings) -> list[str]:
    """The settings that do nothing as long as `DISCORD_BOT_TOKEN` is not set."""
    opens_by_itself = thread_token(settings) is not None
    needs = [each for each in bot_needs(settings) if each.kind != "threads" or not opens_by_itself]
    return list(dict.fromkeys(each.setting for each in needs))


def unset(settings: Settings) -> Iterator[Sentence]:
    """What does not work because no setting names a channel for it, with that setting."""
    if settings.discord_announce_channel_id is None:
        yield say("no-tonight-message")
    if not settings.discord_voice_channel_ids:
        yield say("nobody-seen")


def names(permissions: Iterable[str]) -> str:
    """Permissions as Discord calls them."""
    return ", ".join(_NAMES[each] for each in permissions)
