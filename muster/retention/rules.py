"""For how long which rows are kept: every table has a rule by age, or a reason why it has none.

A message's row is what keeps it from being sent again, so it is kept by the end of the message's
useful life, never by when it was made: "your condition came true" is told once an evening, and may
be queued up to 90 days before that evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from muster.calendar_feeds.rules import DAYS_BACK
from muster.clock import local_date, start_of_day
from muster.history.rules import first_named_day

AT_ONCE = 1_000
"""So many rows of a table are forgotten in one transaction, so that nobody waits for it."""

_EVENINGS_REST = 7
"""For how many days it is kept what calendars were told of an evening that they are not told of any
more: a machine's clock may be wrong for a while.
"""
_WEBHOOKS_REST = timedelta(days=30)
"""How long what other programs were told is shown; it is tried for a day."""

_TOKENS_REST = timedelta(days=1)
"""How long a link token is kept that has expired: its age keeps the next from coming too soon."""

Keeping = Literal["history", "ledger", "audit", "ended", "latest"]
"""What decides: a setting (the first three), that the row has ended, or that newer ones came."""

KEPT_BY: dict[str, Keeping] = {
    "availability_entries": "history",
    "availability_answer_changes": "history",
    "evening_attendance": "history",
    "evening_minutes": "history",
    "planning_sessions": "history",
    "planning_team_names": "history",
    "planning_votes": "history",
    "planning_teams": "history",
    "planning_team_members": "history",
    "notifications_ledger": "ledger",
    "availability_promotion_recipients": "ledger",
    "availability_promotion_send_logs": "ledger",
    "call_asks": "ledger",
    "calls": "ledger",
    "tonight_messages": "ledger",
    "discord_scheduled_events": "ledger",
    "sandbox_outbox": "ledger",
    "account_link_audit_log": "audit",
    "admin_audit": "audit",
    "evening_rule_changes": "audit",
    "invites": "audit",
    "invite_arrivals": "audit",
    "website_sessions": "ended",
    "oauth_states": "ended",
    "availability_last_words": "ended",
    "availability_link_tokens": "ended",
    "webhook_events": "ended",
    "webhook_deliveries": "ended",
    "read_tokens": "audit",
    "call_habits": "latest",
    "calendar_feed_evenings": "ended",
}
"""Tables that are pruned, and by what."""

_OF_A_PERSON = "so many for each person, who may take them back or change them"
_COUNTS = "numbers that name nobody, a few for each day: what is left of what was forgotten"
_EVENINGS = "a few rows for each evening, which name nobody: the community's record"

STAYS: dict[str, str] = {
    "players": "people's profiles; they come from outside or are made by people",
    "player_aliases": "belong to their player",
    "website_users": "people; whoever is removed takes their rows along",
    "discord_accounts": "one for each person",
    "discord_alt_accounts": "a few for each person",
    "user_player_links": "one for each person",
    "reader_languages": "one for each person",
    "calendar_feeds": "one for each person, who may stop it",
    "webhooks": "ten at the most",
    "user_permissions": "granted by the operator until they are taken back",
    "live_status": "one row of each kind, overwritten",
    "availability_user_settings": _OF_A_PERSON,
    "availability_subscriptions": _OF_A_PERSON,
    "availability_channel_links": _OF_A_PERSON,
    "availability_disputed_handles": _OF_A_PERSON,
    "push_devices": "ten for each person at most; a device goes with the session that let it in",
    "availability_stopped_addresses": "whoever said stop is not written to again, ever",
    "subscription_preferences": _OF_A_PERSON,
    "usual_answers": _OF_A_PERSON,
    "evening_rules": "one for each weekday",
    "availability_promotion_campaigns": "a few for each evening, with what became of them",
    "availability_promotion_jobs": "three for each campaign, with what became of them",
    "evening_records": _EVENINGS,
    "forecast_notes": _EVENINGS,
    "forecast_learned": "one row for each evening: what keeps it from being learned twice",
    "forecast_habits": "so many for each person; they fade by themselves",
    "forecast_calibrations": "one for each hour before the start, overwritten",
    "erasures": "one for each person who is to be erased, for a week",
    "erased_people": "a number and two moments each, so that a restored backup erases them again",
    "availability_day_counts": _COUNTS,
    "notification_day_counts": _COUNTS,
    "schema_migrations": "one for each migration",
}
"""Tables that are not pruned, and why not."""


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days rows are kept, by the settings."""

    history_days: int
    ledger_days: int
    audit_days: int


@dataclass(frozen=True, slots=True)
class Before:
    """What is older than this is forgotten.

    Attributes:
        history: answers and planning of days before this date, of which nobody is named any more.
        ledger, ledger_day: messages of no use since before this instant, which is the beginning of
            that date by the community's calendar; campaigns and calls of days before it.
        audit: what was logged before this instant.
        tokens: link tokens that expired before this instant.
        calendars: what calendars were told of evenings before this date.
        webhooks: what happened before this instant, and who was told of it.
    """

    history: date
    ledger: datetime
    ledger_day: date
    audit: datetime
    tokens: datetime
    calendars: date
    webhooks: datetime

    @property
    def campaigns(self) -> date:
        """Campaigns before this date are counted: the first of their rows is to be forgotten."""
        return max(self.history, self.ledger_day)


def before(kept: Kept, zone: ZoneInfo, now: datetime) -> Before:
    """What is forgotten at `now` (aware); `zone` is the community's."""
    ledger_day = local_date(now, zone) - timedelta(days=kept.ledger_days)
    return Before(
        history=first_named_day(now.astimezone(UTC).date(), kept.history_days),
        ledger=start_of_day(ledger_day, zone),
        ledger_day=ledger_day,
        audit=now - timedelta(days=kept.audit_days),
        tokens=now - _TOKENS_REST,
        calendars=local_date(now, zone) - timedelta(days=DAYS_BACK + _EVENINGS_REST),
        webhooks=now - _WEBHOOKS_REST,
    )
