"""Signing in with Discord: the OAuth2 authorization-code flow with PKCE, server side."""

from __future__ import annotations

import secrets
from typing import Any

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.base import OAuth2Error

from muster.errors import DiscordUnavailable, SignInFailed
from muster.identity.rules import DiscordProfile
from muster.settings import Settings
from website.backend.schemas.identity import LAST_SNOWFLAKE

_TIMEOUT = httpx2.Timeout(10.0, connect=5.0)
_RETRY_AFTER = 10


def new_code_verifier() -> str:
    """A fresh PKCE code verifier (RFC 7636: 43 to 128 characters)."""
    return secrets.token_urlsafe(48)


class DiscordSignIn:
    """Talks to Discord's OAuth2 and user endpoints below `DISCORD_API_BASE_URL`."""

    def __init__(self, settings: Settings) -> None:
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
            DiscordUnavailable: Discord does not answer, or not in a way that can be read.
        """
        try:
            client: Any = self._client(redirect_uri)  # the library ships no types
            async with client:
                await client.fetch_token(
                    f"{self._settings.discord_api_base_url}/oauth2/token",
                    code=code,
                    code_verifier=code_verifier,
                )
                answer = await client.get(f"{self._settings.discord_api_base_url}/users/@me")
            answer.raise_for_status()
            return _profile(answer.json())
        except (OAuthError, OAuth2Error) as error:
            raise SignInFailed from error
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            raise DiscordUnavailable(retry_after=_RETRY_AFTER) from error

    def _client(self, redirect_uri: str | None = None) -> AsyncOAuth2Client:
        secret = self._settings.discord_client_secret
        assert secret is not None
        return AsyncOAuth2Client(
            client_id=str(self._settings.discord_client_id),
            client_secret=secret.get_secret_value(),
            redirect_uri=redirect_uri or self._settings.oauth_redirect_uri,
            scope="identify",
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            verify=self._tls,
        )


def _profile(user: dict[str, Any]) -> DiscordProfile:
    discord_user_id = int(user["id"])
    if not 0 < discord_user_id <= LAST_SNOWFLAKE:
        raise ValueError("not a Discord id")
    username = _text(user["username"])
    return DiscordProfile(
        discord_user_id=discord_user_id,
        username=username,
        display_name=_text(user.get("global_name") or username),
        avatar=_text(user["avatar"]) if user.get("avatar") else None,
    )


def _text(value: object) -> str:
    """At most 64 characters, of which PostgreSQL can store all."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:64]
