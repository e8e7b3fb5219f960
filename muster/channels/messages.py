"""The short answers to chat commands, why a channel was switched off, and what keeps one from
sending or from being heard on. Pure.
"""

from __future__ import annotations

import re
from typing import Final

from muster.channels.rules import ChannelType
from muster.refusals import RefusalCode
from muster.words import Sentence, words

_WORD = re.compile("[a-z_]+")

CHANNEL_NAMES: Final[dict[ChannelType, str]] = {
    "discord": "Discord",
    "telegram": "Telegram",
    "signal": "Signal",
    "push": "Push",
}


def channel_name(channel_type: str) -> str:
    """What a channel is called; the word itself for one that another version may know."""
    names: dict[str, str] = {**CHANNEL_NAMES}
    return names.get(channel_type, channel_type)


say = words("chats")

HELP: Final = say("help")
LINKED: Final = say("linked")
NOT_LINKED: Final = say("not-linked")
TOKEN_MISSING: Final = say("token-missing")
STOPPED: Final = say("stopped")
NOBODY_STOPPED: Final = say("nobody-stopped")
NOBODY_KNOWN_STOPPED: Final = say("nobody-known-stopped")
STOP_NOT_YET: Final = say("stop-not-yet")
STOP_NEEDS_KEY: Final = say("stop-needs-key")

LINKED_BY_ANOTHER: Final = "linked_by_another"
CHAT_STOPPED: Final = "chat_stopped"
"""Words for why a channel is off that are no service's refusals."""

why = words("refusals")

_REFUSALS: Final[dict[str, Sentence]] = {
    RefusalCode.DMS_CLOSED: why("dms-closed"),
    RefusalCode.BOT_BLOCKED: why("bot-blocked"),
    LINKED_BY_ANOTHER: why("linked-by-another"),
    CHAT_STOPPED: why("chat-stopped"),
}
DEVICES_GONE: Final = why("devices-gone")
_OF_CHANNEL: Final[dict[str, str]] = {RefusalCode.UNKNOWN_RECIPIENT: "unknown-recipient"}


def refusal_sentence(channel_type: ChannelType, code: str) -> Sentence:
    """Why a channel was switched off, for the person's own page.

    `code` is a word of `RefusalCode`, or one of the two above.
    """
    if (sentence := _REFUSALS.get(code)) is not None:
        return sentence
    if channel_type == "push" and code in _OF_CHANNEL:
        return DEVICES_GONE  # nobody links a device by a code
    return why(_OF_CHANNEL.get(code, "refused"), channel=CHANNEL_NAMES[channel_type])


def stored_refusal(channel_type: ChannelType, stored: str) -> Sentence:
    """Why a channel was switched off, as it is stored: a word; of old rows the English sentence."""
    if _WORD.fullmatch(stored) is not None:
        return refusal_sentence(channel_type, stored)
    codes = (*_REFUSALS, *_OF_CHANNEL, "")
    known = (refusal_sentence(channel_type, code) for code in codes)
    return next((each for each in known if str(each) == stored), why("as-stored", reason=stored))


trouble = words("troubles")

_PROBLEMS: Final[dict[str, dict[str, Sentence]]] = {
    "signal": {
        RefusalCode.CAPTCHA_REQUIRED: trouble("signal-captcha"),
        RefusalCode.BAD_TOKEN: trouble("signal-number"),
        RefusalCode.NO_SIGNAL_SERVER: trouble("signal-no-server"),
        RefusalCode.OUTDATED_SIGNAL_CLI: trouble("signal-outdated"),
    },
    "telegram": {
        RefusalCode.BAD_TOKEN: trouble("telegram-token"),
        RefusalCode.NO_TELEGRAM_SERVER: trouble("telegram-no-server"),
    },
    "push": {
        RefusalCode.BAD_TOKEN: trouble("push-key"),
    },
    "discord": {
        RefusalCode.BAD_TOKEN: trouble("discord-token"),
        RefusalCode.QUARANTINED: trouble("discord-flagged"),
    },
}
_PROBLEMS_OF_ANY: Final[dict[str, str]] = {
    RefusalCode.REFUSED_CONNECTION: "channel-away",
    RefusalCode.BARRED: "channel-bars",
}


def problem_sentence(channel_type: str, code: str) -> Sentence:
    """What keeps a channel from sending, for operators and admins; no full stop at its end.

    Both are words from the bot's heartbeat, `code` that of the last refusal.
    """
    channel = channel_name(channel_type)
    known = _PROBLEMS.get(channel_type, {}).get(code)
    if known is not None:
        return known
    if code in _PROBLEMS_OF_ANY:
        return trouble(_PROBLEMS_OF_ANY[code], channel=channel)
    return trouble("channel-takes-nothing", channel=channel, code=code)


_UNHEARD: Final[dict[str, dict[str, Sentence]]] = {
    "telegram": {RefusalCode.CONFLICT: trouble("telegram-conflict")},
}
_UNHEARD_ON_ANY: Final[dict[str, str]] = {
    **_PROBLEMS_OF_ANY,
    RefusalCode.UNREADABLE_ANSWER: "channel-answers-oddly",
}


