"""What setting up asks a signal-cli-rest-api before a number of it is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.chats import pace
from bot.chats.contract import TransportError
from bot.signal.send import SignalChannel
from muster.health.rules import CHECK_SECONDS, Finding
from ops.doctor.channels import refusal_finding
from ops.setup.known import Choice

_SUBJECT = "Signal"


@asynccontextmanager
async def _server(base_url: str) -> AsyncGenerator[SignalChannel, None]:
    channel = SignalChannel(base_url=base_url.rstrip("/"), number="", limiter=pace.signal_limiter())
    try:
        yield channel
    finally:
        await channel.close()


async def look_at_server(base_url: str) -> Finding:
    """Whether a signal-cli-rest-api answers there."""
    try:
        async with asyncio.timeout(CHECK_SECONDS), _server(base_url) as channel:
            mode = await channel.mode()
    except TimeoutError:
        return Finding.fail(_SUBJECT, f"no answer within {CHECK_SECONDS:g} s; see the address")
    except TransportError as error:
        return refusal_finding("signal", error)
    return Finding.ok(_SUBJECT, f"signal-cli-rest-api in mode {mode}")


async def numbers(base_url: str) -> list[Choice] | Finding:
    """The numbers that the server has accounts of."""
    try:
        async with asyncio.timeout(CHECK_SECONDS), _server(base_url) as channel:
            found = await channel.accounts()
    except TimeoutError:
        return Finding.fail(_SUBJECT, f"no answer within {CHECK_SECONDS:g} s; see the address")
    except TransportError as error:
        return refusal_finding("signal", error)
    return [Choice(each, each) for each in found or []]
