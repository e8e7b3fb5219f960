"""`/api/availability/promotions`: asking people, and what became of it (contract, section 7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from limits import RateLimitItem, RateLimitItemPerMinute
from pydantic import TypeAdapter, ValidationError

from muster.errors import NotYourCampaign
from muster.identity.rules import Viewer, is_admin
from muster.promotions import service
from muster.promotions.job_words import job_sentence
from muster.promotions.rules import Campaign, Counts, Job, PastCampaign, Schedule
from muster.words import Language
from website.backend.dependencies import (
    AskedLanguage,
    ChangingPromoter,
    Guard,
    GuardedRoute,
    Promoter,
    SignedInViewer,
    WebsiteNeeded,
    may_promote,
)
from website.backend.schemas.availability import IsoDate
from website.backend.schemas.common import error_answers
from website.backend.schemas.promotions import (
    HISTORY_MOST,
    AnswerPreview,
    CampaignAnswer,
    CampaignBody,
    CampaignCancelled,
    CampaignCreated,
    CampaignHistory,
    CampaignId,
    CampaignShape,
    ChannelsSummary,
    JobShape,
    OutcomeCounts,
    PastCampaignShape,
    PromotionPreview,
    RecipientPreview,
    ScheduledTimes,
    VoiceResult,
)
from website.backend.state import Website, website_of

_PREVIEWS = RateLimitItemPerMinute(60)
_CHANGES = RateLimitItemPerMinute(20)
_CAMPAIGN_ID: TypeAdapter[int] = TypeAdapter(CampaignId)

router = APIRouter(
    prefix="/api/availability/promotions", tags=["promotions"], route_class=GuardedRoute
)


class _CancellerGuard(Guard):
    """Lets pass promoters, admins and who started the campaign.

    Raises:
        NotYourCampaign: anybody else, whether or not there is a campaign with this id: they do not
            learn which campaigns exist.
    """

    async def __call__(self, request: Request) -> Viewer | None:
        viewer = await super().__call__(request)
        assert viewer is not None
        website = website_of(request)
        if may_promote(website, viewer) or _is_admin(website, viewer):
            return viewer
        try:
            campaign_id = _CAMPAIGN_ID.validate_python(request.path_params["campaign_id"])
        except ValidationError:
            raise NotYourCampaign from None
        async with website.database.connection() as connection:
            if not await service.has_campaign(connection, viewer.user_id, campaign_id):
                raise NotYourCampaign
        return viewer


_Canceller = Annotated[Viewer, Depends(_CancellerGuard(signed_in=True, changes=True))]


@router.get(
    "/preview",
    summary="Whom a campaign would ask now",
    responses=error_answers(401, 403, 422, 429),
)
async def preview_campaign(
    website: WebsiteNeeded,
    viewer: Promoter,
    include_available: Annotated[bool, Query(description="AVAILABLE too.")] = False,
    include_maybe: Annotated[bool, Query(description="MAYBE too.")] = False,
) -> PromotionPreview:
    """LOOKING first, then in the order in which people answered."""
    service.check_enabled(website.settings)
    await _limit(website, _PREVIEWS, "promotion preview", viewer)
    day = website.clock.today()
    evening = (await website.evenings.read()).on(day)
    async with website.database.connection() as connection:
        found = await service.preview(
            connection,
            viewer.user_id,
            evening,
            website.clock.now(),
            include_available=include_available,
            include_maybe=include_maybe,
        )
    voice_check = website.settings.availability_promotion_voice_check_enabled
    return PromotionPreview(
        campaign_date=day,
        target_time_cet=f"{evening.start:%H:%M}",
        reminder_time_cet=f"{evening.reminder:%H:%M}",
        recipient_count=len(found.candidates),
        channels_summary=ChannelsSummary.model_validate(found.channels_summary),
        recipients_preview=[
            RecipientPreview.of(each, selected_channel=each.channel_type)
            for each in found.candidates
        ],
        scheduled_times=_times(found.schedule),
        dry_run_default=website.settings.availability_promotion_dry_run_default,
        voice_check=voice_check,
        others_ask=found.others_ask,
        answers=[AnswerPreview.of(each, people=each.people) for each in found.answers],
        short_by=found.short_by,
        reached_count=len(found.reached),
        told_at=[each.told_at for each in found.candidates],
        you_told_at=found.promoter_told_at,
        reminds=found.schedule.reminds,
        follows_up=voice_check and found.schedule.follows_up,
    )


@router.post(
    "/campaigns",
    status_code=201,
    summary="Ask the people of today",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def create_campaign(
    website: WebsiteNeeded, viewer: ChangingPromoter, body: CampaignBody
) -> CampaignCreated:
    """A snapshot of its recipients and three jobs, all of it or nothing."""
    service.check_enabled(website.settings)
    await _limit(website, _CHANGES, "campaign change", viewer)
    settings = website.settings
    day = website.clock.today()
    evening = (await website.evenings.read()).on(day)
    dry_run = service.is_dry_run(body.dry_run, settings)
    # All that is stored is stored by one statement.
    async with website.database.connection() as connection:
        created = await service.create_campaign(
            connection,
            viewer.user_id,
            evening,
            website.clock.now(),
            include_available=body.include_available,
            include_maybe=body.include_maybe,
            dry_run=dry_run,
            one_a_day=settings.availability_promotion_global_cooldown,
            max_attempts=settings.availability_promotion_job_max_attempts,
        )
    return CampaignCreated(
        campaign_id=created.campaign_id,
        campaign_date=day,
        recipient_count=created.recipient_count,
        channels_summary=ChannelsSummary.model_validate(created.channels_summary),
        scheduled_times=_times(created.schedule),
        dry_run=dry_run,
    )


@router.get(
    "/campaign",
    summary="The campaign of a day",
    responses=error_answers(401, 422),
)
async def read_campaign(
    website: WebsiteNeeded,
    viewer: SignedInViewer,
    language: AskedLanguage,
    day: Annotated[IsoDate | None, Query(alias="date", description="Today if not given.")] = None,
) -> CampaignAnswer:
    """The viewer's own that stands, else anybody's that stands, else a cancelled one."""
    asked = website.clock.today() if day is None else day
    return await campaign_of(website, viewer, asked, language)


async def campaign_of(
    website: Website, viewer: Viewer, day: date, language: Language
) -> CampaignAnswer:
    """The campaign of `day` that concerns this viewer most."""
    async with website.database.connection() as connection:
        found = await service.read_campaign(connection, day, viewer.user_id)
    return CampaignAnswer(
        campaign=None if found is None else _shape(website, found, viewer, language)
    )


@router.post(
    "/campaigns/{campaign_id}/cancel",
    summary="Stop what a campaign has not sent",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def cancel_campaign(
    website: WebsiteNeeded,
    viewer: _Canceller,
    language: AskedLanguage,
    campaign_id: CampaignId,
) -> CampaignCancelled:
    """For its promoter and for admins; it frees the day, and twice is once."""
    await _limit(website, _CHANGES, "campaign change", viewer)
    async with website.database.transaction() as connection:
        cancelled = await service.cancel_campaign(
            connection,
            campaign_id,
            viewer.user_id,
            website.clock.now(),
            admin=_is_admin(website, viewer),
        )
    return CampaignCancelled(campaign=_shape(website, cancelled, viewer, language))


@router.get(
    "/campaigns",
    summary="Earlier campaigns",
    responses=error_answers(401, 403, 422),
)
async def list_campaigns(
    website: WebsiteNeeded,
    viewer: Promoter,
    limit: Annotated[int, Query(ge=1, le=HISTORY_MOST)] = 30,
    before: Annotated[CampaignId | None, Query(description="Those with a lower id.")] = None,
) -> CampaignHistory:
    """Everybody's, newest first."""
    async with website.database.connection() as connection:
        found = await service.list_campaigns(connection, limit + 1, before)
    return CampaignHistory(
        campaigns=[_past_shape(each) for each in found[:limit]], more=len(found) > limit
    )


