"""The client for Redis, which a package of Muster brings only with its extra `redis`."""

from __future__ import annotations

from importlib.util import find_spec

from muster.settings import Settings, SettingsError


def require_redis_client(settings: Settings) -> None:
    """Refuse a `REDIS_URL` that nothing here could use; the client itself is not loaded.

    Raises:
        SettingsError: the setting is there and the client is not installed.
    """
    if settings.redis_url is not None and find_spec("redis") is None:
        raise SettingsError(
            "REDIS_URL is set, but the client for Redis is not installed; install Muster with its "
            "extra: `muster[redis]`, or leave REDIS_URL unset"
        )
