"""Shapes of the sandbox: who one may be, and what would have been sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from muster.channels.rules import ChannelType
from muster.sandbox.rules import Role
from muster.setting_values import LAST_SNOWFLAKE
from muster.words import words
from website.backend.schemas.common import RequestBody, Shape, text

say = words("input")


def _snowflake(value: object) -> object:
    valid = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20
    if not valid or not 0 < int(str(value)) <= LAST_SNOWFLAKE:
        raise ValueError(say("must-be-discord-id"))
    return value


SnowflakeText = Annotated[str, BeforeValidator(_snowflake)]


class PersonaShape(Shape):
    discord_user_id: str
    username: str
    display_name: str
    role: Role
    description: str
    linked_player: str | None


class Personas(Shape):
    personas: list[PersonaShape]


class SandboxLoginBody(RequestBody):
    discord_user_id: SnowflakeText
    username: text(1, 64) | None = None  # type: ignore[valid-type]  # a constrained str made by a function


class AnswerShape(Shape):
    """An answer that a message carries; `data` is what pressing it sends."""

    label: str
    data: str


class SentShape(Shape):
    """What the sandbox would have sent; `address` is masked where it is contact data."""

    id: int
    user_id: int | None
    recipient_name: str | None
    channel_type: ChannelType
    address: str
    text: str
    link: str | None
    sent_at: datetime
    answers: list[AnswerShape]


class PressBody(RequestBody):
    data: text(1, 100)  # type: ignore[valid-type]  # a constrained str made by a function


class Pressed(Shape):
    """What whoever pressed is told; `replaces`: the message says it from now on."""

    text: str
    replaces: bool
