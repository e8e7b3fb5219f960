"""What the bot says on Discord, all in one place; the page's words for the same things. Pure.

What it says of calls is in `call_messages.py`, what all chats say alike in `bot/chats/messages.py`,
what messages say in the rooms' `messages.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from muster.availability.messages import (
    CAME_TRUE,
    NO_SESSION,
    NO_SESSION_THEN,
    STATUS_NAMES,
    day_title,
    named,
    status_set,
    when_words,
)
from muster.availability.rules import Day, Status
from muster.channels.messages import CHANNEL_NAMES
from muster.channels.rules import CHANNEL_TYPES, ChannelType, fallback_order
from muster.channels.service import PersonSettings, Preferences
from muster.evening import Evening
from muster.notifications.messages import plain
from muster.planning.rules import SIDES, Room, TeamMember
from muster.promotions.preview_rules import Candidate
from muster.promotions.rules import Campaign, Schedule, summarize_channels
from muster.tonight.message.messages import QUEUE_EMPTY, counts
from muster.words import rendered

MESSAGE_MOST = 2_000
_NAMES_MOST = 20

# --- buttons --------------------------------------------------------------------------------------

OPEN_PAGE: Final = "Open the page"
PLANNING_ROOM: Final = "Planning room"
TAKE_BACK: Final = "Take it back"
LINK_ME: Final = "Link yourself"
SOMEBODY_ELSE: Final = "Somebody else"
CANCEL_CAMPAIGN: Final = "Cancel it"
CALL_PLAYERS: Final = "Call players"
STOP_CALL: Final = "Stop the call"
SAVE_TEAMS: Final = "Make and save fair teams"
OPEN_CHAT: Final = "Open the chat"

# --- when it cannot be done -----------------------------------------------------------------------

WRONG_SERVER: Final = "This bot belongs to another community's server, so it cannot do that here."
ONLY_ON_SERVER: Final = "This works only on the community's server."
TOO_FAST: Final = "That was a lot at once. Try again in a minute."
TRY_AGAIN: Final = "Something went wrong on our side. Try again in a moment."
UNKNOWN_BUTTON: Final = "This button is from an older message. Use the newest one, or a command."
UNKNOWN_COMMAND: Final = "This command has changed. Reload Discord and try it again."
NO_SUCH_STATUS: Final = "Choose one of the answers that are offered."
DAY_IS_OVER: Final = "That evening is over. Use tonight's message, or /avail set."
PREVIEW_IS_OVER: Final = "That evening is over. /promote preview shows whom you could ask tonight."
CALL_IS_OVER: Final = "That evening is over. /call preview shows whom you could call tonight."
TEAMS_ARE_OVER: Final = "That evening is over. /plan teams makes tonight's."


# --- answers --------------------------------------------------------------------------------------


def answered(day: Day, status: Status, user_id: int, today: date, evening: Evening) -> str:
    """What became of an answer, with the place in the queue and what is still missing tonight.

    `evening` is that of the day.
    """
    own = next((answer for answer in day.answers if answer.user_id == user_id), None)
    when = when_words(day.date, today)
    words = str(
        status_set(when, status)
        if own is None
        else status_set(when, own.status, own.arrives_at, own.only_if)
    )
    if own is not None and (status, own.status) == ("AVAILABLE", "LOOKING"):
        status, words = own.status, f"{words} {CAME_TRUE}"
    looking = [answer.user_id for answer in day.answers if answer.status == "LOOKING"]
    if status == "LOOKING" and user_id in looking:
        words += f" You are number {looking.index(user_id) + 1} in the queue."
    if not evening.session:
        return f"{words} {NO_SESSION if day.date == today else NO_SESSION_THEN}"
    return f"{words} {_missing(len(looking), evening)}" if day.date == today else words


def queue(today: Day, evening: Evening, *, names: bool) -> str:
    """Who is looking tonight, first come first; without `names` only how many."""
    looking = [str(named(answer, plain)) for answer in today.answers if answer.status == "LOOKING"]
    if not looking:
        lines = [str(QUEUE_EMPTY)]
    elif names:
        lines = [f"**{len(looking)} looking:**", numbered(looking)]
    else:
        lines = [f"**{len(looking)} looking.** Link yourself to see who."]
    on_condition = [str(named(each, plain)) for each in today.answers if each.only_if is not None]
    if names and on_condition:
        lines.append(f"**On a condition:** {listed(on_condition)}")
    lines.append(_missing(len(looking), evening))
    return "\n".join(lines)


def _missing(looking: int, evening: Evening) -> str:
    if not evening.session:
        return str(NO_SESSION)
    missing = evening.threshold - looking
    return f"{missing} short of a session." if missing > 0 else "The session is ready."


def who(day: Day, today: date, evening: Evening, *, names: bool) -> str:
    """Who is in on another day than today, by answer; without `names` only how many."""
    lines = [f"**{rendered(day_title(day.date, today), 'en')}:** {counts(day)}"]
    if not evening.session:
        lines.append(str(NO_SESSION_THEN))
    for status in ("LOOKING", "AVAILABLE", "MAYBE") if names else ():
        here = [str(named(answer, plain)) for answer in day.answers if answer.status == status]
        if here:
            lines.append(f"**{STATUS_NAMES[status]}:** {listed(here)}")
    if not names:
        lines.append("Link yourself to see who.")
    return "\n".join(lines)


def listed(names: Sequence[str]) -> str:
    """The first of some names, ready to be shown, in one line."""
    more = f" and {len(names) - _NAMES_MOST} more" if len(names) > _NAMES_MOST else ""
    return ", ".join(names[:_NAMES_MOST]) + more


def numbered(names: Sequence[str]) -> str:
    """The first of some names, ready to be shown, a line each."""
    lines = [f"{number}. {name}" for number, name in enumerate(names[:_NAMES_MOST], 1)]
    if len(names) > _NAMES_MOST:
        lines.append(f"and {len(names) - _NAMES_MOST} more")
    return "\n".join(lines)


# --- linking --------------------------------------------------------------------------------------


def link_yourself(*, found: bool, creates: bool) -> str:
    if found:
        return "Link yourself to a player profile, once. Is one of these you?"
    if creates:
        return "Link yourself to a player profile, once. None looks like you, so make one."
    return (
        "Link yourself to a player profile, once. None looks like you: search for yours on the"
        " page, or ask an admin to add it."
    )


def this_is_me(name: str, *, first: bool) -> str:
    return f"This is me: {name}" if first else f"I am {name}"


def create_player(name: str) -> str:
    return f"Create {name}"


def linked(name: str) -> str:
    return f"You are linked as {plain(name)}."


def already_linked(name: str) -> str:
    return f"You are linked as {plain(name)} already; the page's profile changes that."


def link_chat(
    channel_type: ChannelType, token: str, expires_at: datetime, send_to: str | None
) -> str:
    """How to link a chat with a token that nobody else is to see."""
    where = f" to {send_to}" if send_to else f" to the bot on {CHANNEL_NAMES[channel_type]}"
    return (
        f"Send this{where}:\n```\n/link {token}\n```\n"
        f"It works once, until <t:{int(expires_at.timestamp())}:t>. Show it to nobody."
    )


def no_such_channel(channel_type: ChannelType) -> str:
    return f"{CHANNEL_NAMES[channel_type]} is not set up in this community."


# --- promoting ------------------------------------------------------------------------------------


def preview(
    reached: Sequence[Candidate],
    told: int,
    schedule: Schedule,
    *,
    voice_check: bool,
    others_ask: bool,
    dry_run: bool,
) -> str:
    """Whom a campaign would tell something; `told`: how many another has told, or will."""
    if not reached:
        if told:
            return "Another promoter asks today, too, and everybody who could be asked hears of it."
        return "Nobody who could be asked has agreed to it, so there is nothing to send."
    names = [f"{plain(each.display_name)} ({each.channel_type})" for each in reached]
    channels = summarize_channels(each.channel_type for each in reached)
    lines = [
        f"**{people(len(reached))} would be asked** ({_channels(channels)}):",
        listed(names),
        times(schedule, voice_check=voice_check),
    ]
    if told:
        hears = "hears" if told == 1 else "hear"
        lines.append(f"{people(told)} {hears} from another campaign today, and nothing twice.")
    elif others_ask:
        lines.append("Another promoter asks today, too; nobody hears the same thing twice.")
    if dry_run:
        lines.append("Here campaigns are dry runs unless you say otherwise: only you will hear.")
    return "\n".join(lines)


def people(number: int) -> str:
    return "1 player" if number == 1 else f"{number} players"


def times(schedule: Schedule, *, voice_check: bool) -> str:
    reminder, start = (int(at.timestamp()) for at in (schedule.reminder_at, schedule.start_at))
    then = ", then a look at who is in voice" if voice_check else ""
    if then and schedule.follows_up:
        then += " and one more message to who is missing"
    if not schedule.reminds:
        return f"One message at <t:{start}:t>{then}."
    return f"Reminder at <t:{reminder}:t>, start at <t:{start}:t>{then}."


def ask(number: int, *, dry_run: bool) -> str:
    return "Start a dry run" if dry_run else f"Ask {people(number)}"


def campaign_created(
    number: int,
    channels: Mapping[str, int],
    schedule: Schedule,
    *,
    voice_check: bool,
    dry_run: bool,
) -> str:
    when = times(schedule, voice_check=voice_check)
    if dry_run:
        return f"Dry run: only you will hear. {when}"
    return f"{people(number)} will be asked ({_channels(channels)}). {when}"


def others_campaign(campaign: Campaign) -> str:
    """Asks an admin before somebody else's is stopped."""
    created = int(campaign.created_at.timestamp())
    return (
        f"You have none today. Another promoter started one at <t:{created}:t>, for"
        f" {people(campaign.recipient_count)}. Cancel that?"
    )


