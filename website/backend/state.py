"""Everything one website process holds, wired in one place."""

from __future__ import annotations

import resource
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from muster.availability.service import AvailabilityWriter
from muster.changes import ChangeListener
from muster.channels.service import set_up_here
from muster.clock import CommunityClock
from muster.crypto import ContactCipher
from muster.database import Database
from muster.evenings.memory import EveningMemory
from muster.evenings.service import evenings_of
from muster.forecast.memory import ForecastMemory
from muster.notifications import conditions
from muster.notifications.presses import Presses
from muster.settings import Settings
from website.backend.appearance import Appearance, read_appearance
from website.backend.availability_answers import AvailabilityAnswers
from website.backend.avatars import Avatars
from website.backend.calendar_feeds import CalendarFeeds
from website.backend.cards import Cards
from website.backend.cold_reads import ColdReads
from website.backend.cookies import Cookies
from website.backend.day_cache import DayCache
from website.backend.discord_sign_in import DiscordSignIn
from website.backend.forecasts import Forecasts
from website.backend.live_feed import LiveFeed
from website.backend.past_evenings import PastEvenings
from website.backend.rate_limits import RateLimits
from website.backend.read_tokens import ReadTokens
from website.backend.viewers import Viewers

_CLOSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, repr=False)
class Website:
    """The parts of one website process; `wire` makes them, `start` and `stop` run them."""

    settings: Settings
    appearance: Appearance
    clock: CommunityClock
    session_key: bytes
    cookies: Cookies
    cipher: ContactCipher | None
    database: Database
    listener: ChangeListener
    viewers: Viewers
    read_tokens: ReadTokens
    avatars: Avatars
    days: DayCache
    evenings: EveningMemory
    forecast_memory: ForecastMemory
    forecasts: Forecasts
    answers: AvailabilityAnswers
    calendar_feeds: CalendarFeeds
    past_evenings: PastEvenings
    writer: AvailabilityWriter
    presses: Presses
    cards: Cards
    live_feed: LiveFeed
    rate_limits: RateLimits
    discord_sign_in: DiscordSignIn | None

    async def start(self) -> None:
        await self.database.open()
        await self.listener.start()
        self.live_feed.start()

    async def stop(self) -> None:
        """Finish what was begun; takes about two seconds at most, also where PostgreSQL hangs."""
        self.live_feed.close()
        await self.avatars.close()
        await self.writer.close()
        await self.listener.stop()
        await self.database.close(within=_CLOSE_SECONDS)


def wire(settings: Settings) -> Website:
    """Build the parts; nothing connects before `Website.start`.

    `settings.database_url` must be set.

    Raises:
        SettingsError: the community's crest cannot be used.
    """
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    clock = CommunityClock(settings.zone)
    session_key = settings.session_key()
    database = Database(url, application_name="muster web")
    listener = ChangeListener(url, application_name="muster web listener")
    days = DayCache(database, listener, clock)
    evenings = EveningMemory(database, listener, evenings_of(settings))
    forecast_memory = ForecastMemory(database, listener)
    rate_limits = RateLimits(settings)
    appearance = read_appearance(settings)
    cards = Cards(settings, appearance, days, evenings, database, listener, clock, rate_limits)
    settling = conditions.settling(database, evenings_of(settings), set_up_here(settings))
    writer = AvailabilityWriter(database, days.writing, settling)
    return Website(
        settings=settings,
        appearance=appearance,
        clock=clock,
        session_key=session_key,
        cookies=Cookies(settings.frontend_origin),
        cipher=ContactCipher.from_settings(settings),
        database=database,
        listener=listener,
        viewers=Viewers(database, listener, clock, session_key),
        read_tokens=ReadTokens(
            database, listener, clock, rate_limits, session_key, settings.admin_discord_ids
        ),
        avatars=Avatars(settings),
        days=days,
        evenings=evenings,
        forecast_memory=forecast_memory,
        forecasts=Forecasts(days, evenings, forecast_memory, clock),
        answers=AvailabilityAnswers(days, clock, evenings, ColdReads(database, rate_limits)),
        calendar_feeds=CalendarFeeds(
            database,
            listener,
            clock,
            days,
            evenings,
            settings,
            key=session_key,
            community=appearance.name,
        ),
        past_evenings=PastEvenings(database, listener, clock, rate_limits),
        writer=writer,
        presses=Presses(database, writer, evenings_of(settings)),
        cards=cards,
        live_feed=LiveFeed(listener, clock, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2),
        rate_limits=rate_limits,
        discord_sign_in=DiscordSignIn(settings) if settings.sign_in_configured else None,
    )


def website_of(connection: HTTPConnection) -> Website:
    """The website that serves this request."""
    return connection.app.state.website
