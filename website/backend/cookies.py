"""The cookies that browsers hold for us: the session, sign-ins under way, an invite's secret.

Cookies know no ports: two installations on one host would take each other's, so the port is part
of the name. On https the prefix `__Host-` keeps other names of the same domain from setting one. A
session from before there were such names is read still, and moved to the new name by the page's
next question who is signed in.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from muster.identity.rules import SESSION_MARK

_FORMER_NAME = "muster_session"
_SESSION = "muster_session"
_SIGN_IN = "muster_sign_in"
_INVITE = "muster_invite"
_INVITE_LIFETIME = timedelta(hours=1)
"""Long enough to sign in, and to make a Discord account before."""

_MOST_SIGN_INS = 5
"""Sign-ins that one browser has under way at once, in as many tabs."""

_MOST_TOKEN = 128
_UNNAMED_PORTS = {"http": 8000, "https": 443}
"""Where Muster usually is; these names are the ones that they always were, but for the prefix."""

_LIFETIME = timedelta(days=400)
"""The browser keeps the cookie longer than any session lives: the server decides when one ends."""

_ANY_COOKIE = _SESSION.encode()


class Cookies:
    """Names, reads and sets the cookies of the site at `origin`."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._secure = parts.scheme == "https"
        port = parts.port or (443 if self._secure else 80)
        self._prefix = "__Host-" if self._secure else ""
        suffix = "" if port == _UNNAMED_PORTS[parts.scheme] else f"_{port}"
        self.session_name = f"{self._prefix}{_SESSION}{suffix}"
        self._sign_in = f"{self._prefix}{_SIGN_IN}{suffix}_"
        self._invite = f"{self._prefix}{_INVITE}{suffix}"

    # --- the session --------------------------------------------------------------------------

    def session_token(self, scope: Scope) -> str | None:
        """The session's token in a request, if it has one."""
        tokens = self.session_tokens(scope)
        return tokens[0] if tokens else None

    def session_tokens(self, scope: Scope) -> list[str]:
        """Every token of a session that the browser holds for us, the one that counts first."""
        named, former = self._read(scope)
        return [token for token in (named, former) if token is not None]

    def moves(self, scope: Scope) -> bool:
        """Whether the session came under the name of before."""
        named, former = self._read(scope)
        return named is None and former is not None

    def set_session(self, response: Response, token: str) -> None:
        """Hand the browser its session; the cookie says nothing by itself."""
        self._set(response, self.session_name, token, _LIFETIME)

    def move_session(self, response: Response, token: str) -> None:
        """Give a session that came under the name of before its name of now."""
        self.set_session(response, token)
        self._clear(response, _FORMER_NAME)

    def clear_session(self, response: Response) -> None:
        """Take the session from the browser.

        A cookie under the name of before stays: its session has ended, or it is another
        installation's on this host.
        """
        self._clear(response, self.session_name)

    def _read(self, scope: Scope) -> tuple[str | None, str | None]:
        """(token under our cookie's name, token under its former name); None where absent."""
        named = former = None
        for name, value in scope["headers"]:
            if name != b"cookie" or _ANY_COOKIE not in value:
                continue
            found = cookie_parser(value.decode("latin-1"))
            named = _token(found.get(self.session_name)) or named
            if self.session_name != _FORMER_NAME:
                former = _token(found.get(_FORMER_NAME)) or former
        if former is not None and former.startswith(SESSION_MARK):
            former = None  # never given out under that name: another installation's, or planted
        return named, former

    # --- sign-ins under way -------------------------------------------------------------------

    def set_sign_in(
        self, response: Response, scope: Scope, state: str, lifetime: timedelta
    ) -> None:
        """Note a sign-in that the browser has begun, beside those that it has under way."""
        begun = [name for name in self._all(scope) if name.startswith(self._sign_in)]
        for name in begun[: max(0, len(begun) + 1 - _MOST_SIGN_INS)]:
            self._clear(response, name)
        self._set(response, self._sign_in_name(state), state, lifetime)

    def has_sign_in(self, scope: Scope, state: str) -> bool:
        """Whether this browser began the sign-in of `state`."""
        given = self._all(scope).get(self._sign_in_name(state), "")
        given_as_bytes, wanted = given.encode(), state.encode("utf-8", "replace")
        return given != "" and hmac.compare_digest(given_as_bytes, wanted)

    def clear_sign_in(self, response: Response, state: str) -> None:
        """The sign-in of `state` is over."""
        self._clear(response, self._sign_in_name(state))

    def _sign_in_name(self, state: str) -> str:
        digest = hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self._sign_in}{digest[:12]}"

    @staticmethod
    def _all(scope: Scope) -> dict[str, str]:
        """Every cookie of a request, those that the browser has had longest first."""
        found: dict[str, str] = {}
        for name, value in scope["headers"]:
            if name == b"cookie":
                found |= cookie_parser(value.decode("latin-1"))
        return found

    # --- the invite that somebody comes by ----------------------------------------------------

    def set_invite(self, response: Response, secret: str) -> None:
        """Carry an invite's secret as far as the sign-in, whichever way leads there."""
        self._set(response, self._invite, secret, _INVITE_LIFETIME)

    def invite(self, scope: Scope) -> str | None:
        """The secret of the invite that the browser came by, if any."""
        return _token(self._all(scope).get(self._invite))

    def clear_invite(self, response: Response, scope: Scope) -> None:
        """Whoever came by an invite is there."""
        if self._invite in self._all(scope):
            self._clear(response, self._invite)

    # --- all of them --------------------------------------------------------------------------

    def _set(self, response: Response, name: str, value: str, lifetime: timedelta) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(lifetime.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def _clear(self, response: Response, name: str) -> None:
        response.delete_cookie(name, httponly=True, samesite="lax", secure=self._secure)


def _token(value: str | None) -> str | None:
    return value if value and len(value) <= _MOST_TOKEN else None
