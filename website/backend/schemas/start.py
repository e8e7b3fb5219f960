"""The shape of a page's first answer: the answers of other routes, by name."""

from __future__ import annotations

from pydantic import Field

from website.backend.schemas.availability import Access, AvailabilityAnswer
from website.backend.schemas.calls import CallToday
from website.backend.schemas.channels import AwayShape
from website.backend.schemas.common import Shape
from website.backend.schemas.community import Community
from website.backend.schemas.identity import Me
from website.backend.schemas.live_status import LiveStatusAnswer
from website.backend.schemas.planning import PlanningState
from website.backend.schemas.promotions import CampaignAnswer


class Start(Shape):
    """What a page needs to show tonight, each part as its own route answers this caller."""

    community: Community = Field(description="`/api/community`")
    access: Access = Field(description="`/api/availability/access`")
    me: Me | None = Field(description="`/auth/me`; null where nobody is signed in.")
    availability: AvailabilityAnswer = Field(
        description="`/api/availability` of today and the six days after it, with `include_users`."
    )
    live_status: LiveStatusAnswer = Field(description="`/api/live-status`")
    campaign: CampaignAnswer | None = Field(
        description="`/api/availability/promotions/campaign` of today; null where nobody is "
        "signed in."
    )
    call: CallToday | None = Field(
        description="`/api/calls/today`; null where nobody is signed in."
    )
    planning: PlanningState = Field(description="`/api/planning/today`")
    away: AwayShape | None = Field(
        description="`/api/availability/away`; null where the caller is not linked."
    )
