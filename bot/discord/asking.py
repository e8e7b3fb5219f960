"""Asking Discord by its library, with every way in which no answer comes as a finding."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

import aiohttp
import discord

from muster.health.rules import CHECK_SECONDS, Finding
from muster.words import words

_CLOSE_SECONDS = 1.0

say = words("discordFindings")

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)
"""What discord.py raises where an answer is none of Discord's, such as a network's sign-in page."""

_Answer = TypeVar("_Answer")


class AnotherAnswers(ValueError):
    """Something else answers in Discord's place: see DISCORD_API_BASE_URL."""


async def answered(
    subject: str, work: Awaitable[_Answer], variable: str = "DISCORD_BOT_TOKEN"
) -> _Answer | Finding:
    """What Discord answers, or why it does not."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await work
    except TimeoutError:
        return Finding.fail(subject, say("no-answer", seconds=f"{CHECK_SECONDS:g}"))
    except discord.LoginFailure:
        return _refused_token(subject, variable)
    except discord.RateLimited as error:
        return Finding.warn(subject, say("asks-to-wait", seconds=f"{error.retry_after:.0f}"))
    except discord.HTTPException as error:
        if error.status == 401:
            return _refused_token(subject, variable)
        return Finding.fail(
            subject, say("answers-status", status=str(error.status), code=str(error.code))
        )
    except (aiohttp.ClientError, OSError):
        return Finding.fail(subject, say("not-reached"))
    except (discord.DiscordException, *UNREADABLE):
        return Finding.fail(subject, say("something-else"))


def _refused_token(subject: str, variable: str) -> Finding:
    return Finding.fail(subject, say("token-refused", variable=variable))


async def close_client(client: discord.Client) -> None:
    """Close a client, whatever became of it."""
    try:
        with suppress(Exception):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await client.close()
    finally:
        # Where the farewell took too long, the connections are given back without one.
        with suppress(Exception):
            await client.http.close()
