"""Makes the recordings of older Musters that the upgrade's test starts from.

`python -m tests.integration.upgrades.record COMMIT…` checks each commit out beside, runs its demo
until it is filled, dumps its database and writes down what its website answers about it. Needs the
repository's history; the test itself needs the two files alone.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from muster.clock import monotonic, utc_now
from ops.postgres.embedded import EmbeddedPostgres
from ops.postgres.files import programs

ROOT = Path(__file__).parents[3]
RECORDED = Path(__file__).with_name("recorded")
PORT = 8917
PERSONAS = {
    "signed_out": None,
    "unlinked": 1000000000000000001,
    "player": 1000000000000000002,
    "promoter": 1000000000000000003,
    "admin": 1000000000000000004,
}
SETTINGS = {
    "MUSTER_SANDBOX": "true",
    "FRONTEND_ORIGIN": f"http://127.0.0.1:{PORT}",
    "ADMIN_DISCORD_IDS": str(PERSONAS["admin"]),
    "PROMOTER_DISCORD_IDS": str(PERSONAS["promoter"]),
    "TELEGRAM_BOT_USERNAME": "muster_demo_made_up_bot",
}
PATHS = (
    "/api/availability/access",
    "/api/availability/preferences",
    "/api/availability/settings",
    "/api/availability/subscriptions",
    "/api/availability/notices",
    "/api/availability/promotion-preferences",
    "/api/availability/promotions/campaigns",
    "/api/availability/promotions/campaign",
    "/api/planning/today",
    "/api/community",
    "/api/live-status",
    "/auth/me",
    "/auth/link/status",
    "/auth/players/suggestions",
    "/auth/players/search?q=e",
    "/auth/sandbox/personas",
    "/api/sandbox/outbox",
)


def addresses(today: datetime) -> list[str]:
    """What is asked: every list there is, and answers of half a year, a month at a time."""
    found: list[str] = list(PATHS)
    for months in range(-6, 3):
        first = (today + timedelta(days=30 * months)).date()
        days = f"from={first}&to={first + timedelta(days=29)}"
        found += [
            f"/api/availability?{days}&include_users=true",
            f"/api/availability/me?{days}",
        ]
    return found


def _run(folder: Path, data: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "ops.cli", *arguments],
        cwd=data,
        env={**os.environ, "PYTHONPATH": str(folder), **variables},
        stdout=subprocess.PIPE,
        text=True,
    )


def record(commit: str) -> None:
    """Write `COMMIT.pgdump` and `COMMIT.json.gz`."""
    with tempfile.TemporaryDirectory(prefix="muster-record-") as scratch:
        folder, data = Path(scratch, "checkout"), Path(scratch, "run")
        data.mkdir()
        Path(scratch).chmod(0o755)
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(folder), commit], cwd=ROOT, check=True
        )
        try:
            demo = _run(folder, data, "demo", "--port", str(PORT))
            assert demo.stdout is not None
            for line in demo.stdout:
                if "http://" in line:
                    break
            demo.send_signal(signal.SIGTERM)
            demo.wait(30)
            server = EmbeddedPostgres(data / "demo-data")
            asyncio.run(server.start())
            try:
                _record(commit, folder, data, server.url)
            finally:
                asyncio.run(server.stop())
        finally:
            subprocess.run(
                ["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True
            )


def _record(commit: str, folder: Path, data: Path, url: str) -> None:
    RECORDED.mkdir(exist_ok=True)
    subprocess.run(
        [
            *(programs() / "pg_dump", "--format=custom", "--compress=9", "--no-owner"),
            *("--no-privileges", "--file", RECORDED / f"{commit}.pgdump", url),
        ],
        check=True,
    )
    web = _run(
        folder, data, "web", "--no-env-file", "--port", str(PORT), DATABASE_URL=url, **SETTINGS
    )
    try:
        recorded = {"commit": commit, **asyncio.run(_ask())}
        text = json.dumps(recorded, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (RECORDED / f"{commit}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(30)


async def _ask() -> dict[str, Any]:
    origin = SETTINGS["FRONTEND_ORIGIN"]
    async with httpx2.AsyncClient(base_url=origin) as client:
        until = monotonic() + 30
        while True:
            try:
                if (await client.get("/readyz")).status_code == 200:
                    break
            except httpx2.HTTPError:
                assert monotonic() < until
            await asyncio.sleep(0.1)
    now = utc_now()
    answers: dict[str, dict[str, Any]] = {}
    for name, who in PERSONAS.items():
        async with httpx2.AsyncClient(
            base_url=origin, headers={"X-Requested-With": "XMLHttpRequest"}
        ) as client:
            if who is not None:
                body = {"discord_user_id": str(who)}
                signed_in = await client.post("/auth/sandbox/login", json=body)
                assert signed_in.status_code == 200, signed_in.text
            answers[name] = {}
            for address in addresses(now):
                answer = await client.get(address)
                if answer.status_code != 404:
                    body = answer.json() if answer.status_code == 200 else None
                    answers[name][address] = [answer.status_code, body]
    return {"at": now.isoformat(), "answers": answers}


if __name__ == "__main__":
    for each in sys.argv[1:]:
        record(each)
