"""What the answers of signal-cli-rest-api mean (docs/operations/refusals.md). Pure.

It answers 201 also for a recipient that Signal refused, and 400 for almost anything that went wrong
behind it. In normal and native mode a 400 has all that signal-cli wrote, its log before its error,
so each line is judged by itself. As Signal remembers no request, a failure whose words do not prove
that nothing was sent counts as one by which the message may be out.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.chats.contract import TransportError, bad_token
from muster.refusals import RefusalCode

_RATE_SECONDS, _CAPTCHA_SECONDS, _WRONG_SERVER_SECONDS = 60.0, 3600.0, 3600.0
_LONGEST_WAIT_SECONDS = 7 * 86400.0

_MODES = ("normal", "native", "json-rpc", "json-rpc-native")
_NO_SENDER = (
    "specified account does not exist",
    "authorization failed",
    "not registered with json-rpc",
    "no local users found",
    "requires valid account",
    "invalid account (phone number)",
    "invalid username (phone number)",  # of older ones
)
# How a line begins where signal-cli, or the server before it, did not get as far as the message.
_BEFORE_SENDING = (
    "error while checking account",
    "error loading state file",
    "failed to read local accounts list",
    "failed to load local accounts file",
    "fork/exec ",  # signal-cli cannot be started
    "dial tcp ",  # to signal-cli, which is down
    "write tcp ",
)
_OUTDATED = ("deprecatedversion", "statuscode: 499")
"""Signal's answer to a client that is too old for it, to whatever it was asked."""

_NO_NUMBER = "invalid phone number '"
_UNREGISTERED = ("unregistered", "not registered", "unknown recipient", "no such user")
_UNTRUSTED = ("identity", "identities", "untrusted")
_SLOWER = ("rate limit", "ratelimit", "rate-limit", "too many")
_CAPTCHA = ("captcha", "proof required")
_INVALID = ("couldn't process request", "invalid phone", "please provide", "no recipients")
_BARE = "failed to send message"
_LOGGED = re.compile(r"(?:\S+ )?(?:\[[^\]]*\] )?(?:trace|debug|info|warn|error) +[\w.$]+ - ")
"""How a line of signal-cli's log begins, at any of its levels: it is about anything."""

_WAIT_IN_WORDS = re.compile(r"(?:wait|retry after)\W*([0-9]+)\W*s")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; `retry_after` is the header, as it stands there."""

    status: int
    body: bytes
    retry_after: str | None = None


def json_of(answer: Answer) -> Any:
    """The body; None where it is no JSON."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def message_id(answer: Answer, sender: str) -> str:
    """The message's id, its timestamp, of an answer to `/v2/send`.

    Raises:
        TransportError: it was not, or not certainly, sent.
    """
    told = json_of(answer)
    if answer.status == 201:
        # Most versions answer with one object, some with a list of one.
        result = told[0] if isinstance(told, list) and told else told
        if not isinstance(result, dict) or not result.get("timestamp"):
            raise TransportError(RefusalCode.UNREADABLE_ANSWER, maybe_sent=True)
        if (reason := _refused_because(result)) is not None:
            raise _refusal(reason, result)
        return str(result["timestamp"])
    if answer.status == 429:
        raise _slower(_words(told), told, answer)
    if answer.status == 400:
        raise _bad_request(told, sender)
    if answer.status < 500:
        # A proxy's answer, or the wrong server: /v2/send itself never gives one of these.
        raise no_signal_server()
    raise TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)


def says_nothing(answer: Answer) -> bool:
    """Whether a refusal names no cause: in json-rpc mode the server keeps it to itself."""
    return answer.status == 400 and any(
        line.startswith(_BARE) for line in _lines(_words(json_of(answer)))
    )


def is_about(answer: Answer) -> bool:
    """Whether an answer to `/v1/about` is that of signal-cli-rest-api."""
    told = json_of(answer)
    if answer.status != 200 or not isinstance(told, dict):
        return False
    # The oldest servers tell the versions of their API and no mode.
    return isinstance(told.get("versions"), list) or told.get("mode") in _MODES


def is_registered(answer: Answer, number: str) -> bool | None:
    """What an answer to `/v1/search` says of `number`; None where it does not say."""
    told = json_of(answer)
    if answer.status != 200 or not isinstance(told, list):
        return None
    for entry in told:
        if isinstance(entry, dict) and entry.get("number") == number:
            registered = entry.get("registered")
            return registered if isinstance(registered, bool) else None
    return None


def refuses_sender(answer: Answer, sender: str) -> bool:
    """Whether the server does not know the number that we send from, or Signal has unlinked it."""
    return answer.status == 400 and _no_sender(_lines(_words(json_of(answer))), sender)


def refuses_version(answer: Answer) -> bool:
    """Whether Signal does not take the server's version of signal-cli any more."""
    return answer.status == 400 and _is_outdated(_lines(_words(json_of(answer))))


def names_in(answer: Answer) -> list[tuple[str, str]]:
    """(number, account id) of every recipient whom the answer shows by both."""
    return [
        (each["number"], each["uuid"])
        for each in _objects(json_of(answer))
        if _is_text(each.get("number")) and _is_text(each.get("uuid"))
    ]


