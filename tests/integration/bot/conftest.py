"""The fake chat services, once for each file of tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.support.fakes.chats import FakeChats, fake_chats


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running
