"""What several features' shapes share."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails

from muster.identity.rules import has_control_characters
from muster.words import words

say = words("input")


def _storable(text: str) -> str:
    """Text that PostgreSQL can hold: no NUL and no half of a surrogate pair."""
    if "\x00" in text:
        raise ValueError(say("no-nul"))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(say("must-be-unicode")) from None
    return text


Storable = AfterValidator(_storable)


def _one_line(text: str) -> str:
    if has_control_characters(text):
        raise ValueError(say("one-line"))
    return text


OneLine = AfterValidator(_one_line)


def text(minimum: int, maximum: int) -> Any:
    """Trimmed text of `minimum` to `maximum` characters."""
    return Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=minimum, max_length=maximum),
        Storable,
    ]


def check_something_known(value: object, known: Container[str]) -> None:
    """Refuse an object of which not a single member is known; an empty one asks for nothing.

    Raises:
        ValidationError: names each of its members.
    """
    if isinstance(value, Mapping) and value and not any(name in known for name in value):
        unknown: list[InitErrorDetails] = [
            {"type": "extra_forbidden", "loc": (str(name),), "input": None}
            for name in cast(Mapping[object, object], value)
        ]
        raise ValidationError.from_exception_data("body", unknown)


class RequestBody(BaseModel):
    """A request's body, or an object in one: types are not guessed.

    Unknown members are passed over, so that programs may send more than we read; a body in which
    nothing is known was meant for somebody else.
    """

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _check_something_known(cls, value: object) -> object:
        # What is needed and missing is said anyhow.
        if not any(field.is_required() for field in cls.model_fields.values()):
            check_something_known(value, cls.model_fields)
        return value


class Shape(BaseModel):
    """An answer, or an object in one, which is read off what the services return.

    Its first use builds it: building all of them would be a tenth of the start.
    """

    model_config = ConfigDict(from_attributes=True, defer_build=True)

    @classmethod
    def of(cls, source: object, **beside: object) -> Self:
        """Every field by its name, from `beside` or else from the attributes of `source`.

        A field that neither has keeps its default.
        """
        found = {
            name: getattr(source, name)
            for name in cls.model_fields
            if name not in beside and hasattr(source, name)
        }
        return cls.model_validate({**found, **beside})


class FieldError(BaseModel):
    model_config = ConfigDict(defer_build=True)

    field: str
    message: str


class ErrorAnswer(BaseModel):
    """Every failure: a sentence a person can act on, in the language that the request wants
    (`Accept-Language`), and a word that programs may compare.
    """

    # Every route names it several times, for its document alone.
    model_config = ConfigDict(defer_build=True)

    detail: str
    code: str
    errors: list[FieldError] | None = None


_MEANINGS = {
    401: "Not signed in.",
    403: "Not allowed, the header X-Requested-With: XMLHttpRequest is missing, or X-Muster-Viewer "
    "names somebody who is not signed in.",
    404: "There is no such thing.",
    409: "In conflict with what is stored.",
    421: "The request names another host than FRONTEND_ORIGIN's or this machine.",
    422: "The input does not fit.",
    429: "Too often; Retry-After says when to try again.",
    503: "A part is not configured or does not answer.",
}


def error_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """A route's error answers for its OpenAPI entry; 421 and 503 are always among them."""
    return {
        status: {"model": ErrorAnswer, "description": _MEANINGS[status]}
        for status in sorted({*statuses, 421, 503})
    }
