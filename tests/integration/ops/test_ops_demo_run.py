"""The smoke run of promotions, as it is described for a person, against the real demo."""

import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import psutil
import pytest

from muster.sandbox.rules import PERSONAS, Role
from ops.postgres.embedded import running_url
from tests.integration.ops.test_ops_up import Muster, end, eventually
from tests.support.running.patience import PATIENCE
from tests.support.running.websites import AJAX, becomes
from tests.support.scenes.promoting import CAMPAIGN, CAMPAIGNS, PREVIEW

PREFERENCES = "/api/availability/promotion-preferences"
# Times that have always passed, so that the jobs move to near-now and the start says it all.
ANY_HOUR = {
    "AVAILABILITY_PROMOTION_REMINDER_TIME": "00:00",
    "AVAILABILITY_PROMOTION_START_TIME": "00:01",
}


class Demo(Muster):
    """`muster demo` in a folder of its own, and its visitors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.visitors = ExitStack()

    def start(self) -> subprocess.Popen[str]:
        process = self.popen("demo", "--port", str(self.port), **ANY_HOUR)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Muster demo is at "):
                break
        else:
            raise AssertionError(process.communicate())
        assert eventually(self.answers)
        self.started += psutil.Process(process.pid).children(recursive=True)
        return process

    @property
    def database(self) -> Path:
        return self.folder / "demo-data" / "postgres"

    async def connect(self) -> Any:
        url = running_url(self.folder / "demo-data")
        assert url is not None
        return await asyncpg.connect(url)

    def signed_in(self, role: Role) -> httpx2.Client:
        account = next(persona.discord_user_id for persona in PERSONAS if persona.role == role)
        address = f"http://127.0.0.1:{self.port}"
        client = self.visitors.enter_context(
            httpx2.Client(base_url=address, headers=AJAX, timeout=PATIENCE)
        )
        client.post(
            "/auth/sandbox/login", json={"discord_user_id": str(account)}
        ).raise_for_status()
        return client


@pytest.fixture
def demo() -> Iterator[Demo]:
    # Outside pytest's own folders: as root, PostgreSQL runs as another user.
    with tempfile.TemporaryDirectory(prefix="muster-ops-") as folder:
        demo = Demo(Path(folder))
        with demo.visitors:
            yield demo
        for process in demo.leftovers():
            process.kill()


def got(client: httpx2.Client, path: str) -> Any:
    return client.get(path).raise_for_status().json()


def posted(client: httpx2.Client, path: str, **body: Any) -> Any:
    return client.post(path, json=body).raise_for_status().json()


async def let_run(connection: Any, campaign_id: int, *job_types: str) -> None:
    """Bring jobs forward to their campaign's creation, and wait until they are over."""
    await connection.execute(
        """
        UPDATE availability_promotion_jobs
           SET run_at = created_at, useful_until = created_at + interval '30 minutes'
         WHERE campaign_id = $1 AND job_type = ANY($2)
        """,
        campaign_id,
        job_types,
    )
    await becomes(
        lambda: connection.fetchval(
            "SELECT count(*) FROM availability_promotion_jobs"
            " WHERE campaign_id = $1 AND job_type = ANY($2) AND status = 'sent'",
            campaign_id,
            job_types,
        ),
        len(job_types),
    )


async def logs(connection: Any, campaign_id: int) -> dict[tuple[str, str], int]:
    """How many send-log rows by job and status."""
    rows = await connection.fetch(
        """
        SELECT j.job_type, g.status, count(*)
          FROM availability_promotion_send_logs g
          JOIN availability_promotion_jobs j ON j.id = g.job_id
         WHERE g.campaign_id = $1
         GROUP BY 1, 2
        """,
        campaign_id,
    )
    return {(row[0], row[1]): row[2] for row in rows}


def outbox(client: httpx2.Client) -> Counter[tuple[str | None, str]]:
    """Who got which thought, and how often; at some hours the daily check-in comes in between."""
    thoughts = (
        (each["recipient_name"], each["text"].splitlines()[0])
        for each in got(client, "/api/sandbox/outbox")
    )
    return Counter(each for each in thoughts if "Do you play tonight?" not in each[1])


async def test_the_smoke_run(demo: Demo) -> None:
    first = demo.start()
    marlow = demo.signed_in("promoter")
    assert posted(marlow, PREFERENCES, allow_promotions=True)["allow_promotions"] is True

    seen = got(marlow, f"{PREVIEW}?include_available=true&include_maybe=true")
    assert (seen["reminder_time_cet"], seen["target_time_cet"]) == ("00:00", "00:01")
    assert seen["recipient_count"] == len(seen["recipients_preview"]) >= 5
    past = got(marlow, CAMPAIGNS)["campaigns"]
    assert len(past) >= 6

    dry = posted(marlow, CAMPAIGNS, dry_run=True)
    assert (dry["recipient_count"], dry["status"]) == (1, "scheduled")
    odessa = demo.signed_in("admin")
    real = posted(odessa, CAMPAIGNS, include_available=True, include_maybe=True)
    assert real["recipient_count"] == seen["recipient_count"]

    connection = await demo.connect()
    for campaign in (dry, real):
        number = campaign["campaign_id"]
        rows = await connection.fetchrow(
            """
            SELECT (SELECT count(*) FROM availability_promotion_campaigns WHERE id = $1),
                   (SELECT count(*) FROM availability_promotion_jobs WHERE campaign_id = $1)
            """,
            number,
        )
        assert tuple(rows) == (1, 3)
        await let_run(connection, number, "send_start_2100")
    assert await logs(connection, dry["campaign_id"]) == {("send_start_2100", "sent"): 1}
    reached = await logs(connection, real["campaign_id"])
    sent = reached["send_start_2100", "sent"]
    assert sent + reached.get(("send_start_2100", "skipped"), 0) == real["recipient_count"]
    before = outbox(marlow)
    assert before.total() == 1 + sent
    assert set(before.values()) == {1}
    await connection.close()
    end(first, signal.SIGINT, to_group=True)
    assert demo.leftovers() == []

    second = demo.start()
    marlow, odessa = demo.signed_in("promoter"), demo.signed_in("admin")
    assert len(got(marlow, CAMPAIGNS)["campaigns"]) == len(past) + 2
    connection = await demo.connect()
    await becomes(
        lambda: connection.fetchval(
            "SELECT count(*) FROM live_status WHERE status_type IN ('voice_channel', 'game_server')"
            " AND updated_at > (SELECT max(created_at) FROM availability_promotion_campaigns)"
        ),
        2,
    )
    for campaign in (dry, real):
        await let_run(connection, campaign["campaign_id"], "voice_check_2100")
    await connection.close()
    assert got(marlow, CAMPAIGN)["campaign"]["status"] == "followup_sent"
    found = got(odessa, CAMPAIGN)["campaign"]
    assert (found["id"], found["status"]) == (real["campaign_id"], "followup_sent")

    # The channel hears how many are in voice; so late nobody is written to again.
    after = outbox(marlow)
    assert set(after.values()) == {1}
    assert before <= after
    assert found["jobs"][2]["counts"]["delivered"] == 0
    assert found["voice"]["present"] <= found["voice"]["expected"] <= real["recipient_count"]
    assert after.total() == before.total() + 1
    end(second, signal.SIGINT, to_group=True)
    assert demo.leftovers() == []