def campaign_cancelled(campaign: Campaign) -> str:
    heard = sum(job.counts.delivered for job in campaign.jobs)
    if not heard:
        return "Cancelled. Nothing had been sent."
    gone = "1 message" if heard == 1 else f"{heard} messages"
    return f"Cancelled. {gone} had gone out already; nothing more is sent."


NO_CAMPAIGN: Final = "There is no campaign today."
NO_CAMPAIGN_OF_YOURS: Final = "You have no campaign today."


def _channels(channels: Mapping[str, int]) -> str:
    """How many on each channel: "5 on Discord, 1 on Signal"."""
    used = [
        f"{channels[kind]} on {CHANNEL_NAMES[kind]}" for kind in CHANNEL_TYPES if channels[kind]
    ]
    return ", ".join(used)


# --- planning -------------------------------------------------------------------------------------


def room_opened(*, created: bool) -> str:
    return "The planning room is open." if created else "The planning room was open already."


def joined(*, changed: bool) -> str:
    return "You are looking tonight." if changed else "You are in tonight's pool already."


NO_TEAMS: Final = "No teams are saved yet."
TEAMS_CHANGED: Final = "Somebody saved teams in the meantime; these are theirs."


def saved_teams(room: Room) -> str:
    lines = ["**Saved teams**"]
    for side in SIDES:
        team = room.teams[side]
        names = [_member(each, team.captain_user_id) for each in team.members]
        lines.append(f"**{side}:** {', '.join(names) or 'nobody yet'}")
    return "\n".join(lines)


