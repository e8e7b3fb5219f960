"""Shapes of how everything does."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from muster.health.rules import Verdict
from muster.health.service import PartName
from website.backend.schemas.common import Shape

State = Literal["ok", "off", "warn", "fail"]
STATES: dict[Verdict, State] = {
    Verdict.OK: "ok",
    Verdict.OFF: "off",
    Verdict.WARN: "warn",
    Verdict.FAIL: "fail",
}


class FindingShape(Shape):
    """One line: what was looked at, how it stands, and what to do about it."""

    state: State
    subject: str
    text: str


class PartShape(Shape):
    """What was found at one place."""

    part: PartName
    findings: list[FindingShape]


class HealthReport(Shape):
    """How everything does, by place; no secret is in it."""

    at: datetime.datetime
    state: State = Field(description="The worst of all lines.")
    parts: list[PartShape]