# --- what the routes share ------------------------------------------------------------------------


async def _limit(website: Website, limit: RateLimitItem, name: str, viewer: Viewer) -> None:
    await website.rate_limits.check(limit, name, str(viewer.user_id))


def _is_admin(website: Website, viewer: Viewer) -> bool:
    return is_admin(viewer, website.settings.admin_discord_ids)


def _times(schedule: Schedule) -> ScheduledTimes:
    return ScheduledTimes(
        reminder_2045_cet=schedule.reminder_at,
        start_2100_cet=schedule.start_at,
        voice_check_after_start=schedule.voice_check_at,
    )


def _shape(
    website: Website, campaign: Campaign, viewer: Viewer, language: Language
) -> CampaignShape:
    """What `viewer` may see of a campaign: details of failures are for promoters."""
    details = may_promote(website, viewer)
    return CampaignShape.of(
        campaign,
        target_start_time=f"{campaign.target_start_time:%H:%M}",
        channels_summary=ChannelsSummary.model_validate(campaign.channels_summary),
        jobs=[_job_shape(job, language, details=details) for job in campaign.jobs],
        counts=_counts(campaign.counts, details=details),
        voice=_voice(campaign.voice_expected, campaign.voice_present),
        mine=campaign.promoter_user_id == viewer.user_id,
        can_cancel=service.may_cancel(campaign, viewer.user_id, admin=_is_admin(website, viewer)),
    )


def _job_shape(job: Job, language: Language, *, details: bool) -> JobShape:
    return JobShape.of(
        job,
        last_error=job_sentence(job.last_error, language) if details and job.last_error else None,
        counts=_counts(job.counts, details=details),
    )


def _counts(counts: Counts, *, details: bool) -> OutcomeCounts:
    return OutcomeCounts.of(
        counts,
        skipped=counts.skipped_in_all,
        failed=counts.failed if details else counts.failed + counts.unknown,
        unknown=counts.unknown if details else 0,
        skipped_by_reason=dict(counts.skipped) if details else {},
    )


def _voice(expected: int | None, present: int | None) -> VoiceResult | None:
    if expected is None or present is None:
        return None
    return VoiceResult(expected=expected, present=present)


def _past_shape(campaign: PastCampaign) -> PastCampaignShape:
    return PastCampaignShape.of(
        campaign,
        counts=_counts(campaign.counts, details=True),
        voice=_voice(campaign.voice_expected, campaign.voice_present),
    )
