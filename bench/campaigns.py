"""The campaigns' rows: what a promoter waits for, and how punctual messages are.

Previews and creations are asked of a real `muster web`; jobs are run by the duties of the bot.
PostgreSQL is real and durable.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
from rich.console import Console

from bench.campaign_data import opt_in
from bench.campaign_worker import CampaignOrder
from bench.checks import log_size, statements_logged, statements_since
from bench.data import Community, create_database
from bench.fan_out_data import Audience, fill
from bench.load import Caller, Request
from bench.report import Finding, timed
from bench.servers import CannotMeasure, ServerProcess, run_measured
from bench.works import BROWSER_ENCODINGS, cookie
from muster.channels.rules import ChannelType

COMMUNITY_PEOPLE, CANDIDATES = 2_600, 2_000
FEW = 300
STATEMENTS_REACH = 3
REQUEST_REACH = 150.0
FIRST_REACH = 100.0
LAST_REACH = 1.1

_PREVIEW = "/api/availability/promotions/preview?include_available=true&include_maybe=true"
_CAMPAIGNS = "/api/availability/promotions/campaigns"
_EVERYBODY = {"include_available": True, "include_maybe": True, "dry_run": False}
_COUNTED, _WARM_UPS = 3, 3
_WORKER = "bench.campaign_worker"


@dataclass(frozen=True)
class Paced:
    """A service whose rate sets how long a campaign takes.

    Attributes:
        per_second: the messages that its limiter lets through.
        recipients: of one campaign.
    """

    channel_type: ChannelType
    per_second: int
    recipients: int


PACED = [Paced("discord", 50, 500), Paced("telegram", 30, 300)]


@dataclass(frozen=True)
class CampaignPace:
    """How long it takes: so many timed requests, first messages, and campaigns at a rate."""

    requests: int
    firsts: int
    paced: int


@dataclass(frozen=True)
class Asked:
    """What one promoter's preview and creation took, in milliseconds."""

    preview: float
    create: float


def promoters(community: Community, number: int) -> dict[int, str]:
    """Discord accounts of the last so many of a community, by user id: each promotes once."""
    return dict(list(community.discord_ids.items())[-number:])


def needed_promoters(pace: CampaignPace) -> int:
    """How many `Requests` uses up."""
    return _WARM_UPS + _COUNTED + pace.requests


class Requests:
    """Previews and creations for many candidates, each by a promoter who has not asked yet.

    Args:
        community: has opted in (`opt_in`).
        web: its website, where `promoters` may promote.
        candidates: how many there have to be in every answer.
    """

    def __init__(
        self, community: Community, web: ServerProcess, promoters: Sequence[int], candidates: int
    ) -> None:
        self._community = community
        self._caller = Caller(web)
        self._promoters = iter(promoters)
        self._candidates = candidates

    def warm_up(self) -> None:
        """Ask a few times, unmeasured, so that connections are open and statements prepared."""
        for _ in range(_WARM_UPS):
            self._ask()

    def count(self, server_log: Path) -> list[Finding]:
        """SQL statements of a promoter's requests, by PostgreSQL's own log at `server_log`.

        The median of three each, since the listener probes its connection every few seconds.
        """
        counts: dict[str, list[int]] = {"first": [], "preview": [], "create": []}

        def counted(what: str, request: Request) -> bytes:
            start = log_size(server_log)
            body, _ = self._caller.send(request)
            counts[what].append(statements_since(server_log, start))
            return body

        with statements_logged(self._community.url):
            for _ in range(_COUNTED):
                promoter = next(self._promoters)
                counted("first", self._preview(promoter))
                counted("preview", self._preview(promoter))
                created = json.loads(counted("create", self._create(promoter)))
                self._caller.send(self._cancel(promoter, created["campaign_id"]))
        first = median(counts["first"])
        note = f"{first:g} where the session was never seen"
        of = f"for {self._candidates:,} candidates"
        return [
            Finding(
                f"SQL statements of a preview {of}",
                median(counts["preview"]),
                STATEMENTS_REACH,
                "",
                note,
            ),
            Finding(
                f"SQL statements of a creation {of}",
                median(counts["create"]),
                STATEMENTS_REACH,
                "",
            ),
        ]

    def time(self, times: int) -> list[Finding]:
        """What a preview and a creation take beside a bare round trip.

        Raises:
            CannotMeasure: an answer was no success, or lacks candidates.
        """
        asked = [self._ask() for _ in range(times)]
        round_trip = asyncio.run(bare_round_trip(self._community.url))
        found: list[Finding] = []
        for what, all_of_it in (
            ("preview", [each.preview for each in asked]),
            ("creation", [each.create for each in asked]),
        ):
            own = median(all_of_it) - round_trip
            note = (
                f"median of {times}, without a bare round trip's {round_trip:.2f} ms; "
                f"the slowest {max(all_of_it):.1f} ms"
            )
            what = f"a {what} for {self._candidates:,} candidates"
            found.append(Finding(what, own, REQUEST_REACH, "ms", note))
        return found

    def _ask(self) -> Asked:
        """Preview, create, cancel; what the first two took."""
        promoter = next(self._promoters)
        preview, previewed = self._timed(self._preview(promoter))
        create, created = self._timed(self._create(promoter))
        self._caller.send(self._cancel(promoter, created["campaign_id"]))
        counts = (previewed["recipient_count"], created["recipient_count"])
        if counts != (self._candidates, self._candidates):
            raise CannotMeasure(f"of {self._candidates} candidates {counts} were found")
        found = created["channels_summary"]
        # The made-up community has no devices, which take no other way through these statements.
        if not all(found[channel] for channel in found if channel != "push"):
            raise CannotMeasure("not every channel has candidates")
        return Asked(preview, create)

    def _timed(self, request: Request) -> tuple[float, dict[str, Any]]:
        start = time.perf_counter()
        body, headers = self._caller.send(request)
        milliseconds = (time.perf_counter() - start) * 1000
        if headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return milliseconds, json.loads(body)

    def _preview(self, promoter: int) -> Request:
        return Request(_PREVIEW, headers=self._headers(promoter))

    def _create(self, promoter: int) -> Request:
        body = json.dumps(_EVERYBODY).encode()
        return Request(_CAMPAIGNS, "POST", self._headers(promoter), body)

    def _cancel(self, promoter: int, campaign: int) -> Request:
        return Request(f"{_CAMPAIGNS}/{campaign}/cancel", "POST", self._headers(promoter))

    def _headers(self, promoter: int) -> dict[str, str]:
        signed_in = cookie(self._community, promoter)
        return {"X-Requested-With": "XMLHttpRequest", **BROWSER_ENCODINGS, **signed_in}

    def close(self) -> None:
        self._caller.close()


