"""What a backup says of itself: `manifest.json`, the last of its parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from muster.backups import moment
from muster.errors import OperatorError

FORMAT = 1
"""Of the file; a Muster refuses a higher number than its own."""

MANIFEST, DATABASE, SESSION_SECRET, CONTACT_KEYS = (
    *("manifest.json", "database.dump", "session_secret", "contact_keys"),
)
"""The names of a backup's parts. The database is an archive of pg_dump's custom format."""


class BackupError(OperatorError):
    """A backup could not be made or restored; what was there before is there still."""

    code = "backup_failed"


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Recorded(_Stated):
    """One row of `schema_migrations`."""

    version: int
    name: str
    content_hash: str

    def __str__(self) -> str:
        return f"{self.version:03}_{self.name}"


class TableSum(_Stated):
    """A table's rows: how many, and a sum over them that does not depend on their order."""

    rows: Annotated[int, Field(ge=0)]
    checksum: str


class Part(_Stated):
    """One part of the file."""

    size: Annotated[int, Field(ge=0)]
    sha256: str


class Manifest(_Stated):
    """What is in the file, and of which moment.

    Attributes:
        muster: the version that made it.
        made_at: the moment of the snapshot, aware.
        postgresql: the server's major version.
        dumped_by: the major version of its pg_dump.
        tables_in: the schema of the tables.
    """

    format: int
    muster: str
    made_at: AwareDatetime
    postgresql: int
    dumped_by: int
    tables_in: str
    migrations: tuple[Recorded, ...]
    tables: dict[str, TableSum]
    parts: dict[str, Part]

    @property
    def rows(self) -> int:
        """How many rows there are, in all tables."""
        return sum(table.rows for table in self.tables.values())

    @property
    def newest(self) -> str:
        """The last migration's name."""
        return str(self.migrations[-1]) if self.migrations else "no migration"

    @property
    def moment(self) -> str:
        """When it was made, for a sentence."""
        return moment(self.made_at)


class _Announced(BaseModel):
    format: int
    muster: str = "unknown"


def read_manifest(text: bytes) -> Manifest:
    """The manifest in `text`.

    Raises:
        BackupError: it is none, or a newer Muster's.
    """
    try:
        announced = _Announced.model_validate_json(text)
        if announced.format > FORMAT:
            raise BackupError(
                f"It was made by Muster {announced.muster} in format {announced.format}, and this "
                f"Muster reads up to {FORMAT}; update Muster first."
            )
        return Manifest.model_validate_json(text)
    except ValidationError:
        raise BackupError("It holds no manifest that can be read; take another backup.") from None
