"""The doctor's look at the channels: each proves itself by its own `check`; nobody is written to.

No finding ever repeats an address or a secret.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.chats.contract import Channel, TransportError
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.health.rules import CHECK_SECONDS, Finding, Verdict
from muster.refusals import RefusalCode
from muster.settings import Settings
from ops.doctor.services import Dates, note_date

_CLOSE_SECONDS = 1.0
_TEXT_MOST = 100


@dataclass(frozen=True)
class _Service:
    """What an operator can do about a channel.

    Attributes:
        subject: what the line is about.
        missing: why there is no such channel.
        refused: what to do when the service does not know us.
        base: the variable with its address.
    """

    subject: str
    missing: str
    refused: str
    base: str


_SERVICES: dict[ChannelType, _Service] = {
    "discord": _Service(
        "Discord bot",
        "DISCORD_BOT_TOKEN is not set",
        "Discord refuses DISCORD_BOT_TOKEN: Developer Portal → Bot → Reset Token, copy it anew",
        "DISCORD_API_BASE_URL",
    ),
    "telegram": _Service(
        "Telegram",
        "TELEGRAM_BOT_TOKEN is not set",
        "Telegram refuses TELEGRAM_BOT_TOKEN; ask BotFather for it",
        "TELEGRAM_API_BASE_URL",
    ),
    "signal": _Service(
        "Signal",
        "SIGNAL_API_BASE_URL is not set",
        "the server does not know SIGNAL_SENDER_NUMBER, or Signal has unlinked it; register the "
        "number there, or link it anew",
        "SIGNAL_API_BASE_URL",
    ),
    "push": _Service(
        "Web push",
        "MUSTER_VAPID_PRIVATE_KEY is not set (`muster generate-key --push` prints one)",
        "push services refuse MUSTER_VAPID_PRIVATE_KEY or MUSTER_VAPID_SUBJECT",
        "MUSTER_VAPID_PRIVATE_KEY",
    ),
}


async def channel_checks(
    channels: Mapping[ChannelType, Channel],
    settings: Settings,
    dates: Dates,
    delivered_on: Collection[str] = (),
) -> list[Finding]:
    """A finding for each channel there is or could be, all looked at side by side.

    Args:
        channels: those of the settings, not yet open. Whoever built them has loaded their
            libraries, which takes longer than a check may on a busy machine.
        delivered_on: those that bots anywhere deliver on.
    """
    # discord.py warns of what it lacks for voice and the like.
    logging.getLogger("discord").setLevel(logging.ERROR)
    return await asyncio.gather(
        *(
            _look_at(kind, channels.get(kind), settings, dates, elsewhere=kind in delivered_on)
            for kind in CHANNEL_TYPES
        )
    )


async def _look_at(
    kind: ChannelType, channel: Channel | None, settings: Settings, dates: Dates, *, elsewhere: bool
) -> Finding:
    service = _SERVICES[kind]
    if channel is None:
        if kind == "signal" and settings.signal_api_base_url is not None:
            return Finding.fail(
                service.subject, "SIGNAL_SENDER_NUMBER is not set; nothing can be sent from"
            )
        if kind == "push" and settings.muster_vapid_private_key is not None:
            return Finding.fail(
                service.subject,
                "CONTACT_DATA_ENCRYPTION_KEY is not set; what browsers give us cannot be kept",
            )
        where = " here, but where a bot runs; it is looked at there" if elsewhere else ""
        return Finding.off(service.subject, f"{service.missing}{where}")
    if settings.muster_sandbox or kind == "push":  # browsers name their services themselves
        return await _checked(service, channel)
    address: str = getattr(settings, service.base.lower())
    finding, _ = await asyncio.gather(
        _checked(service, channel), note_date(dates, service.subject.split()[0], address)
    )
    if kind == "telegram" and finding.state is Verdict.OK:
        return _another_bot(channel, settings) or finding
    return finding


def _another_bot(channel: Channel, settings: Settings) -> Finding | None:
    """What is amiss where links lead to another bot than the token's; Telegram's names are the
    same in any letter case.
    """
    from bot.telegram.send import TelegramChannel

    named = settings.telegram_bot_username
    own = channel.username if isinstance(channel, TelegramChannel) else None
    if named is None or own is None or named.lower() == own.lower():
        return None
    own = " ".join(own.split())[:_TEXT_MOST]
    text = f"links lead to @{named}, and the token is of @{own}; see TELEGRAM_BOT_USERNAME"
    return Finding.fail(_SERVICES["telegram"].subject, text)


async def _checked(service: _Service, channel: Channel) -> Finding:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            text = await channel.check()
    except TimeoutError:
        return Finding.fail(
            service.subject,
            f"no answer within {CHECK_SECONDS:g} s; see {service.base} and the network",
        )
    except TransportError as error:
        return _refusal(service, error)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await channel.close()
    # What a service calls itself is not ours: one line of it is enough.
    return Finding.ok(service.subject, " ".join(text.split())[:_TEXT_MOST])


def refusal_finding(kind: ChannelType, error: TransportError) -> Finding:
    """What an operator can do about a service that refuses, or cannot be reached."""
    return _refusal(_SERVICES[kind], error)


def _refusal(service: _Service, error: TransportError) -> Finding:
    match error.code:
        case RefusalCode.BAD_TOKEN:
            text = service.refused
        case RefusalCode.REFUSED_CONNECTION if (cause := _tls_failure(error)) is not None:
            text = f"TLS fails ({cause}); see {service.base}, http:// and https:// differ"
        case RefusalCode.REFUSED_CONNECTION:
            text = f"cannot be reached; see {service.base} and the network"
        case RefusalCode.TIMEOUT:
            text = f"no answer in time; see {service.base} and the network"
        case RefusalCode.NO_TELEGRAM_SERVER:
            text = f"what answers there is not Telegram's Bot API; see {service.base}"
        case RefusalCode.NO_SIGNAL_SERVER:
            text = f"what answers there is no signal-cli-rest-api; see {service.base}"
        case RefusalCode.OUTDATED_SIGNAL_CLI:
            text = "Signal takes this signal-cli no more, it is too old; update the server"
        case RefusalCode.CONNECTION_LOST | RefusalCode.UNREADABLE_ANSWER:
            text = f"something else answers; see {service.base}"
        case RefusalCode.RATE_LIMITED:
            wait = f"{error.retry_after or 1:.0f} s"
            return Finding.warn(service.subject, f"asks us to wait {wait}; run this again then")
        case RefusalCode.BARRED:
            text = "this machine's address is barred; wait, and find out what asks so often"
        case RefusalCode.QUARANTINED:
            text = "the bot was flagged; see the application in the developer portal"
        case _:
            text = f"{error.code}; try again later, and see {service.base} if it lasts"
    return Finding.fail(service.subject, text)


def _tls_failure(error: BaseException) -> str | None:
    """The reason where TLS failed, in OpenSSL's words; None where that was not it."""
    found: str | None = None
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLError):  # aiohttp wraps it in one without a reason of its own
            words = getattr(seen, "verify_message", None) or getattr(seen, "reason", None)
            found = str(words or found or "no TLS there").lower().replace("_", " ")
        seen = seen.__cause__ or seen.__context__
    return found
