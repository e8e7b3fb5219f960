"""What the bot says on Discord, all in one place; the page's words for the same things. Pure.

What it says of calls is in `call_messages.py`, what Discord lists as commands in
`command_words.py`, what all chats say alike in `bot/chats/messages.py`, what messages say in the
rooms' `messages.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from bot.chats.messages import TRY_AGAIN as TRY_AGAIN
from muster.availability.messages import (
    CAME_TRUE,
    NO_SESSION,
    NO_SESSION_THEN,
    day_title,
    named,
    status_set,
    what_is_missing,
    when_words,
)
from muster.availability.rules import Answer, Day, Status
from muster.channels.messages import CHANNEL_NAMES
from muster.channels.rules import CHANNEL_TYPES, ChannelType, fallback_order
from muster.channels.service import PersonSettings, Preferences
from muster.evening import Evening
from muster.identity.languages import ReadersLanguage
from muster.notifications.messages import plain
from muster.planning.rules import SIDES, Room, TeamMember
from muster.promotions.preview_rules import Candidate
from muster.promotions.rules import Campaign, Schedule, summarize_channels
from muster.tonight.message.messages import QUEUE_EMPTY, counts
from muster.words import LANGUAGE_NAMES, Sayable, Sentence, Words, lines, sentences, words

MESSAGE_MOST = 2_000
_NAMES_MOST = 20

say = words("discord")

# --- buttons --------------------------------------------------------------------------------------

OPEN_PAGE: Final = say("open-page")
PLANNING_ROOM: Final = say("planning-room")
TAKE_BACK: Final = say("take-back")
LINK_ME: Final = say("link-me")
SOMEBODY_ELSE: Final = say("somebody-else")
CANCEL_CAMPAIGN: Final = say("cancel-campaign")
CALL_PLAYERS: Final = say("call-players")
STOP_CALL: Final = say("stop-call")
SAVE_TEAMS: Final = say("save-teams")
OPEN_CHAT: Final = say("open-chat")

# --- when it cannot be done -----------------------------------------------------------------------

WRONG_SERVER: Final = say("wrong-server")
ONLY_ON_SERVER: Final = say("only-on-server")
TOO_FAST: Final = say("too-fast")
UNKNOWN_BUTTON: Final = say("unknown-button")
UNKNOWN_COMMAND: Final = say("unknown-command")
NO_SUCH_STATUS: Final = say("no-such-status")
DAY_IS_OVER: Final = say("day-is-over")
PREVIEW_IS_OVER: Final = say("preview-is-over")
CALL_IS_OVER: Final = say("call-is-over")
TEAMS_ARE_OVER: Final = say("teams-are-over")


# --- answers --------------------------------------------------------------------------------------


def answered(day: Day, status: Status, user_id: int, today: date, evening: Evening) -> Words:
    """What became of an answer, with the place in the queue and what is still missing tonight.

    `evening` is that of the day.
    """
    own = next((answer for answer in day.answers if answer.user_id == user_id), None)
    when = when_words(day.date, today)
    said: list[Sayable] = [
        status_set(when, status)
        if own is None
        else status_set(when, own.status, own.arrives_at, own.only_if)
    ]
    if own is not None and (status, own.status) == ("AVAILABLE", "LOOKING"):
        status = own.status
        said.append(CAME_TRUE)
    looking = [answer.user_id for answer in day.answers if answer.status == "LOOKING"]
    if status == "LOOKING" and user_id in looking:
        said.append(say("place", place=looking.index(user_id) + 1))
    if not evening.session:
        said.append(NO_SESSION if day.date == today else NO_SESSION_THEN)
    elif day.date == today:
        said.append(_missing(len(looking), evening))
    return sentences(*said)


def queue(today: Day, evening: Evening, *, names: bool) -> Words:
    """Who is looking tonight, first come first; without `names` only how many."""
    looking = [answer for answer in today.answers if answer.status == "LOOKING"]
    said: list[Sayable] = []
    if not looking:
        said.append(QUEUE_EMPTY)
    elif names:
        said += [say("looking", count=len(looking)), _numbered(looking)]
    else:
        said.append(say("looking-without-names", count=len(looking)))
    on_condition = [named(each, plain) for each in today.answers if each.only_if is not None]
    if names and on_condition:
        said.append(say("on-condition", names=listed(on_condition)))
    said.append(_missing(len(looking), evening))
    return lines(*said)


def _missing(looking: int, evening: Evening) -> Sentence:
    return what_is_missing(evening.threshold - looking) if evening.session else NO_SESSION


_WITH: Final[Mapping[Status, str]] = {
    "LOOKING": "with-LOOKING",
    "AVAILABLE": "with-AVAILABLE",
    "MAYBE": "with-MAYBE",
}


def who(day: Day, today: date, evening: Evening, *, names: bool) -> Words:
    """Who is in on another day than today, by answer; without `names` only how many."""
    said: list[Sayable] = [
        say("day-counts", day=day_title(day.date, today), counts=counts(day)),
    ]
    if not evening.session:
        said.append(NO_SESSION_THEN)
    for status, message in _WITH.items() if names else ():
        here = [named(answer, plain) for answer in day.answers if answer.status == status]
        if here:
            said.append(say(message, names=listed(here)))
    if not names:
        said.append(say("see-who"))
    return lines(*said)


def listed(names: Sequence[Sayable]) -> Words:
    """The first of some names, ready to be shown, in one line."""
    shown, more = lines(*names[:_NAMES_MOST], between=", "), len(names) - _NAMES_MOST
    return say("names-more", names=shown, count=more) if more > 0 else shown


def _numbered(answers: Sequence[Answer]) -> Words:
    """The first of those who gave some answers, a line each."""
    shown = [
        sentences(f"{number}.", named(answer, plain))
        for number, answer in enumerate(answers[:_NAMES_MOST], 1)
    ]
    more = len(answers) - _NAMES_MOST
    return lines(*shown, say("and-more", count=more) if more > 0 else None)


# --- linking --------------------------------------------------------------------------------------


def link_yourself(*, found: bool, creates: bool) -> Sentence:
    if found:
        return say("link-yourself-found")
    return say("link-yourself-create") if creates else say("link-yourself-none")


def this_is_me(name: str, *, first: bool) -> Sentence:
    return say("this-is-me", name=name) if first else say("i-am", name=name)


def create_player(name: str) -> Sentence:
    return say("create-player", name=name)


def linked(name: str) -> Sentence:
    return say("linked", name=plain(name))


def already_linked(name: str) -> Sentence:
    return say("already-linked", name=plain(name))


def link_chat(
    channel_type: ChannelType, token: str, expires_at: datetime, send_to: str | None
) -> Words:
    """How to link a chat with a token that nobody else is to see."""
    return lines(
        say("send-this-to", where=send_to)
        if send_to
        else say("send-this-to-bot", channel=CHANNEL_NAMES[channel_type]),
        f"```\n/link {token}\n```",
        say("works-once", until=_instant(expires_at)),
    )


def no_such_channel(channel_type: ChannelType) -> Sentence:
    return say("no-such-channel", channel=CHANNEL_NAMES[channel_type])


# --- promoting ------------------------------------------------------------------------------------


def preview(
    reached: Sequence[Candidate],
    told: int,
    schedule: Schedule,
    *,
    voice_check: bool,
    others_ask: bool,
    dry_run: bool,
) -> Words:
    """Whom a campaign would tell something; `told`: how many another has told, or will."""
    if not reached:
        return say("told-by-others") if told else say("nobody-agreed")
    names = [f"{plain(each.display_name)} ({each.channel_type})" for each in reached]
    channels = summarize_channels(each.channel_type for each in reached)
    said: list[Sayable] = [
        say("would-be-asked", count=len(reached), channels=_channels(channels)),
        listed(names),
        times(schedule, voice_check=voice_check),
    ]
    if told:
        said.append(say("heard-elsewhere", count=told))
    elif others_ask:
        said.append(say("others-ask"))
    if dry_run:
        said.append(say("dry-runs-here"))
    return lines(*said)


def times(schedule: Schedule, *, voice_check: bool) -> Sentence:
    then = ("more" if schedule.follows_up else "look") if voice_check else "none"
    start = _instant(schedule.start_at)
    if not schedule.reminds:
        return say("one-message", start=start, then=then)
    reminder = _instant(schedule.reminder_at)
    return say("reminder-and-start", reminder=reminder, start=start, then=then)


def ask(number: int, *, dry_run: bool) -> Sentence:
    return say("start-dry-run") if dry_run else say("ask", count=number)


def campaign_created(
    number: int,
    channels: Mapping[str, int],
    schedule: Schedule,
    *,
    voice_check: bool,
    dry_run: bool,
) -> Words:
    when = times(schedule, voice_check=voice_check)
    if dry_run:
        return sentences(say("only-you"), when)
    return sentences(say("will-be-asked", count=number, channels=_channels(channels)), when)


def others_campaign(campaign: Campaign) -> Sentence:
    """Asks an admin before somebody else's is stopped."""
    created = _instant(campaign.created_at)
    return say("others-campaign", created=created, count=campaign.recipient_count)


