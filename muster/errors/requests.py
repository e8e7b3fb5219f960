"""What can go wrong with a request as such, with signing in, and with what a site has set up."""

from __future__ import annotations

from muster.errors.base import Forbidden, InvalidInput, MusterError, RateLimited, Unavailable
from muster.words import words

say = words("errors")


class CsrfHeaderMissing(Forbidden):
    code = "csrf_header_missing"
    detail = say("csrf-header-missing")


class ViewerChanged(Forbidden):
    code = "viewer_changed"
    detail = say("viewer-changed")


class LinkConfirmRefused(Forbidden):
    code = "link_confirm_refused"
    detail = say("link-confirm-refused")


class WrongHost(MusterError):
    """The request names another host than the site's (`FRONTEND_ORIGIN`)."""

    status = 421
    code = "wrong_host"

    def __init__(self, origin: str) -> None:
        super().__init__(say("wrong-host", origin=origin))


class BodyTooLarge(InvalidInput):
    code = "body_too_large"
    detail = say("body-too-large")


class TooManyPipelined(RateLimited):
    code = "too_many_pipelined"
    detail = say("too-many-pipelined")


class HeadTooSlow(MusterError):
    status = 408
    code = "head_too_slow"
    detail = say("head-too-slow")


class BodyTooSlow(MusterError):
    status = 408
    code = "body_too_slow"
    detail = say("body-too-slow")


class HeadTooLarge(MusterError):
    status = 431
    code = "head_too_large"
    detail = say("head-too-large")


class BodyFarTooLarge(MusterError):
    """Larger than the HTTP server takes; answered as the lower limit of routes is."""

    status = 413
    code = BodyTooLarge.code
    detail = BodyTooLarge.detail


class TooManyConnections(Unavailable):
    code = "too_many_connections"
    detail = say("too-many-connections")


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"
    detail = say("database-unavailable")


class DiscordNotConfigured(Unavailable):
    code = "discord_not_configured"
    detail = say("discord-not-configured")


class DiscordUnavailable(Unavailable):
    code = "discord_unavailable"
    detail = say("discord-unavailable")

    def __init__(self, reason: str, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.reason = reason


class LinkConfirmNotConfigured(Unavailable):
    code = "link_confirm_not_configured"
    detail = say("link-confirm-not-configured")


class EncryptionNotConfigured(Unavailable):
    code = "encryption_not_configured"
    detail = say("encryption-not-configured")


class PushNotConfigured(Unavailable):
    code = "push_not_configured"
    detail = say("push-not-configured")


class SignInFailed(MusterError):
    status = 422
    code = "sign_in_failed"
    detail = say("sign-in-failed")