async def bare_round_trip(url: str) -> float:
    """Milliseconds that the smallest question to the database takes, the median of a hundred."""
    connection: Any = await asyncpg.connect(url)
    try:
        taken: list[float] = []
        for _ in range(100):
            start = time.perf_counter()
            await connection.fetchval("SELECT 1")
            taken.append((time.perf_counter() - start) * 1000)
    finally:
        await connection.close()
    return median(taken)


def measure_requests(
    community: Community, web: ServerProcess, pace: CampaignPace, server_log: Path, candidates: int
) -> list[Finding]:
    """Preview and creation over HTTP, by `needed_promoters` of the community.

    Raises:
        CannotMeasure: an answer was no success, or lacks candidates.
    """
    asyncio.run(opt_in(community, candidates, datetime.now(UTC)))
    who = list(promoters(community, needed_promoters(pace)))
    with closing(Requests(community, web, who, candidates)) as requests:
        requests.warm_up()
        return [*requests.count(server_log), *requests.time(pace.requests)]


@dataclass
class Punctuality:
    """When a campaign's messages leave.

    Attributes:
        folder: for the worker's files.
        server_url: any database of the server, as a superuser.
        past: how many campaigns the audience had; each is about a day of its own.
    """

    folder: Path
    server_url: str
    console: Console
    pace: CampaignPace
    past: int = 0

    def measure(self) -> list[Finding]:
        """The first message of few and of many, and the last at each service's rate.

        Raises:
            CannotMeasure: the worker failed, or messages are missing.
        """
        audience = asyncio.run(self._create(CANDIDATES))
        return [
            *(self.first(audience, recipients) for recipients in (FEW, CANDIDATES)),
            *(self.last(audience, service) for service in PACED),
        ]

    async def _create(self, people: int) -> Audience:
        self.console.print(f"Filling a database: {people:,} recipients…")
        now = datetime.now(UTC)
        url = await create_database(self.server_url, f"bench_campaigns_{people}", now)
        return await new_audience(url, people, self.pace, now)

    def first(self, audience: Audience, recipients: int) -> Finding:
        """How soon the first message leaves after the instant of the start job."""
        what = f"first message to {recipients:,} after their start job is due"
        self.console.print(f"Measuring: {what}")
        late: list[float] = self._run(audience, recipients, self.pace.firsts, None)["late"]
        return timed(what, late, FIRST_REACH)

    def last(self, audience: Audience, service: Paced) -> Finding:
        """How long until the last message came, of what the service's rate allows."""
        kind, recipients = service.channel_type, service.recipients
        what = f"last of {recipients} messages at {kind.title()}'s {service.per_second} a second"
        self.console.print(f"Measuring: {what}")
        found = self._run(audience, recipients, self.pace.paced, kind)
        least = recipients / service.per_second
        note = f"{found['last']:.2f} s after the start, of {least:.2f} s by the rate"
        return Finding(what, found["last"] / least, LAST_REACH, "times", note)

    def _run(
        self, audience: Audience, recipients: int, times: int, paced: ChannelType | None
    ) -> dict[str, Any]:
        order = CampaignOrder(audience, recipients, self.past, times, paced)
        self.past += times
        return run_measured(_WORKER, order.encoded(), self.folder)


async def new_audience(url: str, people: int, pace: CampaignPace, now: datetime) -> Audience:
    """People in a migrated, empty database who answered for a day of each campaign.

    Nobody answered for today, so that no session is ready meanwhile.
    """
    campaigns = 2 * pace.firsts + len(PACED) * pace.paced
    day = (now + timedelta(days=2)).date()
    return await fill(url, people, now, day, 1 + campaigns)