def campaign_cancelled(campaign: Campaign) -> Sentence:
    heard = sum(job.counts.delivered for job in campaign.jobs)
    return say("cancelled", count=heard) if heard else say("cancelled-in-time")


NO_CAMPAIGN: Final = say("no-campaign")
NO_CAMPAIGN_OF_YOURS: Final = say("no-campaign-of-yours")


def _channels(channels: Mapping[str, int]) -> Words:
    """How many on each channel: "5 on Discord, 1 on Signal"."""
    used = [
        say("on-channel", count=channels[kind], channel=CHANNEL_NAMES[kind])
        for kind in CHANNEL_TYPES
        if channels[kind]
    ]
    return lines(*used, between=", ")


# --- planning -------------------------------------------------------------------------------------


def room_opened(*, created: bool) -> Sentence:
    return say("room-opened") if created else say("room-open-already")


def joined(*, changed: bool) -> Sentence:
    return say("joined") if changed else say("joined-already")


NO_TEAMS: Final = say("no-teams")
TEAMS_CHANGED: Final = say("teams-changed")


def saved_teams(room: Room) -> Words:
    said = [say("saved-teams")]
    for side in SIDES:
        team = room.teams[side]
        names = [_member(each, team.captain_user_id) for each in team.members]
        shown = lines(*names, between=", ") if names else say("nobody-yet")
        said.append(say("side", side=side, names=shown))
    return lines(*said)


