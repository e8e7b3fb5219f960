"""Which duties there are: of every bot process, and of the one that leads."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.discord.gateway.health import DiscordHealth
from bot.duties.calls import by_rules, run_calls
from bot.duties.campaigns import close_promotion_jobs, run_promotion_jobs
from bot.duties.clean_up import clean_up
from bot.duties.conditions import settle_conditions
from bot.duties.delivery import deliver
from bot.duties.direct_messages import open_dms
from bot.duties.erasures import erase_people
from bot.duties.forecast import learn_evenings, note_forecast
from bot.duties.health import health_report, look_at_discord
from bot.duties.heartbeat import delivery_sign, heartbeat
from bot.duties.history import note_evenings
from bot.duties.planning_thread import (
    add_thread_members,
    open_planning_thread,
    post_planning_teams,
)
from bot.duties.reminders import daily_reminder, session_ready
from bot.duties.usual import answer_as_usual
from bot.registry import Channels
from bot.scheduler import Duty
from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.services.channel_health import ChannelHealth
from muster.calls.dispatch import Dispatch as CallDispatch
from muster.clock import utc_now
from muster.database import Database
from muster.evenings.service import evenings_of
from muster.forecast.service import ReadLearned, read_learned
from muster.health.rules import Finding
from muster.promotions.dispatch import Dispatch
from muster.settings import Settings

if TYPE_CHECKING:
    from bot.discord.threads import Threads

_READY_REST_SECONDS = 0.5
_USUAL_REST_SECONDS = 0.5
_CONDITIONS_REST_SECONDS = 0.2
_CLOSING_REST_SECONDS = 0.2
_CALLS_REST_SECONDS = 0.1
_PLANNING_REST_SECONDS = 0.2


def every_process_duties(
    settings: Settings,
    database: Database,
    notifier: AvailabilityNotifierService,
    read_learned: ReadLearned = read_learned,
) -> list[Duty]:
    """The duties of every bot process: several may run them, and no leader's end leaves a gap.

    `read_learned` says what closed evenings taught.
    """
    channel_types = notifier.channel_types
    duties = [
        Duty(
            "settle conditions",
            settle_conditions(database, settings, channel_types),
            wakes=frozenset({"availability", "names", "evening_rules"}),
            rest_seconds=_CONDITIONS_REST_SECONDS,
        ),
        Duty(
            "usual answers",
            answer_as_usual(database, settings, channel_types),
            wakes=frozenset({"evening_records", "evening_rules", "names"}),
            rest_seconds=_USUAL_REST_SECONDS,
        ),
        Duty("learn evenings", learn_evenings(database), wakes=frozenset({"evening_records"})),
        Duty(
            "note forecast",
            note_forecast(database, evenings_of(settings), read_learned),
            wakes=frozenset({"evening_rules"}),
        ),
        # Also where nothing delivers: other programs are told.
        Duty(
            "session ready",
            session_ready(database, settings, channel_types),
            wakes=frozenset({"availability", "names", "evening_rules"}),
            rest_seconds=_READY_REST_SECONDS,
        ),
    ]
    if channel_types:
        duties += [
            Duty("delivery sign", delivery_sign(database, channel_types)),
            *(
                Duty(f"deliver {kind}", deliver(notifier, kind), wakes=frozenset({"ledger"}))
                for kind in channel_types
            ),
            *_promotion_duties(settings, database, notifier),
            Duty(
                "run calls",
                run_calls(
                    database,
                    by_rules(evenings_of(settings)),
                    CallDispatch(channel_types, read_learned),
                ),
                wakes=frozenset({"calls", "availability", "names", "evening_rules", "forecast"}),
                rest_seconds=_CALLS_REST_SECONDS,
            ),
            Duty("daily reminder", daily_reminder(database, settings, channel_types)),
        ]
    return duties


def _promotion_duties(
    settings: Settings, database: Database, notifier: AvailabilityNotifierService
) -> list[Duty]:
    """Campaigns: jobs are run on the second, and closed as soon as their rows are settled."""
    if not settings.availability_promotion_enabled:
        return []
    dispatch = Dispatch(
        worker=notifier.worker,
        channel_types=notifier.channel_types,
        summary_channel_id=settings.summary_channel_id,
        check_voice=settings.availability_promotion_voice_check_enabled,
        check_server=settings.availability_promotion_server_check_enabled,
        evenings=evenings_of(settings),
    )
    return [
        Duty(
            "run promotion jobs",
            run_promotion_jobs(database, dispatch),
            wakes=frozenset({"promotions", "evening_rules"}),
        ),
        Duty(
            "close promotion jobs",
            close_promotion_jobs(database, dispatch),
            wakes=frozenset({"promotions", "notices"}),
            rest_seconds=_CLOSING_REST_SECONDS,
        ),
    ]


def led_duties(
    settings: Settings,
    database: Database,
    channels: Channels,
    health: DiscordHealth,
    channel_health: ChannelHealth,
) -> list[Duty]:
    """The leading bot's duties of its own: the heartbeat and the health report, noting who is
    there on an evening, forgetting what is old, erasing whoever is to be, and opening Discord's
    DM channels.
    """
    step = heartbeat(
        database,
        utc_now(),
        list(channels),
        health,
        channel_health,
        settings.muster_backup_dir,
    )
    beating = Duty("heartbeat", step)
    on_discord: list[Finding] = []
    health.on_change = channel_health.on_change = beating.woken.set
    duties = [
        beating,
        evening_duty(settings, database),
        Duty("clean up", clean_up(database, settings)),
        Duty("erase people", erase_people(database, settings.zone), wakes=frozenset({"viewer"})),
        Duty("health report", health_report(database, settings, on_discord)),
    ]
    if settings.discord_bot_token is not None and not settings.muster_sandbox:
        look = look_at_discord(settings, on_discord)
        duties.append(Duty("look at Discord", look, forget=on_discord.clear))
    if channels.discord is not None:
        left_out: dict[int, datetime] = {}
        step = open_dms(database, channels.discord, left_out)
        duties.append(Duty("open DMs", step, wakes=frozenset({"names"}), forget=left_out.clear))
    return duties


def evening_duty(settings: Settings, database: Database) -> Duty:
    """Noting what the evening is like."""
    step = note_evenings(
        database,
        evenings_of(settings),
        voice_is_set_up=bool(settings.discord_voice_channel_ids),
    )
    return Duty("note evenings", step, wakes=frozenset({"evening_rules"}))


def planning_duties(
    settings: Settings,
    database: Database,
    threads: Threads | None,
    notifier: AvailabilityNotifierService,
) -> list[Duty]:
    """The planning room's thread: opened once, joined by whoever joins the pool, told the teams."""
    posts = "discord" in notifier.channel_types
    opening = open_planning_thread(
        database,
        settings.zone,
        threads,
        notifier.worker,
        posts=posts,
        language=settings.muster_language,
    )
    adding = add_thread_members(database, settings.zone, threads)
    posting = [post_planning_teams(database, settings.zone)] if posts else []
    return [
        Duty("open planning thread", opening, wakes=frozenset({"planning"})),
        Duty(
            "add to planning thread",
            adding,
            wakes=frozenset({"planning", "availability", "names"}),
            rest_seconds=_PLANNING_REST_SECONDS,
        ),
        *(
            Duty(
                "post planning teams",
                step,
                wakes=frozenset({"planning"}),
                rest_seconds=_PLANNING_REST_SECONDS,
            )
            for step in posting
        ),
    ]
