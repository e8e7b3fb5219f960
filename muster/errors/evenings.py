"""What can go wrong with answers, evenings, campaigns, calls and the planning room."""

from __future__ import annotations

from typing import Any

from muster.errors.base import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    RateLimited,
    Unavailable,
)
from muster.words import Language, words

say = words("eveningErrors")


class NotYourCampaign(Forbidden):
    code = "not_your_campaign"
    detail = say("not-your-campaign")


class NotTeamEditor(Forbidden):
    code = "not_team_editor"
    detail = say("not-team-editor")


class CampaignNotFound(NotFound):
    code = "campaign_not_found"
    detail = say("campaign-not-found")


class NoPlanningRoom(NotFound):
    code = "no_planning_room"
    detail = say("no-planning-room")


class NoRecord(NotFound):
    code = "no_record"
    detail = say("no-record")


class SuggestionNotFound(NotFound):
    code = "suggestion_not_found"
    detail = say("suggestion-not-found")


class AnswerOvertaken(Conflict):
    code = "answer_overtaken"
    detail = say("answer-overtaken")


class CampaignExists(Conflict):
    code = "campaign_exists"
    detail = say("campaign-exists")


class DayHasCampaign(Conflict):
    code = "day_has_campaign"
    detail = say("day-has-campaign")


class NobodyToAsk(Conflict):
    code = "nobody_to_ask"
    detail = say("nobody-to-ask")


class CampaignOver(Conflict):
    code = "campaign_over"
    detail = say("campaign-over")


class NoSession(Conflict):
    code = "no_session"
    detail = say("no-session")


class CallExists(Conflict):
    code = "call_exists"
    detail = say("call-exists")


class NobodyMissing(Conflict):
    code = "nobody_missing"
    detail = say("nobody-missing")


class SessionBegun(Conflict):
    code = "session_begun"
    detail = say("session-begun")


class EveningNotBegun(Conflict):
    code = "evening_not_begun"
    detail = say("evening-not-begun")


class EveningTold(Conflict):
    code = "evening_told"
    detail = say("evening-told")


class EveningForgotten(Conflict):
    code = "evening_forgotten"
    detail = say("evening-forgotten")


class NoCall(Conflict):
    code = "no_call"
    detail = say("no-call")


class PlanningLocked(Conflict):
    code = "planning_locked"
    detail = say("planning-locked")


class PlanningNotOpen(Conflict):
    code = "planning_not_open"
    detail = say("planning-not-open")


class SuggestionTaken(Conflict):
    code = "name_taken_here"
    detail = say("name-taken-here")


class RoomFullOfSuggestions(Conflict):
    code = "room_full_of_suggestions"
    detail = say("room-full-of-suggestions")


class TooFewPlayers(Conflict):
    code = "too_few_players"
    detail = say("too-few-players")


class DraftChanged(Conflict):
    """Somebody saved a draft after the one that this one was made from.

    `state` is what the planning room is like now, ready to be shown.
    """

    code = "draft_changed"
    detail = say("draft-changed")

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.state = state

    def beside(self, language: Language) -> dict[str, Any]:
        return {} if self.state is None else {"state": self.state}


class DateInPast(InvalidInput):
    code = "date_in_past"
    detail = say("date-in-past")


class DateTooFar(InvalidInput):
    code = "date_too_far"
    detail = say("date-too-far")


class ArrivalInvalid(InvalidInput):
    code = "invalid_arrival"
    detail = say("invalid-arrival")


class ConditionInvalid(InvalidInput):
    code = "invalid_condition"
    detail = say("invalid-condition")


class RangeInvalid(InvalidInput):
    code = "invalid_range"
    detail = say("invalid-range")


class RangeTooLong(InvalidInput):
    code = "range_too_long"
    detail = say("range-too-long")


class NotInPool(InvalidInput):
    code = "not_in_pool"
    detail = say("not-in-pool")


class TooManySuggestions(RateLimited):
    code = "too_many_suggestions"
    detail = say("too-many-suggestions")


class PromotionsOff(Unavailable):
    code = "promotions_off"
    detail = say("promotions-off")
