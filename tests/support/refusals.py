"""Bodies that no route takes, and what an answer that refuses says."""

from __future__ import annotations

from typing import Any

import httpx2

JSON = {"Content-Type": "application/json"}
MISSHAPEN: list[Any] = [b"", b"{", b"[]", b"\xff\xfe", b'{"date": 1, "name": 2, "player_guid": {}}']


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    body = answer.json()
    assert set(body) <= {"detail", "code", "errors"}
    assert body["detail"].endswith(".")
    return answer.status_code, body["code"]
