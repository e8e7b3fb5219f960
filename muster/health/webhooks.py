"""Whether other programs hear what they are to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.clock import utc_now
from muster.counting import counted
from muster.health.rules import Finding
from muster.webhooks import service
from muster.webhooks.rules import Webhook, is_trouble

WEBHOOKS = "webhooks"


async def webhooks(connection: Any) -> Finding:
    """Whether each address takes what it is told."""
    try:
        found = await service.list_webhooks(connection)
    except asyncpg.UndefinedTableError:
        return Finding.off(WEBHOOKS, "looked for once all migrations are applied")
    return webhooks_finding(found, utc_now())


def webhooks_finding(found: Sequence[Webhook], now: datetime) -> Finding:
    """The finding by how each address does; of an address, nothing but its host is said."""
    if not found:
        return Finding.off(WEBHOOKS, "none")
    troubled = [each for each in found if is_trouble(each, now)]
    if troubled:
        said = "; ".join(_trouble(each, now) for each in troubled)
        return Finding.warn(WEBHOOKS, f"{said}; see #/admin?section=webhooks")
    on = sum(each.state == "on" for each in found)
    off = f", {len(found) - on} switched off" if on < len(found) else ""
    return Finding.ok(WEBHOOKS, f"{on} on{off}")


def _trouble(webhook: Webhook, now: datetime) -> str:
    name = f"“{webhook.label}” ({webhook.address})"
    if webhook.state == "gone":
        return f"{name} said that it is gone (410), and is switched off"
    since = webhook.failing_since
    hours = 0 if since is None else int((now - since).total_seconds() // 3600)
    long = counted(hours // 24, "day") if hours >= 48 else counted(hours, "hour")
    if webhook.state == "failing":
        return f"{name} took nothing for days, and is switched off"
    return f"{name} has taken nothing for {long}"
