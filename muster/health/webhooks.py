"""Whether other programs hear what they are to be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.clock import utc_now
from muster.health.rules import Finding, age_words
from muster.webhooks import service
from muster.webhooks.rules import Webhook, is_trouble
from muster.words import Sentence, lines, words

say = words("findings")

WEBHOOKS = "webhooks"


async def webhooks(connection: Any) -> Finding:
    """Whether each address takes what it is told."""
    try:
        found = await service.list_webhooks(connection)
    except asyncpg.UndefinedTableError:
        return Finding.off(WEBHOOKS, say("after-migrations"))
    return webhooks_finding(found, utc_now())


def webhooks_finding(found: Sequence[Webhook], now: datetime) -> Finding:
    """The finding by how each address does; of an address, nothing but its host is said."""
    if not found:
        return Finding.off(WEBHOOKS, say("webhooks-none"))
    troubled = [each for each in found if is_trouble(each, now)]
    if troubled:
        said = (_trouble(each, now) for each in troubled)
        return Finding.warn(WEBHOOKS, lines(*said, say("webhooks-see"), between="; "))
    on = sum(each.state == "on" for each in found)
    if on == len(found):
        return Finding.ok(WEBHOOKS, say("webhooks-on", on=f"{on}"))
    return Finding.ok(WEBHOOKS, say("webhooks-some-on", on=f"{on}", off=f"{len(found) - on}"))


def _trouble(webhook: Webhook, now: datetime) -> Sentence:
    name = f"“{webhook.label}” ({webhook.address})"
    if webhook.state == "gone":
        return say("webhook-gone", name=name)
    if webhook.state == "failing":
        return say("webhook-given-up", name=name)
    since = webhook.failing_since
    age = age_words(timedelta(0) if since is None else now - since)
    return say("webhook-silent", name=name, age=age)
