"""The outermost layer: a request that is broken off has an answer all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from website.backend.metrics import RequestMetrics
from website.backend.middleware import RequestEnvelope

SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": []}


async def _broken_off(*, begun: bool) -> list[Any]:
    """What was sent of a request that was cancelled."""
    sent: list[Any] = []
    waits = asyncio.Event()

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        waits.set()
        await asyncio.Event().wait()

    async def receive() -> Any:
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    envelope = RequestEnvelope(app, metrics=RequestMetrics(CollectorRegistry()), https=False)
    task = asyncio.create_task(envelope(dict(SCOPE), receive, send))
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return sent


async def test_a_request_that_is_broken_off_before_its_answer_says_503() -> None:
    start, body = await _broken_off(begun=False)
    headers = dict(start["headers"])
    assert start["status"] == 503
    assert int(headers[b"retry-after"]) > 0
    assert headers[b"content-type"] == b"application/json"
    assert b"x-request-id" in headers
    assert b'"code":"unavailable"' in body["body"]


async def test_an_answer_that_has_begun_is_left_alone() -> None:
    assert [message["type"] for message in await _broken_off(begun=True)] == ["http.response.start"]
