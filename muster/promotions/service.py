"""What promoters do with campaigns, and what everybody may see of one (contract, section 7).

`day` is a date of the community's calendar, `now` an aware instant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from muster.database import Connection
from muster.errors import (
    CampaignNotFound,
    CampaignOver,
    DayHasCampaign,
    NobodyToAsk,
    NoSession,
    NotYourCampaign,
    PromotionsOff,
)
from muster.evening import Evening
from muster.notifications import service as notifications
from muster.promotions import campaign_store, report_store
from muster.promotions.preview_rules import Answer, Candidate, candidates_of, count_answers, told_at
from muster.promotions.rules import (
    Campaign,
    FailedJob,
    PastCampaign,
    Schedule,
    plan,
    statuses_to_ask,
    summarize_channels,
)
from muster.settings import Settings


def check_enabled(settings: Settings) -> None:
    """Refuse where the community has campaigns switched off.

    Raises:
        PromotionsOff: it has.
    """
    if not settings.availability_promotion_enabled:
        raise PromotionsOff


def is_dry_run(asked: bool | None, settings: Settings) -> bool:
    """Whether a campaign is a dry run: `asked` by its promoter, or else by the settings."""
    return settings.availability_promotion_dry_run_default if asked is None else asked


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom a campaign that is created now would ask, and when its jobs would run.

    Attributes:
        answers: what asking each answer would bring, whether or not it is asked for here.
        short_by: how many LOOKING are missing to a ready session.
        others_ask: somebody else's campaign of the day stands.
        promoter_told_at: when the promoter was, or will be, told of tonight, where a dry run would
            tell them nothing; None where it would tell them something.
    """

    candidates: Sequence[Candidate]
    answers: Sequence[Answer]
    channels_summary: Mapping[str, int]
    schedule: Schedule
    short_by: int
    others_ask: bool
    promoter_told_at: datetime | None

    @property
    def reached(self) -> Sequence[Candidate]:
        """Whom the campaign would tell something: those whom no other has told."""
        return [each for each in self.candidates if each.told_at is None]


@dataclass(frozen=True, slots=True)
class Created:
    """A new campaign."""

    campaign_id: int
    recipient_count: int
    channels_summary: Mapping[str, int]
    schedule: Schedule


async def preview(
    connection: Connection,
    promoter_user_id: int,
    evening: Evening,
    now: datetime,
    *,
    include_available: bool,
    include_maybe: bool,
) -> Preview:
    """Whom a campaign for an evening would ask, LOOKING first, then in the order of their answers.

    Raises:
        NoSession: nobody is asked to come where nobody meets.
    """
    if not evening.session:
        raise NoSession
    day = evening.day
    schedule = plan(day, now, evening.reminder, evening.start, evening.zone)
    channel_types = await notifications.channels_in_use(connection, now)
    answered, others_ask, heard = await campaign_store.list_answered(
        connection, day, channel_types, promoter_user_id
    )
    statuses = statuses_to_ask(include_available=include_available, include_maybe=include_maybe)
    candidates = candidates_of(answered, statuses, schedule)
    looking = sum(each.status == "LOOKING" for each in answered)
    return Preview(
        candidates,
        count_answers(answered, schedule),
        summarize_channels(each.channel_type for each in candidates),
        schedule,
        max(0, evening.threshold - looking),
        others_ask,
        told_at(heard, schedule),
    )