def has_teams(room: Room) -> bool:
    return any(room.teams[side].members for side in SIDES)


def _member(member: TeamMember, captain_user_id: int | None) -> str:
    captain = " (captain)" if member.user_id == captain_user_id else ""
    return plain(member.display_name) + captain


# --- settings -------------------------------------------------------------------------------------


def settings(found: PersonSettings, preferences: Preferences) -> str:
    """What somebody is told and where, spelled out; no address of theirs."""
    enabled = {each.channel_type for each in found.subscriptions if each.enabled}
    order = fallback_order(preferences.stored.preferred_channel)
    on = [f"on {CHANNEL_NAMES[each]}" for each in order if each in enabled]
    check_in = found.stored.availability_reminders_enabled
    where = ", else ".join(on) or "off, as no channel is on"
    lines = [
        f"Session ready: {where}.",
        f"Daily check-in: {where if check_in else 'off'}.",
        f"Promoters may ask you: {_asked_words(preferences)}.",
        f"Quiet hours: {_quiet_words(preferences)}.",
        f"Time zone: {found.timezone}.",
    ]
    lines += [
        f"{CHANNEL_NAMES[each.channel_type]}: {each.why_off}"
        for each in found.subscriptions
        if each.why_off
    ]
    return "\n".join(lines)


def _asked_words(preferences: Preferences) -> str:
    if not preferences.stored.allow_promotions:
        return "no"
    preferred = preferences.stored.preferred_channel
    where = "any channel" if preferred == "any" else CHANNEL_NAMES[preferred]
    return f"yes, on {where} first"


def _quiet_words(preferences: Preferences) -> str:
    quiet = preferences.stored.quiet_hours
    return "none" if quiet is None else f"{quiet.start:%H:%M} to {quiet.end:%H:%M}"


def switch(name: str, *, on: bool) -> str:
    """A button's label: what a press does."""
    return f"Turn {name} {'on' if on else 'off'}"


DISCORD_MESSAGES: Final = "Discord messages"
CHECK_INS: Final = "daily check-in"
PROMOTIONS: Final = "promoters' messages"


def cut(text: str) -> str:
    """At most what Discord takes."""
    return text if len(text) <= MESSAGE_MOST else f"{text[: MESSAGE_MOST - 1]}…"
