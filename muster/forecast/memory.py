"""What was learned as this process knows it: asked for all day, changed once an evening."""

from __future__ import annotations

from muster.changes import ChangeListener
from muster.database import Database
from muster.forecast.rules import Learned
from muster.forecast.service import read_learned, read_track_record
from muster.forecast.track_record import TrackRecord
from muster.remembered import Remembered


class ForecastMemory(Remembered[Learned]):
    """What closed evenings taught, until one more is learned, or somebody is linked or away; and
    what had been said of them, until one is closed or learned.
    """

    def __init__(self, database: Database, listener: ChangeListener) -> None:
        super().__init__(database, listener, {"forecast", "names"}, read_learned)
        self._record: Remembered[TrackRecord] = Remembered(
            database, listener, {"forecast", "evening_records"}, read_track_record
        )

    async def read_record(self) -> TrackRecord:
        """What was said and what came.

        Raises:
            DatabaseUnavailable: it had to be asked and did not answer.
        """
        return await self._record.read()
