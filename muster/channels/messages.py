"""The short answers to chat commands, why a channel was switched off, and what keeps one from
sending. Pure.
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

say = words("chats")

HELP: Final = say("help")
LINKED: Final = say("linked")
NOT_LINKED: Final = say("not-linked")
TOKEN_MISSING: Final = say("token-missing")
STOPPED: Final = say("stopped")
NOBODY_STOPPED: Final = say("nobody-stopped")
NOBODY_KNOWN_STOPPED: Final = say("nobody-known-stopped")

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


_PROBLEMS: Final[dict[str, dict[str, str]]] = {
    "signal": {
        RefusalCode.CAPTCHA_REQUIRED: (
            "Signal wants a captcha solved before it sends anything:"
            " `muster docs signal-setup` says how; then restart the bot"
        ),
        RefusalCode.BAD_TOKEN: (
            "Signal's server does not know the number in SIGNAL_SENDER_NUMBER, or Signal has"
            " unlinked it: register the number there, or link it anew"
        ),
        RefusalCode.NO_SIGNAL_SERVER: (
            "what answers at SIGNAL_API_BASE_URL is no signal-cli-rest-api: correct the address"
        ),
    },
    "telegram": {
        RefusalCode.BAD_TOKEN: "Telegram refuses TELEGRAM_BOT_TOKEN: ask BotFather for it",
    },
    "push": {
        RefusalCode.BAD_TOKEN: (
            "a push service does not accept MUSTER_VAPID_PRIVATE_KEY, or MUSTER_VAPID_SUBJECT is"
            " nobody to it: `muster docs web-push` says how both are set"
        ),
    },
    "discord": {
        RefusalCode.BAD_TOKEN: (
            "Discord refuses DISCORD_BOT_TOKEN: make a new one in the Developer Portal"
        ),
        RefusalCode.QUARANTINED: (
            "Discord has flagged the bot: see the application in the Developer Portal"
        ),
    },
}
_PROBLEMS_OF_ANY: Final[dict[str, str]] = {
    RefusalCode.REFUSED_CONNECTION: "{channel} cannot be reached",
    RefusalCode.BARRED: "{channel} bars this machine's address: find out what asks so often",
}


def problem_sentence(channel_type: str, code: str) -> str:
    """What keeps a channel from sending, for operators and admins; no full stop at its end.

    Both are words from the bot's heartbeat, `code` that of the last refusal.
    """
    names: dict[str, str] = {**CHANNEL_NAMES}
    sentence = _PROBLEMS.get(channel_type, {}).get(code) or _PROBLEMS_OF_ANY.get(code)
    if sentence is None:
        sentence = f"{{channel}} takes nothing at the moment ({code})"
    return sentence.format(channel=names.get(channel_type, channel_type))


_NOTHING: Final = "Nothing: it passes by itself."
_THEY_KNOW: Final = (
    "Nothing here: the channel is off until they switch it on again, and their page says why. "
    "Other channels of theirs are tried."
)
_TOLD: Final[dict[str, tuple[str, str]]] = {
    RefusalCode.DMS_CLOSED: ("Discord lets nobody but friends write to them.", _THEY_KNOW),
    RefusalCode.BOT_BLOCKED: ("They blocked the bot.", _THEY_KNOW),
    RefusalCode.UNKNOWN_RECIPIENT: (
        "{channel} knows nobody, or no channel, at that address.",
        "They link the chat anew; for an announcement correct the channel's id in the settings.",
    ),
    RefusalCode.NOT_A_MEMBER: (
        "They are not on the Discord server.",
        "Invite them to the server.",
    ),
    RefusalCode.REFUSED_CONNECTION: (
        "{channel} could not be reached.",
        "Look at Health; where it lasts, at the network of the machine that runs the bot.",
    ),
    RefusalCode.CONNECTION_LOST: ("The connection to {channel} was lost.", _NOTHING),
    RefusalCode.TIMEOUT: ("{channel} gave no answer in time.", _NOTHING),
    RefusalCode.SERVICE_ERROR: ("{channel} had trouble of its own.", _NOTHING),
    RefusalCode.UNREADABLE_ANSWER: (
        "{channel} took it and gave an answer that cannot be read.",
        "Look whether something else answers at the address in the settings.",
    ),
    RefusalCode.FORBIDDEN: ("{channel} did not allow it, and did not say why.", _NOTHING),
    RefusalCode.RATE_LIMITED: ("{channel} asked us to wait, for too long.", _NOTHING),
    RefusalCode.REFUSALS_SPENT: (
        "Discord had refused so much that we asked no more.",
        "Find out what is refused so often: the other reasons here say it.",
    ),
    RefusalCode.TOO_MANY_EDITS: ("An old message took no more edits.", _NOTHING),
    RefusalCode.BARRED: (
        "{channel} bars this machine's address.",
        "Find out what asks so often from there, and wait.",
    ),
    RefusalCode.BAD_TOKEN: (
        "{channel} does not know our token or number.",
        "Look at Health: it says which setting to renew.",
    ),
    RefusalCode.QUARANTINED: (
        "Discord has flagged the bot.",
        "Open the application in the Developer Portal, which says why.",
    ),
    RefusalCode.NO_BOT: ("There is no bot of that token.", "Make one, or correct the token."),
    RefusalCode.NO_ACCESS: (
        "The bot may not write in that channel.",
        "Edit Channel → Permissions → allow the bot's role to see it and to send messages.",
    ),
    RefusalCode.NO_PARENT_CHANNEL: (
        "No setting names the channel in which threads are opened.",
        "Set AVAILABILITY_PLANNING_THREAD_PARENT_CHANNEL_ID.",
    ),
    RefusalCode.WRONG_CHANNEL: (
        "That channel is of a kind that does not take it.",
        "Name another channel in the settings.",
    ),
    RefusalCode.UNKNOWN_SERVER: (
        "There is no such Discord server, or the bot is not on it.",
        "Invite the bot, or correct DISCORD_GUILD_ID.",
    ),
    RefusalCode.THREAD_FULL: ("The thread takes no more people.", "Nothing, for this evening."),
    RefusalCode.THREAD_LOCKED: ("The thread is locked.", "Unlock it on Discord."),
    RefusalCode.TOO_MANY_THREADS: (
        "The server has as many threads as it may have.",
        "Archive old ones on Discord.",
    ),
    RefusalCode.TOO_MANY_EVENTS: (
        "The server has as many scheduled events as it may have.",
        "Remove old ones on Discord.",
    ),
    RefusalCode.CONFLICT: (
        "Another program receives with the same token.",
        "Stop the other one, or give each a bot of its own.",
    ),
    RefusalCode.NO_SIGNAL_SERVER: (
        "What answers at SIGNAL_API_BASE_URL is no signal-cli-rest-api.",
        "Correct the address.",
    ),
    RefusalCode.CAPTCHA_REQUIRED: (
        "Signal wants a captcha solved before it sends anything.",
        "Solve it: `muster docs signal-setup` says how; then restart the bot.",
    ),
    RefusalCode.UNTRUSTED_IDENTITY: (
        "Their safety number changed, and the Signal server does not trust the new one.",
        "Trust it on the Signal server: `muster docs signal-setup` says how.",
    ),
    RefusalCode.MESSAGE_REFUSED: (
        "{channel} refused this message itself.",
        "Report it, with the day and the bot's log: the message is ours to mend.",
    ),
    RefusalCode.UNKNOWN_MESSAGE: ("The message was deleted meanwhile.", _NOTHING),
    RefusalCode.UNKNOWN_EVENT: ("The scheduled event was deleted meanwhile.", _NOTHING),
    RefusalCode.EVENT_OVER: ("The scheduled event is over.", _NOTHING),
    RefusalCode.LEASE_RAN_OUT: (
        "The bot ended while it was sending.",
        "Look in the bot's log why it ended, where that was not a restart of yours.",
    ),
    RefusalCode.DATABASE_UNAVAILABLE: ("The database was away while it was sent.", _NOTHING),
    RefusalCode.UNEXPECTED: (
        "Something failed in the bot that nobody had thought of.",
        "Report it, with the bot's log.",
    ),
}
_UNTOLD: Final = (
    "Nothing is known of why.",
    "Look into the bot's log of that time.",
)
IN_DOUBT: Final = (
    "Nobody knows whether it arrived, so it is not sent again: better once too few than twice."
)
"""What `unknown` means, whatever the reason."""


def told_to_admins(channel_type: str, code: str | None) -> tuple[str, str]:
    """What the reason of a message that failed, or is in doubt, means, and what to do about it.

    `code` is a word of `RefusalCode`, or one of an older version; None where none is stored.
    """
    names: dict[str, str] = {**CHANNEL_NAMES}
    meaning, advice = _TOLD.get(code or "", _UNTOLD)
    return meaning.format(channel=names.get(channel_type, channel_type)), advice