async def create_campaign(
    connection: Connection,
    promoter_user_id: int,
    evening: Evening,
    now: datetime,
    *,
    include_available: bool,
    include_maybe: bool,
    dry_run: bool,
    one_a_day: bool,
    max_attempts: int,
) -> Created:
    """Ask the people of an evening: a snapshot of them, and three jobs.

    A dry run asks its initiator alone, on Discord.

    Args:
        one_a_day: the community allows one campaign a day, whoever starts it.

    Raises:
        CampaignExists: this promoter's campaign for the day stands.
        DayHasCampaign: `one_a_day`, and somebody's campaign for the day stands.
        NobodyToAsk: nobody could be asked; nothing is stored.
        NoSession: nobody is asked to come where nobody meets.
    """
    if not evening.session:
        raise NoSession
    day = evening.day
    one_a_day = one_a_day and not dry_run  # it bothers nobody else
    if one_a_day and await campaign_store.others_have_campaign(connection, day, promoter_user_id):
        raise DayHasCampaign
    schedule = plan(day, now, evening.reminder, evening.start, evening.zone)
    statuses = statuses_to_ask(include_available=include_available, include_maybe=include_maybe)
    created = await campaign_store.insert_campaign(
        connection,
        day=day,
        statuses=statuses,
        channel_types=await notifications.channels_in_use(connection, now),
        promoter_user_id=promoter_user_id,
        include_available=include_available,
        include_maybe=include_maybe,
        dry_run=dry_run,
        exclusive_day=one_a_day,
        zone_name=evening.zone.key,
        reminder_time=evening.reminder,
        start_time=evening.start,
        schedule=schedule,
        max_attempts=max_attempts,
        now=now,
    )
    if created is None:
        raise NobodyToAsk
    return Created(*created, schedule)


async def read_campaign(connection: Connection, day: date, viewer_user_id: int) -> Campaign | None:
    """The campaign of `day` that concerns a viewer most, with its jobs; None when there is none.

    Their own that stands comes first, then anybody's that stands, then a cancelled one; somebody
    else's dry run concerns nobody.
    """
    found = await campaign_store.find_campaign_of_day(connection, day, viewer_user_id)
    if found is None:
        return None
    return await _with_jobs(connection, found)


async def _with_jobs(connection: Connection, campaign: Campaign) -> Campaign:
    jobs, counts = await report_store.list_jobs(connection, campaign.id)
    return replace(campaign, jobs=jobs, counts=counts)


def may_cancel(campaign: Campaign, user_id: int, *, admin: bool) -> bool:
    """Whether somebody may cancel a campaign (with its jobs) now: its promoter or an admin.

    While it is not over; one that has failed and a dry run also later, which frees the promoter's
    day.
    """
    if campaign.promoter_user_id != user_id and not admin:
        return False
    if campaign.status == "cancelled":
        return False
    if campaign.dry_run or campaign.status == "failed":
        return True
    return any(job.status in ("pending", "running") for job in campaign.jobs)


async def cancel_campaign(
    connection: Connection, campaign_id: int, user_id: int, now: datetime, *, admin: bool
) -> Campaign:
    """Stop what has not been sent and free the day's slot; call it inside a transaction.

    Cancelling twice is cancelling once.

    Raises:
        CampaignNotFound: there is none with this id.
        NotYourCampaign: somebody else's, and this is no admin.
        CampaignOver: nothing is left to stop.
    """
    found = await campaign_store.lock_campaign(connection, campaign_id)
    if found is None:
        raise CampaignNotFound
    if found.promoter_user_id != user_id and not admin:
        raise NotYourCampaign
    found = await _with_jobs(connection, found)
    if found.status == "cancelled":
        return found
    if not may_cancel(found, user_id, admin=admin):
        raise CampaignOver
    job_ids = await campaign_store.cancel_campaign(connection, campaign_id, user_id, now)
    await notifications.cancel_rows(connection, job_ids, now)
    return await _with_jobs(connection, replace(found, status="cancelled", updated_at=now))


async def has_campaign(connection: Connection, user_id: int, campaign_id: int) -> bool:
    """Whether somebody started the campaign with this id; False where there is none."""
    return await campaign_store.has_campaign(connection, user_id, campaign_id)


async def list_campaigns(
    connection: Connection, most: int, before: int | None
) -> list[PastCampaign]:
    """The latest campaigns for the promoters' history, newest first; older ones with `before`."""
    return await report_store.list_campaigns(connection, most, before)


async def list_failed_jobs(connection: Connection, first: date, last: date) -> list[FailedJob]:
    """The jobs of `[first, last]`'s campaigns that could not be run, the latest day first."""
    return await report_store.list_failed_jobs(connection, first, last)