def has_teams(room: Room) -> bool:
    return any(room.teams[side].members for side in SIDES)


def _member(member: TeamMember, captain_user_id: int | None) -> Sayable:
    name = plain(member.display_name)
    return say("captain", name=name) if member.user_id == captain_user_id else name


# --- settings -------------------------------------------------------------------------------------

AS_DISCORD_SAYS: Final = say("as-discord-says")

_SWITCHES: Final[Mapping[tuple[str, bool], Sentence]] = {
    ("discord", True): say("discord-on"),
    ("discord", False): say("discord-off"),
    ("checkin", True): say("checkin-on"),
    ("checkin", False): say("checkin-off"),
    ("promotions", True): say("promotions-on"),
    ("promotions", False): say("promotions-off"),
}


def switch(what: str, *, on: bool) -> Sentence:
    """A button's label: what a press does."""
    return _SWITCHES[what, on]


def settings(found: PersonSettings, preferences: Preferences, language: ReadersLanguage) -> Words:
    """What somebody is told and where, spelled out; no address of theirs."""
    enabled = {each.channel_type for each in found.subscriptions if each.enabled}
    order = fallback_order(preferences.stored.preferred_channel)
    where = _where([each for each in order if each in enabled])
    checks_in = found.stored.availability_reminders_enabled
    quiet = preferences.stored.quiet_hours
    said = [
        say("session-ready", where=where),
        say("daily-check-in", where=where if checks_in else say("off")),
        _asked_words(preferences),
        say("no-quiet-hours")
        if quiet is None
        else say("quiet-hours", until=f"{quiet.end:%H:%M}", **{"from": f"{quiet.start:%H:%M}"}),
        say("time-zone", zone=found.timezone),
        say("language-as-said")
        if language.chosen is None
        else say("language", language=LANGUAGE_NAMES[language.chosen]),
    ]
    said += [
        say("channel-off", channel=CHANNEL_NAMES[each.channel_type], why=each.why_off)
        for each in found.subscriptions
        if each.why_off
    ]
    return lines(*said)


def _where(channels: Sequence[ChannelType]) -> Sentence:
    """Where somebody is told, the next where that does not work: "on Discord, else on Signal"."""
    if not channels:
        return say("off-without-channel")
    where = say("on", channel=CHANNEL_NAMES[channels[0]])
    for each in channels[1:]:
        where = say("else-on", where=where, channel=CHANNEL_NAMES[each])
    return where


def _asked_words(preferences: Preferences) -> Sentence:
    if not preferences.stored.allow_promotions:
        return say("promoters-may-not-ask")
    preferred = preferences.stored.preferred_channel
    if preferred == "any":
        return say("promoters-may-ask-anywhere")
    return say("promoters-may-ask", channel=CHANNEL_NAMES[preferred])


def _instant(at: datetime) -> str:
    """An instant as Discord's marks for times have it."""
    return str(int(at.timestamp()))


def cut(text: str) -> str:
    """At most what Discord takes."""
    return text if len(text) <= MESSAGE_MOST else f"{text[: MESSAGE_MOST - 1]}…"
