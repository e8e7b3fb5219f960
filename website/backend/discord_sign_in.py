"""Signing in with Discord: the OAuth2 authorization-code flow with PKCE, server side."""

from __future__ import annotations

import math
import re
import secrets
from typing import TYPE_CHECKING, Any, cast

from muster.errors import DiscordUnavailable, SignInFailed
from muster.identity.rules import DiscordProfile
from muster.setting_values import LAST_SNOWFLAKE
from muster.settings import Settings

if TYPE_CHECKING:
    import httpx2

_TIMEOUT, _CONNECT_TIMEOUT = 10.0, 5.0
_RETRY_AFTER, _MOST_RETRY_AFTER = 10, 3600
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?")
_ERROR_WORD = re.compile(r"[a-z_]{1,40}")


def new_code_verifier() -> str:
    """A fresh PKCE code verifier (RFC 7636: 43 to 128 characters)."""
    return secrets.token_urlsafe(48)


class DiscordSignIn:
    """Talks to Discord's OAuth2 and user endpoints below `DISCORD_API_BASE_URL`."""

    def __init__(self, settings: Settings) -> None:
        # A fifth of a second that a website without this sign-in starts earlier.
        import httpx2
        from authlib.integrations.base_client.errors import OAuthError
        from authlib.integrations.httpx_client import AsyncOAuth2Client
        from authlib.oauth2.base import OAuth2Error

        self._client_class: Any = AsyncOAuth2Client  # the library ships no types
        self._refusals: tuple[type[Exception], ...] = (OAuthError, OAuth2Error)
        self._trouble: type[Exception] = httpx2.HTTPError
        self._settings = settings
        # Reading the machine's certificates takes longer than all the rest of a sign-in.
        self._tls = httpx2.create_ssl_context()

    def authorization_url(self, state: str, code_verifier: str) -> str:
        """Where to send the browser; it comes back with a code and the same `state`."""
        url, _state = self._client().create_authorization_url(
            f"{self._settings.discord_api_base_url}/oauth2/authorize",
            state=state,
            code_verifier=code_verifier,
            prompt="none",
        )
        return url

    async def fetch_profile(
        self, code: str, code_verifier: str, redirect_uri: str
    ) -> DiscordProfile:
        """Exchange `code` and read who it stands for; Discord's tokens are then forgotten.

        Raises:
            SignInFailed: Discord refuses the code.
            DiscordUnavailable: Discord does not answer, refuses us, or says what cannot be read.
        """
        try:
            client = self._client(redirect_uri)
            client.register_compliance_hook("access_token_response", _check_token)
            async with client:
                await client.fetch_token(
                    f"{self._settings.discord_api_base_url}/oauth2/token",
                    code=code,
                    code_verifier=code_verifier,
                )
                answer = await client.get(f"{self._settings.discord_api_base_url}/users/@me")
            if answer.status_code != 200:
                raise _refusal(answer)
            return profile_from(answer.json())
        except self._refusals as error:
            raise DiscordUnavailable(
                _word(cast(Any, error).error), retry_after=_RETRY_AFTER
            ) from error
        except (self._trouble, ValueError, KeyError, TypeError) as error:
            raise DiscordUnavailable(type(error).__name__, retry_after=_RETRY_AFTER) from error

    def _client(self, redirect_uri: str | None = None) -> Any:
        import httpx2

        secret = self._settings.discord_client_secret
        assert secret is not None
        return self._client_class(
            client_id=str(self._settings.discord_client_id),
            client_secret=secret.get_secret_value(),
            redirect_uri=redirect_uri or self._settings.oauth_redirect_uri,
            scope="identify",
            code_challenge_method="S256",
            timeout=httpx2.Timeout(_TIMEOUT, connect=_CONNECT_TIMEOUT),
            verify=self._tls,
        )


def refused_at_discord(word: str) -> DiscordUnavailable:
    """The error to raise where Discord sent the browser back with the OAuth error `word`."""
    return DiscordUnavailable(_word(word), retry_after=_RETRY_AFTER)


def _check_token(answer: httpx2.Response) -> httpx2.Response:
    """Return `answer` if it holds a token.

    Raises:
        SignInFailed: the code is refused; the only case that the person can mend.
        DiscordUnavailable: anything else, such as a wrong client secret or too many sign-ins.
        ValueError: a success that is not JSON.
    """
    if answer.status_code == 200:
        token = answer.json()
        if isinstance(token, dict) and isinstance(cast(Any, token).get("access_token"), str):
            return answer
        raise DiscordUnavailable("200 without a token", retry_after=_RETRY_AFTER)
    said = _said(answer)
    # Discord also calls a malformed code an invalid request, and then names it.
    about_code = '"code"' in str(said.get("error_description"))
    if said.get("error") == "invalid_grant" or (
        said.get("error") == "invalid_request" and about_code
    ):
        raise SignInFailed
    raise _refusal(answer)


def _refusal(answer: httpx2.Response) -> DiscordUnavailable:
    """The error for a refusal; its reason is the status and OAuth error's word, for the log."""
    said = _said(answer)
    reason = str(answer.status_code)
    if "error" in said:
        reason += f" {_word(said['error'])}"
    return DiscordUnavailable(reason, retry_after=_retry_after(answer))


def _said(answer: httpx2.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return cast(dict[str, Any], said) if isinstance(said, dict) else {}


def _word(error: object) -> str:
    """An OAuth error's word; anything else that stands in its place is not repeated."""
    known = isinstance(error, str) and _ERROR_WORD.fullmatch(error)
    return str(error) if known else "unknown error"


def _retry_after(answer: httpx2.Response) -> int:
    """Whole seconds: what Discord asks for, within an hour; a moment where it asks for nothing."""
    asked = answer.headers.get("retry-after", "")
    if not _SECONDS.fullmatch(asked):
        return _RETRY_AFTER
    return min(max(1, math.ceil(float(asked))), _MOST_RETRY_AFTER)


def profile_from(user: dict[str, Any]) -> DiscordProfile:
    """The profile in an answer of Discord's; a lookup, type or value error where it is none."""
    discord_user_id = int(user["id"])
    if not 0 < discord_user_id <= LAST_SNOWFLAKE:
        raise ValueError("not a Discord id")
    username = _text(user["username"])
    return DiscordProfile(
        discord_user_id=discord_user_id,
        username=username,
        display_name=_text(user.get("global_name") or username),
        avatar=_storable(_text(user["avatar"])) if user.get("avatar") else None,
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _storable(value: str) -> str:
    """At most 64 characters, of which PostgreSQL can store all."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:64]
