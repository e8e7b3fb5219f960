"""Shapes of what did not arrive; no address is in any of them."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from fastapi import Query
from pydantic import Field

from muster.notifications.deliveries import Trouble, Undelivered
from muster.words import Language
from website.backend.schemas.channels import ChannelType
from website.backend.schemas.common import Shape

Before = Annotated[
    int | None, Query(ge=1, le=2**63 - 1, description="Messages earlier than that of this id.")
]
State = Literal["failed", "unknown"]


class TroubleShape(Shape):
    """So many messages for one reason."""

    state: State
    code: str | None = Field(description="A word that stays; null where none is stored.")
    number: int
    meaning: str
    advice: str = Field(description="What to do about it.")

    @classmethod
    def told(cls, trouble: Trouble, language: Language) -> Self:
        return cls.of(
            trouble,
            meaning=trouble.meaning.in_language(language),
            advice=trouble.advice.in_language(language),
        )


class ChannelDayShape(Shape):
    """What became of one day's messages on one channel."""

    date: datetime.date
    channel_type: ChannelType
    sent: int
    failed: int
    unknown: int
    troubles: list[TroubleShape]


class FailedJobShape(Shape):
    """A campaign's job that could not be run, so that nothing was queued."""

    date: datetime.date
    job_type: str
    error: str
    people: int = Field(description="Who heard nothing by that.")


class Deliveries(Shape):
    """The latest day first; days on which nothing was to leave are left out."""

    first: datetime.date
    last: datetime.date
    days: list[ChannelDayShape]
    failed_jobs: list[FailedJobShape]
    in_doubt: str = Field(description="What `unknown` means.")


class UndeliveredShape(Shape):
    """One message that failed or is in doubt."""

    id: int
    name: str | None = Field(description="Null for an announcement, and for who is gone.")
    announcement: bool
    title: str
    channel_type: ChannelType
    state: State
    code: str | None
    meaning: str
    attempts: int
    at: datetime.datetime

    @classmethod
    def told(cls, message: Undelivered, language: Language) -> Self:
        return cls.of(
            message,
            title=message.title.in_language(language),
            meaning=message.meaning.in_language(language),
        )


class UndeliveredList(Shape):
    """The latest first."""

    messages: list[UndeliveredShape]
    more: bool = Field(description="Whether there are earlier ones: ask with `before`.")
