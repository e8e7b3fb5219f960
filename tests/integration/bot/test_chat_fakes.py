"""The fake chat services as a process of their own, ordered about over HTTP."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.chats.contract import OutgoingMessage, TransportError
from bot.chats.conversation import Conversation
from bot.registry import build_channels, build_receivers, close_channels
from bot.services.channel_health import ChannelHealth
from muster.clock import CommunityClock
from muster.database import Database
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import becomes
from tests.support.scenes.community import settings_for
from tests.support.scenes.evenings import evenings

ROOT = Path(__file__).parents[3]


@pytest.fixture
async def told() -> AsyncGenerator[dict[str, Any], None]:
    """What a fresh process of the fakes prints when it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.fakes", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    yield json.loads(line)
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.wait(), PATIENCE)


async def test_all_services_are_there_and_do_what_they_are_told(
    told: dict[str, Any], database_url: str
) -> None:
    settings = settings_for(database_url, **told["settings"], muster_sandbox=False)
    database = Database(database_url, application_name="tests")
    await database.open()
    channels = build_channels(settings, database)
    assert set(channels) == {"discord", "telegram", "signal"}
    addresses = {"discord": "user:501", "telegram": "502", "signal": "+38640123456"}
    async with httpx2.AsyncClient(base_url=told["url"], timeout=PATIENCE) as control:
        for name, channel in channels.items():
            fault = {"kind": "reset", "does": True}
            answer = await control.post(f"/{name}/_control/faults", json=fault)
            assert answer.status_code == 204
            message = OutgoingMessage(addresses[name], "Hello", "row-1")
            with pytest.raises(TransportError) as caught:
                await channel.send(message)
            assert caught.value.maybe_sent
            deliveries = (await control.get(f"/{name}/_control/deliveries")).json()
            assert [each["text"] for each in deliveries] == ["Hello"]

        zone = settings.zone
        conversation = Conversation(database, None, CommunityClock(zone), evenings(threshold=6))
        receivers = build_receivers(channels, conversation, ChannelHealth().heard)
        tasks = [asyncio.create_task(receiver.run()) for receiver in receivers]
        asked = {"name": "write", "arguments": {"chat_id": 777, "text": "/help"}}
        await control.post("/telegram/_control/call", json=asked)
        asked = {"name": "write", "arguments": {"source": "+38640777777", "text": "/help"}}
        await control.post("/signal/_control/call", json=asked)

        async def answered() -> list[int]:
            counts = []
            for name in ("telegram", "signal"):
                deliveries = (await control.get(f"/{name}/_control/deliveries")).json()
                counts.append(len(deliveries))
            return counts

        await becomes(answered, [2, 2])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await close_channels(channels.values())
    await database.close()
