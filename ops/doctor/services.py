"""The doctor's checks of sign-in and of the services' clocks.

No finding ever repeats an address or a secret.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from muster.clock import utc_now
from muster.health.database import clock_finding
from muster.health.rules import CHECK_SECONDS, Finding
from muster.settings import Settings

_HEADER_SKEW = timedelta(seconds=5)
"""A Date header has whole seconds and travels for a while."""


@dataclass
class Dates:
    """How the clocks of reached services differ from ours: theirs less ours, by service."""

    skews: dict[str, timedelta] = field(default_factory=dict[str, timedelta])

    def note(self, service: str, response: httpx2.Response, asked: datetime) -> None:
        """Remember a response's Date header; one that cannot be read says nothing."""
        try:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
        except (TypeError, ValueError):
            return
        if theirs.tzinfo is None:
            theirs = theirs.replace(tzinfo=UTC)
        ours = asked + (utc_now() - asked) / 2
        self.skews[service] = theirs - ours


class _Unreachable(Exception):
    """No answer; the text is a reason without any address in it."""


async def _ask(dates: Dates, service: str, method: str, url: str, **more: Any) -> httpx2.Response:
    # The client reads the machine's certificates first, which takes no time of the service's.
    async with httpx2.AsyncClient(timeout=CHECK_SECONDS) as client:
        return await _answer(client, dates, service, method, url, **more)


async def _answer(
    client: httpx2.AsyncClient, dates: Dates, service: str, method: str, url: str, **more: Any
) -> httpx2.Response:
    asked = utc_now()
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            response = await client.request(method, url, **more)
    except (TimeoutError, httpx2.TimeoutException):
        raise _Unreachable(f"no answer within {CHECK_SECONDS:g} s") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
        # Their texts may hold the address, and Telegram's has the token in it.
        raise _Unreachable("cannot be reached") from None
    dates.note(service, response, asked)
    return response


async def discord_sign_in(settings: Settings, dates: Dates) -> Finding:
    """Whether Discord knows the application and its secret."""
    subject = "Discord sign-in"
    if settings.discord_client_id is None or settings.discord_client_secret is None:
        text = "DISCORD_CLIENT_ID and DISCORD_CLIENT_SECRET are not set, so nobody can sign in"
        return Finding.off(subject, "the sandbox signs in" if settings.muster_sandbox else text)
    try:
        response = await _ask(
            dates,
            "Discord",
            "POST",
            f"{settings.discord_api_base_url}/oauth2/token",
            auth=(
                str(settings.discord_client_id),
                settings.discord_client_secret.get_secret_value(),
            ),
            data={"grant_type": "client_credentials", "scope": "identify"},
        )
    except _Unreachable as error:
        return Finding.fail(subject, f"{error}; see DISCORD_API_BASE_URL and the network")
    if response.is_success:
        return Finding.ok(subject, f"comes back to {settings.oauth_redirect_uri}")
    if response.status_code == 401 or "invalid_client" in response.text:
        return Finding.fail(
            subject, "Discord refuses DISCORD_CLIENT_ID with DISCORD_CLIENT_SECRET; copy both anew"
        )
    return Finding.warn(subject, f"Discord answers {response.status_code}; the secret is unproven")


async def note_date(dates: Dates, service: str, address: str) -> None:
    """Ask for the service's front page, without saying who we are, for the date of its answer."""
    with suppress(_Unreachable):
        await _ask(dates, service, "GET", address)


def service_clock(dates: Dates) -> Finding:
    """How this machine's clock compares with the reached service that differs most."""
    if not dates.skews:
        return Finding.off("clock", "no service was reached to compare with")
    service, skew = max(dates.skews.items(), key=lambda item: abs(item[1]))
    return clock_finding("clock", service, skew, slight=_HEADER_SKEW)
