"""Shapes of campaigns (contract, section 7). None of them names a recipient but the preview."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from muster.availability.rules import Status
from muster.channels.rules import ChannelType
from muster.notifications.rules import Reason
from muster.promotions.rules import CampaignStatus, JobStatus, JobType
from website.backend.schemas.channels import Switch
from website.backend.schemas.common import RequestBody, Shape

LAST_ID = 2**63 - 1
HISTORY_MOST = 100

CampaignId = Annotated[int, Field(ge=1, le=LAST_ID)]
WallTime = Annotated[str, Field(description="HH:MM, the community's wall clock.")]


class ChannelsSummary(Shape):
    """How many would be, or were to be, written to on each channel."""

    discord: int = 0
    telegram: int = 0
    signal: int = 0
    push: int = 0


class ScheduledTimes(Shape):
    """When the jobs run; the names say the default times, the values are the real ones."""

    reminder_2045_cet: datetime
    start_2100_cet: datetime
    voice_check_after_start: datetime


class RecipientPreview(Shape):
    """Somebody who would be asked; never an address."""

    display_name: str
    status: Status
    selected_channel: ChannelType


class AnswerPreview(Shape):
    """What asking those who gave one answer would bring; each of them is counted once."""

    status: Status
    people: int = Field(description="How many gave this answer.")
    reached: int = Field(description="How many of them would hear something.")
    told: int = Field(description="How many were told by another campaign, or will be.")
    told_at: datetime | None = Field(description="When the last of those was, or will be.")
    not_agreed: int = Field(description="How many have not agreed to be asked.")
    no_channel: int = Field(description="How many agreed, and no channel leads to them.")


class PromotionPreview(Shape):
    """Whom a campaign that is created now would ask, and when."""

    campaign_date: date
    target_time_cet: WallTime
    reminder_time_cet: WallTime
    recipient_count: int
    channels_summary: ChannelsSummary
    recipients_preview: list[RecipientPreview]
    scheduled_times: ScheduledTimes
    dry_run_default: bool = Field(description="What `dry_run` is where nobody says.")
    voice_check: bool = Field(description="Whether somebody looks who is in voice.")
    others_ask: bool = Field(
        description="Somebody else's campaign asks today; who hears from it is not told twice."
    )
    answers: list[AnswerPreview] = Field(
        description="LOOKING, AVAILABLE and MAYBE, whichever of them are asked for."
    )
    short_by: int = Field(description="How many LOOKING are missing to a ready session.")
    reached_count: int = Field(
        description="How many of the recipients would hear something: no other campaign tells them."
    )
    told_at: list[datetime | None] = Field(
        description="For each of `recipients_preview`, when another campaign told them or will;"
        " null for those whom this one would tell something."
    )
    you_told_at: datetime | None = Field(
        description="When the viewer was told, or will be, where a dry run would tell them nothing."
    )
    reminds: bool = Field(
        description="Whether the reminder is sent: not where it is late and the start is near."
    )
    follows_up: bool = Field(
        description="Whether those missing in voice hear once more: not where the start is late."
    )


class CampaignBody(RequestBody):
    """LOOKING is always asked."""

    include_available: Switch = False
    include_maybe: Switch = False
    dry_run: Switch | None = Field(
        default=None,
        description="Ask the initiator alone; AVAILABILITY_PROMOTION_DRY_RUN_DEFAULT if not given.",
    )


class CampaignCreated(Shape):
    success: Literal[True] = True
    campaign_id: int
    campaign_date: date
    status: Literal["scheduled"] = "scheduled"
    recipient_count: int
    channels_summary: ChannelsSummary
    scheduled_times: ScheduledTimes
    dry_run: bool


class OutcomeCounts(Shape):
    """What became of the people of a job or of a whole campaign, each counted once."""

    pending: int
    delivered: int
    skipped: int
    failed: int = Field(description="For those who are no promoters, the unknown ones too.")
    unknown: int = Field(description="Nobody can tell whether it arrived; promoters only.")
    skipped_by_reason: dict[Reason, int] = Field(description="Promoters only.")


class JobShape(Shape):
    id: int
    job_type: JobType
    run_at: datetime
    status: JobStatus
    attempts: int
    max_attempts: int
    last_error: str | None = Field(description="One sentence; promoters only.")
    sent_at: datetime | None
    counts: OutcomeCounts


class VoiceResult(Shape):
    """Of those asked who had not withdrawn when voice was looked at, how many were there."""

    expected: int
    present: int


class CampaignShape(Shape):
    """A campaign with its jobs in the order in which they run; never a recipient."""

    id: int
    campaign_date: date
    target_timezone: str
    target_start_time: WallTime
    include_available: bool
    include_maybe: bool
    dry_run: bool
    status: CampaignStatus
    recipient_count: int
    channels_summary: ChannelsSummary
    jobs: list[JobShape]
    counts: OutcomeCounts = Field(
        description="What became of its people by the reminder and the start together."
    )
    over: bool = Field(description="Whether nothing more will come of it.")
    voice: VoiceResult | None = Field(description="Null until voice was read.")
    mine: bool = Field(description="Whether the viewer started it.")
    can_cancel: bool = Field(description="Whether the viewer may cancel it now.")
    created_at: datetime
    updated_at: datetime


class CampaignAnswer(Shape):
    """The day's campaign that concerns the viewer most; null when there is none."""

    campaign: CampaignShape | None


class CampaignCancelled(Shape):
    success: Literal[True] = True
    campaign: CampaignShape


class PastCampaignShape(Shape):
    """One line of the history; `counts` are of the reminder and the start together."""

    id: int
    campaign_date: date
    promoter_name: str | None = Field(description="Null where the promoter is no longer linked.")
    dry_run: bool
    status: CampaignStatus
    over: bool = Field(description="Whether nothing more will come of it.")
    recipient_count: int
    counts: OutcomeCounts
    looking_afterwards: int = Field(
        description="Who said LOOKING for that day after the first message had arrived; 0 where"
        " none did, and for dry runs."
    )
    voice: VoiceResult | None
    created_at: datetime


class CampaignHistory(Shape):
    """Newest first; `more` says whether there are older ones (`before` the last id)."""

    campaigns: list[PastCampaignShape]
    more: bool
