"""Whether devices that hear by push were subscribed to a key of ours that is still set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs]  # the driver ships none

from muster.channels.service import count_devices_by_sender
from muster.health.rules import Finding
from muster.settings import Settings
from muster.web_push import public_keys
from muster.words import lines, words

say = words("findings")

PUSH_DEVICES = "push devices"


async def push_devices(settings: Settings, connection: Any) -> Finding:
    """The finding by `MUSTER_VAPID_PRIVATE_KEY` and what is stored."""
    listed = settings.muster_vapid_private_key
    keys = () if listed is None else public_keys(listed.get_secret_value())
    try:
        counted = await count_devices_by_sender(connection)
    except asyncpg.UndefinedTableError:
        return Finding.off(PUSH_DEVICES, say("after-migrations"))
    return push_devices_finding([each.key_id for each in keys], counted)


def push_devices_finding(key_ids: list[str], counted: Mapping[str, int]) -> Finding:
    """The finding by our keys, the present one first, and how many devices each key has."""
    total = sum(counted.values())
    if not total:
        return Finding.off(PUSH_DEVICES, say("devices-none"))
    present = sum(counted.get(each, 0) for each in key_ids[:1])
    older = sum(counted.get(each, 0) for each in key_ids[1:])
    said = say("devices-on-key", count=f"{present}")
    if older:
        said = lines(said, say("devices-on-older-key", count=f"{older}"), between="; ")
    lost = total - present - older
    if lost:
        return Finding.warn(
            PUSH_DEVICES, lines(said, say("devices-on-lost-key", count=lost), between="; ")
        )
    return Finding.ok(PUSH_DEVICES, said)
