"""A website that may send webhooks to this machine, and somebody who hears them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.support.fakes.webhook_receiver import Receiver, receiver
from tests.support.running.websites import RunningWebsite, running_website
from tests.support.scenes.community import settings_for
from tests.support.scenes.webhooks import KEY


@pytest.fixture
async def website(database_url: str, page: Path) -> AsyncGenerator[RunningWebsite, None]:
    settings = settings_for(
        database_url,
        contact_data_encryption_key=SecretStr(KEY),
        muster_webhooks_allow_private=True,
        availability_session_ready_threshold=2,
    )
    async with running_website(settings, page=page) as running:
        yield running


@pytest.fixture
async def far_end() -> AsyncGenerator[Receiver, None]:
    async with receiver() as there:
        yield there
