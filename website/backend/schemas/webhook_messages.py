"""Shapes of the messages that webhooks bring; for the API's own description alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field


class _OfEvening(BaseModel):
    date: date
    starts_at: datetime
    threshold: int = Field(description="How many have to be LOOKING.")


class SessionReadyData(_OfEvening):
    looking: int


class EveningShortData(_OfEvening):
    looking: int
    missing: int


class CallStartedData(_OfEvening):
    looking: int
    missing: int
    source: Literal["hand", "rule"] = Field(description="By a promoter, or by a weekday's rule.")


class TeamsSavedData(BaseModel):
    date: date
    draft_version: int = Field(description="Counts up with each draft that is saved.")
    side_a: int = Field(description="How many are on it.")
    side_b: int


class ResultRecordedData(_OfEvening):
    played: bool
    told_by: Literal["voice", "server", "hand"]
    said_yes: int
    came: int | None
    most_in_voice: int | None
    most_on_server: int | None


class TestData(BaseModel):
    """Nothing."""


class _Message(BaseModel):
    timestamp: datetime = Field(description="When it happened.")
    version: Literal[1]
    source: str = Field(description="The address of the page that it happened at.")


class SessionReadyMessage(_Message):
    """Enough are looking for tonight; once an evening."""

    type: Literal["session.ready"]
    data: SessionReadyData


class EveningShortMessage(_Message):
    """Too few are looking shortly before the start; once an evening.

    That is from when a call would begin by itself on, or else from an hour before the start.
    """

    type: Literal["evening.short"]
    data: EveningShortData


class CallStartedMessage(_Message):
    """Players are being called for tonight."""

    type: Literal["call.started"]
    data: CallStartedData


class TeamsSavedMessage(_Message):
    """A draft of two sides was saved in the planning room; each time."""

    type: Literal["teams.saved"]
    data: TeamsSavedData


class ResultRecordedMessage(_Message):
    """It is known whether an evening was played: an hour after its start, or when somebody says so.

    A correction is told as another one.
    """

    type: Literal["result.recorded"]
    data: ResultRecordedData


class TestMessage(_Message):
    """An admin tries whether messages arrive."""

    type: Literal["webhook.test"]
    data: TestData