def unheard_sentence(channel_type: str, code: str) -> Sentence:
    """Why nobody is heard on a channel, and what to do; as `problem_sentence`."""
    of_channel = {**_PROBLEMS.get(channel_type, {}), **_UNHEARD.get(channel_type, {})}
    if (known := of_channel.get(code)) is not None:
        return known
    return trouble(
        _UNHEARD_ON_ANY.get(code, "channel-says-nothing"), channel=channel_name(channel_type)
    )


_TOLD: Final[dict[str, tuple[str, str]]] = {
    RefusalCode.DMS_CLOSED: ("dms-closed", "do-nothing-here"),
    RefusalCode.BOT_BLOCKED: ("bot-blocked", "do-nothing-here"),
    RefusalCode.UNKNOWN_RECIPIENT: ("unknown-recipient", "do-unknown-recipient"),
    RefusalCode.NOT_A_MEMBER: ("not-a-member", "do-not-a-member"),
    RefusalCode.REFUSED_CONNECTION: ("refused-connection", "do-refused-connection"),
    RefusalCode.CONNECTION_LOST: ("connection-lost", "do-nothing"),
    RefusalCode.TIMEOUT: ("timeout", "do-nothing"),
    RefusalCode.SERVICE_ERROR: ("service-error", "do-nothing"),
    RefusalCode.UNREADABLE_ANSWER: ("unreadable-answer", "do-unreadable-answer"),
    RefusalCode.FORBIDDEN: ("forbidden", "do-nothing"),
    RefusalCode.RATE_LIMITED: ("rate-limited", "do-nothing"),
    RefusalCode.REFUSALS_SPENT: ("refusals-spent", "do-refusals-spent"),
    RefusalCode.TOO_MANY_EDITS: ("too-many-edits", "do-nothing"),
    RefusalCode.BARRED: ("barred", "do-barred"),
    RefusalCode.BAD_TOKEN: ("bad-token", "do-bad-token"),
    RefusalCode.QUARANTINED: ("quarantined", "do-quarantined"),
    RefusalCode.NO_BOT: ("no-bot", "do-no-bot"),
    RefusalCode.NO_ACCESS: ("no-access", "do-no-access"),
    RefusalCode.NO_PARENT_CHANNEL: ("no-parent-channel", "do-no-parent-channel"),
    RefusalCode.WRONG_CHANNEL: ("wrong-channel", "do-wrong-channel"),
    RefusalCode.UNKNOWN_SERVER: ("unknown-server", "do-unknown-server"),
    RefusalCode.THREAD_FULL: ("thread-full", "do-thread-full"),
    RefusalCode.THREAD_LOCKED: ("thread-locked", "do-thread-locked"),
    RefusalCode.TOO_MANY_THREADS: ("too-many-threads", "do-too-many-threads"),
    RefusalCode.TOO_MANY_EVENTS: ("too-many-events", "do-too-many-events"),
    RefusalCode.CONFLICT: ("conflict", "do-conflict"),
    RefusalCode.NO_TELEGRAM_SERVER: ("no-telegram-server", "do-no-telegram-server"),
    RefusalCode.NO_SIGNAL_SERVER: ("no-signal-server", "do-no-signal-server"),
    RefusalCode.OUTDATED_SIGNAL_CLI: ("outdated-signal-cli", "do-outdated-signal-cli"),
    RefusalCode.CAPTCHA_REQUIRED: ("captcha-required", "do-captcha-required"),
    RefusalCode.UNTRUSTED_IDENTITY: ("untrusted-identity", "do-untrusted-identity"),
    RefusalCode.MESSAGE_REFUSED: ("message-refused", "do-message-refused"),
    RefusalCode.UNKNOWN_MESSAGE: ("unknown-message", "do-nothing"),
    RefusalCode.UNKNOWN_EVENT: ("unknown-event", "do-nothing"),
    RefusalCode.EVENT_OVER: ("event-over", "do-nothing"),
    RefusalCode.LEASE_RAN_OUT: ("lease-ran-out", "do-lease-ran-out"),
    RefusalCode.DATABASE_UNAVAILABLE: ("database-unavailable", "do-nothing"),
    RefusalCode.UNEXPECTED: ("unexpected", "do-unexpected"),
}
_UNTOLD: Final = ("not-known", "do-not-known")
IN_DOUBT: Final = trouble("in-doubt")
"""What `unknown` means, whatever the reason."""


def told_to_admins(channel_type: str, code: str | None) -> tuple[Sentence, Sentence]:
    """What the reason of a message that failed, or is in doubt, means, and what to do about it.

    `code` is a word of `RefusalCode`, or one of an older version; None where none is stored.
    """
    meaning, advice = _TOLD.get(code or "", _UNTOLD)
    return trouble(meaning, channel=channel_name(channel_type)), trouble(advice)
