"""What Prometheus reads at `/metrics`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from muster.clock import CommunityClock
from muster.database import Connection
from muster.live_status.rules import (
    GatewayState,
    LiveStatus,
    channel_problems,
    discord_problems,
    gateway_state,
    is_stale,
    last_backup,
    unheard_channels,
)
from muster.notifications import service as notifications
from muster.notifications.service import DeliveryCount, InTime
from muster.webhooks import service as webhooks
from muster.webhooks.rules import DeliveryState, WebhookState
from website.backend.state import Website

_LATENCY_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class RequestMetrics:
    """Counts and times requests by method, route (its pattern, never the address) and status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "muster_http_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._latency = Histogram(
            "muster_http_request_seconds",
            "Time to the answer's first byte.",
            ["method", "route"],
            buckets=_LATENCY_BUCKETS,
            registry=registry,
        )
        self._observers: dict[
            tuple[str, str, int], tuple[Callable[[], None], Callable[[float], None]]
        ] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        key = (method, route, status)
        observers = self._observers.get(key)
        if observers is None:
            observers = (
                self._requests.labels(method, route, status).inc,
                self._latency.labels(method, route).observe,
            )
            self._observers[key] = observers
        observers[0]()
        observers[1](seconds)


class WebsiteCollector(Collector):
    """Gauges that are read off the website when they are asked for."""

    def __init__(self, website: Website) -> None:
        self._website = website

    def collect(self) -> Iterable[Metric]:
        size, idle = self._website.database.pool_sizes()
        pool = GaugeMetricFamily(
            "muster_database_connections", "Connections of this process.", labels=["state"]
        )
        pool.add_metric(["idle"], idle)
        pool.add_metric(["busy"], size - idle)
        yield pool
        yield GaugeMetricFamily(
            "muster_open_streams",
            "Pages that are being told of changes.",
            value=self._website.live_feed.open_streams,
        )
        yield GaugeMetricFamily(
            "muster_change_listener_connected",
            "Whether change notices arrive (1) or memory is not believed (0).",
            value=int(self._website.listener.connected),
        )


class DeliveryCollector(Collector):
    """What the ledger held of the last two days when it was looked at last."""

    def __init__(self, clock: CommunityClock) -> None:
        self._clock = clock
        self.counts: list[DeliveryCount] = []
        self.days: list[InTime] = []
        self.overdue = 0
        self.webhooks: dict[str, int] = {}
        self.told: dict[str, int] = {}

    async def read(self, connection: Connection) -> None:
        """Look at the ledger."""
        now = self._clock.now()
        self.counts = await notifications.count_deliveries(connection, now)
        self.days = await notifications.count_in_time(connection, self._clock.zone, 2, now)
        self.overdue = await notifications.count_overdue(connection, now)
        self.webhooks, self.told = await webhooks.count_states(connection)

    def collect(self) -> Iterable[Metric]:
        rows = GaugeMetricFamily(
            "muster_notices",
            "Rows of the ledger made in the last two days.",
            labels=["channel", "state", "reason"],
        )
        late = GaugeMetricFamily(
            "muster_notice_lateness_seconds",
            "Mean time from when a sent message was due until it was sent.",
            labels=["channel"],
        )
        for count in self.counts:
            rows.add_metric([count.channel_type, count.state, count.reason], count.number)
            if count.state == "sent":
                late.add_metric([count.channel_type], count.seconds_late / count.number)
        waiting = [c.number for c in self.counts if c.state in ("pending", "sending")]
        queue = GaugeMetricFamily(
            "muster_notice_queue_depth", "Rows that wait to be sent.", value=sum(waiting)
        )
        yield from (rows, late, queue)
        yield GaugeMetricFamily(
            "muster_notices_overdue",
            "Rows that have been due for more than five minutes and are still of use.",
            value=self.overdue,
        )
        due = GaugeMetricFamily(
            "muster_notices_due",
            "Messages that were to leave, by day: sent, failed, unknown or expired.",
            labels=["day"],
        )
        in_time = GaugeMetricFamily(
            "muster_notices_in_time",
            "Those of them that were sent at the first try within a second of being due.",
            labels=["day"],
        )
        today = self._clock.today()
        for name, day in (("today", today), ("yesterday", today - timedelta(days=1))):
            found = next((each for each in self.days if each.day == day), None)
            due.add_metric([name], 0 if found is None else found.due)
            in_time.add_metric([name], 0 if found is None else found.in_time)
        yield from (due, in_time)
        addresses = GaugeMetricFamily(
            "muster_webhooks", "Addresses that hear events, by how they stand.", labels=["state"]
        )
        for state in get_args(WebhookState):
            addresses.add_metric([state], self.webhooks.get(state, 0))
        told = GaugeMetricFamily(
            "muster_webhook_deliveries",
            "What became of telling them, of the last 30 days.",
            labels=["state"],
        )
        for state in get_args(DeliveryState):
            told.add_metric([state], self.told.get(state, 0))
        yield from (addresses, told)


class BotCollector(Collector):
    """What the leading bot's last heartbeat said; it grows old here while the database is gone."""

    def __init__(self, clock: CommunityClock) -> None:
        self._clock = clock
        self.status: LiveStatus | None = None

    def collect(self) -> Iterable[Metric]:
        now = self._clock.now()
        yield GaugeMetricFamily(
            "muster_bot_up",
            "Whether the bot gave a sign of life within three minutes.",
            value=int(not is_stale(self.status, now)),
        )
        gateway = GaugeMetricFamily(
            "muster_discord_gateway",
            "1 for how the bot stands with Discord's gateway; all 0 where that is not known.",
            labels=["state"],
        )
        current = gateway_state(self.status, now)
        for state in get_args(GatewayState):
            gateway.add_metric([state], int(state == current))
        yield gateway
        problems = GaugeMetricFamily(
            "muster_discord_problems",
            "What of Discord does not work, and why; 1 for each.",
            labels=["what", "code"],
        )
        for what, code in discord_problems(self.status, now).items():
            problems.add_metric([what, code], 1)
        yield problems
        channels = GaugeMetricFamily(
            "muster_channel_problems",
            "Channels on which nothing leaves, and why; 1 for each.",
            labels=["channel", "code"],
        )
        for channel_type, code in channel_problems(self.status, now).items():
            channels.add_metric([channel_type, code], 1)
        yield channels
        unheard = GaugeMetricFamily(
            "muster_channel_unheard",
            "Channels on which nobody is heard, and why; 1 for each.",
            labels=["channel", "code"],
        )
        for channel_type, code in unheard_channels(self.status, now).items():
            unheard.add_metric([channel_type, code], 1)
        yield unheard
        newest = GaugeMetricFamily(
            "muster_backup_newest_timestamp_seconds",
            "When the newest daily backup was made, in seconds since 1970; 0 where the bot cannot "
            "read MUSTER_BACKUP_DIR.",
        )
        made_at = last_backup(self.status, now)
        if made_at is not None:
            newest.add_metric([], made_at)
        yield newest


def new_registry(
    website: Website, deliveries: DeliveryCollector, bot: BotCollector
) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(deliveries)
    registry.register(bot)
    ProcessCollector(registry=registry)
    registry.register(WebsiteCollector(website))
    return registry
