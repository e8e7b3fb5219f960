"""Why a chat service did not, or not certainly, do what it was asked: one word each. Pure.

Rules decide by what a word means and whom it blames. The words themselves are stored (ledger, send
logs, scheduled events), shown on the page and labels of metrics, so none of them ever changes. Old
rows may hold words that are none any more: what is read back is text, and compares as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Blame(Enum):
    """Who would have to do something for the same request to work."""

    PERSON = "person"
    """The recipient: their address is none, or they let nobody, or not us, write to them."""

    SERVICE = "service"
    """Nobody: the service is away, has failed or wants patience, and that passes."""

    OPERATOR = "operator"
    """Whoever set up this community: a token, a right, a channel, a place on its server."""

    OURS = "ours"
    """We: what we asked for does not fit, is about something that is no more, or failed in here."""


class Meaning(Enum):
    """What follows from a word whoever is to blame."""

    AWAY = "away"
    """The service cannot be reached, or gave no answer."""

    UNWELCOME = "unwelcome"
    """The service lets us do nothing at all until somebody has seen to it."""

    GONE = "gone"
    """What the request was about is not there any more."""

    OVER = "over"
    """What the request was about has ended."""

    OTHER = "other"
    """Nothing but that this request was not done."""


class RefusalCode(StrEnum):
    """One word of the vocabulary; docs/operations/refusals.md has the answers behind them.

    Attributes:
        blames: who would have to act.
        means: what follows from it.
    """

    blames: Blame
    means: Meaning

    def __new__(cls, word: str, blames: Blame, means: Meaning = Meaning.OTHER) -> RefusalCode:
        code = str.__new__(cls, word)
        code._value_ = word
        code.blames, code.means = blames, means
        return code

    # The recipient.
    DMS_CLOSED = "dms_closed", Blame.PERSON
    BOT_BLOCKED = "bot_blocked", Blame.PERSON
    UNKNOWN_RECIPIENT = "unknown_recipient", Blame.PERSON
    NOT_A_MEMBER = "not_a_member", Blame.PERSON

    # The service.
    REFUSED_CONNECTION = "refused_connection", Blame.SERVICE, Meaning.AWAY
    CONNECTION_LOST = "connection_lost", Blame.SERVICE, Meaning.AWAY
    TIMEOUT = "timeout", Blame.SERVICE, Meaning.AWAY
    SERVICE_ERROR = "service_error", Blame.SERVICE
    UNREADABLE_ANSWER = "unreadable_answer", Blame.SERVICE
    FORBIDDEN = "forbidden", Blame.SERVICE
    RATE_LIMITED = "rate_limited", Blame.SERVICE
    REFUSALS_SPENT = "refusals_spent", Blame.SERVICE
    TOO_MANY_EDITS = "too_many_edits", Blame.SERVICE
    BARRED = "barred", Blame.SERVICE

    # The operator.
    BAD_TOKEN = "bad_token", Blame.OPERATOR, Meaning.UNWELCOME
    QUARANTINED = "quarantined", Blame.OPERATOR, Meaning.UNWELCOME
    NO_BOT = "no_bot", Blame.OPERATOR
    NO_ACCESS = "no_access", Blame.OPERATOR
    NO_PARENT_CHANNEL = "no_parent_channel", Blame.OPERATOR
    WRONG_CHANNEL = "wrong_channel", Blame.OPERATOR
    UNKNOWN_SERVER = "unknown_server", Blame.OPERATOR
    THREAD_FULL = "thread_full", Blame.OPERATOR
    THREAD_LOCKED = "thread_locked", Blame.OPERATOR
    TOO_MANY_THREADS = "too_many_threads", Blame.OPERATOR
    TOO_MANY_EVENTS = "too_many_events", Blame.OPERATOR
    CONFLICT = "conflict", Blame.OPERATOR
    NO_TELEGRAM_SERVER = "no_telegram_server", Blame.OPERATOR
    NO_SIGNAL_SERVER = "no_signal_server", Blame.OPERATOR
    OUTDATED_SIGNAL_CLI = "outdated_signal_cli", Blame.OPERATOR
    CAPTCHA_REQUIRED = "captcha_required", Blame.OPERATOR
    UNTRUSTED_IDENTITY = "untrusted_identity", Blame.OPERATOR

    # We.
    MESSAGE_REFUSED = "message_refused", Blame.OURS
    UNKNOWN_MESSAGE = "unknown_message", Blame.OURS, Meaning.GONE
    UNKNOWN_EVENT = "unknown_event", Blame.OURS, Meaning.GONE
    EVENT_OVER = "event_over", Blame.OURS, Meaning.OVER
    LEASE_RAN_OUT = "lease_ran_out", Blame.OURS
    DATABASE_UNAVAILABLE = "database_unavailable", Blame.OURS
    UNEXPECTED = "unexpected", Blame.OURS


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something could not be done, or not certainly.

    Attributes:
        permanent: the same request is refused again.
        outage: the service is not there (`is_outage`).
        retry_after: seconds that it asks us to wait, or None.
    """

    code: RefusalCode
    permanent: bool = False
    outage: bool = False
    retry_after: float | None = None


def is_outage(code: RefusalCode, *, maybe_sent: bool, everyone: bool) -> bool:
    """Whether a refusal says that the service is not there, and so passes by itself.

    It gave no answer, cannot be reached, or makes everybody wait. Where it lets us do nothing at
    all until somebody has seen to it, everybody waits too, and that is none.

    Args:
        maybe_sent: the request was written and no answer said that it was refused.
        everyone: the refusal concerns all requests.
    """
    if maybe_sent or code.means is Meaning.AWAY:
        return True
    return everyone and code.means is not Meaning.UNWELCOME