def no_signal_server() -> TransportError:
    """Something else answers at the address: nothing was sent, an operator has to act."""
    return TransportError(
        RefusalCode.NO_SIGNAL_SERVER, retry_after=_WRONG_SERVER_SECONDS, everyone=True
    )


def outdated_signal_cli() -> TransportError:
    """signal-cli is too old for Signal: nothing was sent, an operator has to act."""
    return TransportError(
        RefusalCode.OUTDATED_SIGNAL_CLI, retry_after=_WRONG_SERVER_SECONDS, everyone=True
    )


def _refused_because(result: dict[str, Any]) -> str | None:
    """Why the one recipient was refused under a 201; None when it was not."""
    errors = result.get("errors")
    refused = errors.get("recipients") if isinstance(errors, dict) else None
    if not isinstance(refused, list) or not refused:
        return None
    first = refused[0]
    return str(first.get("reason") or "") if isinstance(first, dict) else ""


def _bad_request(told: Any, sender: str) -> TransportError:
    lines = _lines(_words(told))
    if _no_sender(lines, sender):
        return bad_token()
    if _is_outdated(lines):
        return outdated_signal_cli()
    if any(line.startswith(_BEFORE_SENDING) for line in lines):
        return TransportError(RefusalCode.SERVICE_ERROR, everyone=True)
    if any(line.startswith(_NO_NUMBER) for line in lines):
        return TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
    if any(part in line for line in lines for part in _INVALID):
        return TransportError(RefusalCode.MESSAGE_REFUSED, permanent=True)
    return _refusal("\n".join(lines), told)


def _no_sender(lines: list[str], sender: str) -> bool:
    """Whether a line says so; that the sender stands in one and "registered" in another is none."""
    return any(
        (sender in line and "registered" in line) or any(part in line for part in _NO_SENDER)
        for line in lines
    )


def _is_outdated(lines: list[str]) -> bool:
    return any(part in line for line in lines for part in _OUTDATED)


def _refusal(reason: str, told: Any) -> TransportError:
    """A recipient's failure, by signal-cli's names for them or in words."""
    text = reason.lower().replace("_", " ")
    if any(words in text for words in _NO_SENDER):
        return bad_token()
    if _is_outdated([text]):
        return outdated_signal_cli()
    if any(words in text for words in _UNREGISTERED):
        return TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
    if any(words in text for words in (*_CAPTCHA, *_SLOWER)):
        return _slower(text, told)
    if any(words in text for words in _UNTRUSTED):
        # Their key changed; the operator decides about trust, so nobody is switched off for it.
        return TransportError(RefusalCode.UNTRUSTED_IDENTITY, permanent=True)
    if "pre key" in text or "prekey" in text:
        return TransportError(RefusalCode.MESSAGE_REFUSED, permanent=True)
    return TransportError(RefusalCode.SERVICE_ERROR, maybe_sent=True)


def _slower(words: str, told: Any, answer: Answer | None = None) -> TransportError:
    """The error where Signal wants us slower, or a captcha solved.

    An answer that wants a captcha says so, or has a challenge token; a blank token is none.
    """
    wait = _wait(words, told, answer)
    tokens = _values(told, ("challenge_tokens", "challenge_token", "token"))
    if any(_is_text(token) for token in tokens) or any(part in words for part in _CAPTCHA):
        # Until the operator has solved it, nobody gets anything.
        return TransportError(
            RefusalCode.CAPTCHA_REQUIRED, retry_after=wait or _CAPTCHA_SECONDS, everyone=True
        )
    return TransportError(
        RefusalCode.RATE_LIMITED, retry_after=wait or _RATE_SECONDS, everyone=True
    )


def _wait(words: str, told: Any, answer: Answer | None) -> float | None:
    """How long we are asked to wait, in seconds, wherever that stands; the longest counts."""
    said = [*_values(told, ("retryAfterSeconds", "retry_after_seconds", "retry_after"))]
    said += _WAIT_IN_WORDS.findall(words)
    if answer is not None:
        said.append(answer.retry_after)
    waits = [seconds for each in said if (seconds := _seconds(each)) is not None]
    return max(waits, default=None)


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    return min(max(1.0, seconds), _LONGEST_WAIT_SECONDS)


def _words(told: Any) -> str:
    """The server's words for what went wrong, in small letters."""
    words = told.get("error") if isinstance(told, dict) else None
    return words.strip().lower() if isinstance(words, str) else ""


def _lines(words: str) -> list[str]:
    """The lines that are no log of signal-cli's."""
    lines = (line.strip() for line in words.splitlines())
    return [line for line in lines if line and not _LOGGED.match(line)]


def _values(told: Any, keys: tuple[str, ...]) -> Iterator[Any]:
    """What stands under one of the keys, at any depth; the members of a list one by one."""
    for each in _objects(told):
        for key in keys:
            found = each.get(key)
            yield from found if isinstance(found, list) else [found]


def _objects(told: Any) -> Iterator[dict[str, Any]]:
    """Every object in the answer, at any depth."""
    waiting = [told]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
