"""Stores which names belong to one chat, as the service shows them, so that either name works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from muster.channels import service
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from muster.errors import MusterError

_log = structlog.stdlib.get_logger(__name__)


class ChatNames:
    """Notes that a Signal number and an account id are one chat, for whoever is known by either."""

    def __init__(
        self,
        database: Database,
        cipher: ContactCipher | None,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._now = now
        self._database = database
        self._cipher = cipher

    async def join(self, number: str, account: str) -> None:
        """Store that `number` (E.164) and `account` (an account id) are one chat.

        Nothing is stored without a key, or while the database is away: that is no reason to lose
        the message at hand, and the next one shows both names again.
        """
        if self._cipher is None:
            return
        try:
            async with self._database.transaction() as connection:
                await service.join_names(connection, self._cipher, number, account, self._now())
        except MusterError as error:
            _log.warning("names_not_joined", code=error.code)
