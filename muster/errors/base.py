"""What all expected failures have in common, and the general ones of each HTTP status."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self

from muster.words import Language, Words, words

say = words("errors")


class MusterError(Exception):
    """An expected failure.

    Attributes:
        status: the HTTP status of the contract's section 3.
        code: a stable word that programs may compare.
        detail: one sentence a person can act on; never holds a secret or contact data. Whoever
            knows the reader says it in their language; `str` of the error is English.
        retry_after: whole seconds after which trying again makes sense, or None.
        reason: what the log says besides `code`, where somebody else's refusal is behind it.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    detail: Words = say("internal-error")
    reason: str | None = None

    def __init__(self, detail: Words | None = None, *, retry_after: int | None = None) -> None:
        if detail is not None:
            self.detail = detail
        self.retry_after = retry_after
        super().__init__(self.detail)

    def __str__(self) -> str:
        return str(self.detail)

    def beside(self, language: Language) -> dict[str, Any]:
        """More members for the error's body, as its reader is told; none by default."""
        return {}


class OperatorError(MusterError):
    """An expected failure that the operator reads, in English, on a terminal or in a log.

    Whoever else meets it is told what `detail` says of any mistake of ours, and the log has it.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = self.reason = text

    def __str__(self) -> str:
        return self.text


class NotSignedIn(MusterError):
    status = 401
    code = "not_signed_in"
    detail = say("not-signed-in")


class Forbidden(MusterError):
    status = 403
    code = "forbidden"
    detail = say("forbidden")


class NotFound(MusterError):
    status = 404
    code = "not_found"
    detail = say("not-found")


class Conflict(MusterError):
    status = 409
    code = "conflict"
    detail = say("conflict")


class FieldProblem(NamedTuple):
    """What is wrong with one input: its name in the API, and words to stand beside it."""

    field: str
    message: Words


class InvalidInput(MusterError):
    """Input that does not fit.

    `errors` lists what is wrong, answered as ``{"field", "message"}`` each; values are never
    repeated.
    """

    status = 422
    code = "invalid_input"
    detail = say("invalid-input")

    def __init__(self, detail: Words | None = None, *, errors: Iterable[FieldProblem] = ()) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)

    @classmethod
    def of(cls, *problems: FieldProblem) -> Self:
        """The error for what is wrong with some inputs; `detail` names the first."""
        field, message = problems[0]
        detail = say("field-problem", field=field, problem=message) if field else None
        return cls(detail, errors=problems)

    def beside(self, language: Language) -> dict[str, Any]:
        if not self.errors:
            return {}
        said = [(each.field, each.message.in_language(language)) for each in self.errors]
        return {"errors": [{"field": field, "message": message} for field, message in said]}


class RateLimited(MusterError):
    status = 429
    code = "rate_limited"
    detail = say("rate-limited")


class Unavailable(MusterError):
    status = 503
    code = "unavailable"
    detail = say("unavailable")
