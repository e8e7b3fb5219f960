"""Forgets the devices that their push services do not know any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from muster.channels import service
from muster.clock import utc_now
from muster.database import Database
from muster.errors import MusterError

_log = structlog.stdlib.get_logger(__name__)


class GoneDevices:
    """Takes devices from their owners' lists."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self.now = now

    async def forget(self, device_ids: Sequence[int], asked_at: datetime) -> None:
        """Forget devices; those that were let in anew since `asked_at` stay.

        While the database is away nothing is forgotten: the next message finds them gone again.
        """
        try:
            async with self._database.transaction() as connection:
                number = await service.forget_devices(connection, device_ids, asked_at)
        except MusterError as error:
            _log.warning("devices_not_forgotten", code=error.code)
            return
        _log.info("devices_gone", number=number)
