"""The short answers to chat commands, why a channel was switched off, and what keeps one from
sending. Pure.
"""

from __future__ import annotations

from typing import Final

from muster.channels.rules import ChannelType
from muster.refusals import RefusalCode

CHANNEL_NAMES: Final[dict[ChannelType, str]] = {
    "discord": "Discord",
    "telegram": "Telegram",
    "signal": "Signal",
}

HELP = """\
/avail today LOOKING: set your answer (looking, available, maybe, no)
/today maybe · /tomorrow no: the same, shorter
/today 21:30 · /today 10 late: you come later
/today if 6: you are in if six are
/avail remove today: take it back
/status: who is in
/away 2026-12-24: be asked nothing until then; /away off: you are here
/link TOKEN: link this chat with the token from the page
/stop: unlink this chat and hear nothing more here"""

LINKED = "Linked. You can hear from us here now; /stop turns it off, /help says what else I can do."
NOT_LINKED = "This chat is not linked. Get a token on the page, then send /link TOKEN here."
TOKEN_MISSING = "Send /link and the token that the page shows you."  # noqa: S105 no password
STOPPED = "Stopped. This chat is unlinked and we will not write here again."
NOBODY_STOPPED = (
    "This chat is linked to nobody, so there was nothing to unlink. We will not write here."
)
NOBODY_KNOWN_STOPPED = (
    "This chat is linked to nobody that we know of, and Signal does not show us your number. If we "
    "write to you here, let us see your number (Signal's settings: Privacy, Phone number) and send "
    "/stop again, or turn Signal off on the page."
)
LINKED_BY_ANOTHER_REASON = (
    "Somebody else linked the chat whose address you had typed, so it is theirs now. "
    "Link a chat of your own to hear from us there."
)
STOPPED_REASON = "The chat asked us to stop. Link it again to hear from us there."


_REFUSALS: Final[dict[str, str]] = {
    RefusalCode.DMS_CLOSED: (
        "Discord does not let us write to you. Allow direct messages from the community's server,"
        " then switch this on again."
    ),
    RefusalCode.BOT_BLOCKED: "You blocked our bot. Unblock it there, then switch this on again.",
    RefusalCode.UNKNOWN_RECIPIENT: (
        "We cannot write to this address on {channel}. Link the chat with a code from this page to"
        " mend that."
    ),
}


def refusal_sentence(channel_type: ChannelType, code: str) -> str:
    """Why a channel was switched off, for the person's own page.

    `code` is a word of `RefusalCode`.
    """
    sentence = _REFUSALS.get(code, "{channel} refused our messages to you. Switch this on again.")
    return sentence.format(channel=CHANNEL_NAMES[channel_type])


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
