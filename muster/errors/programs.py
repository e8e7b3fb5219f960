"""What can go wrong with webhooks, and with the tokens by which other programs read."""

from __future__ import annotations

from typing import ClassVar

from muster.errors.base import Conflict, Forbidden, InvalidInput, MusterError, NotFound
from muster.words import Sentence, words

say = words("programErrors")


class ReadTokenInvalid(MusterError):
    status = 401
    code = "read_token_invalid"
    detail = say("read-token-invalid")


class WebhookNotFound(NotFound):
    code = "webhook_not_found"
    detail = say("webhook-not-found")


class ReadTokenNotFound(NotFound):
    code = "read_token_not_found"
    detail = say("read-token-not-found")


class ReadTokenNotEnough(Forbidden):
    code = "read_token_not_enough"
    detail = say("read-token-not-enough")


class TooManyWebhooks(Conflict):
    code = "too_many_webhooks"
    detail = say("too-many-webhooks")


class WebhookOff(Conflict):
    code = "webhook_off"
    detail = say("webhook-off")


class WebhookUnreadable(Conflict):
    code = "webhook_unreadable"
    detail = say("webhook-unreadable")


class TooManyReadTokens(Conflict):
    code = "too_many_read_tokens"
    detail = say("too-many-read-tokens")


class WebhookAddressRefused(InvalidInput):
    """An address that events are not sent to; `fault` says in a word why."""

    code = "webhook_address_refused"

    _SENTENCES: ClassVar[dict[str, Sentence]] = {
        "not_http": say("address-not-http"),
        "https_only": say("address-https-only"),
        "credentials": say("address-credentials"),
        "fragment": say("address-fragment"),
        "host": say("address-host"),
        "port": say("address-port"),
        "private": say("address-private"),
        "too_long": say("address-too-long"),
    }

    def __init__(self, fault: str) -> None:
        super().__init__(self._SENTENCES[fault])
