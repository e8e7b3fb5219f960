"""`muster import slomix`: a community that used slomix moves in.

All of it is one transaction. A community is small (years of a hundred people are seconds), and
half of one is of no use: people without their answers, or messages that are sent twice. Whoever
breaks an import off, or whom a crash does, finds nothing changed and starts it again; each row is
found again by what slomix's row says, so that a second import adds what is new and nothing else.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import asyncpg
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import Progress

from muster.audit.rules import OPERATOR
from muster.audit.service import record_act
from muster.clock import local_date
from muster.counting import counted
from muster.crypto import ContactCipher
from muster.database import DatabaseTooSlow, connect, translated_errors
from muster.errors import DatabaseUnavailable, OperatorError
from muster.setting_values import PostgresqlUrl
from muster.settings import Settings
from ops.console import say
from ops.migrate import DatabaseNotReached, connect_alone, ensure_current, reason_of
from ops.postgres.databases import database_for
from ops.slomix import store
from ops.slomix.addresses import SourceKey
from ops.slomix.instants import Instants
from ops.slomix.people import Community, understand
from ops.slomix.report import Report
from ops.slomix.source import TABLES, Snapshot, read_snapshot
from ops.slomix.take_past import refuse_unfinished, take_campaigns, take_messages
from ops.slomix.take_people import (
    take_audit,
    take_identities,
    take_links,
    take_people,
    take_permissions,
    take_players,
)
from ops.slomix.take_rooms import take_rooms
from ops.slomix.take_wishes import (
    take_addresses,
    take_answers,
    take_preferences,
    take_settings,
    take_subscriptions,
)
from ops.slomix.taking import Taking

_APPLICATION = "muster import slomix"
_ACT = "community.import"
LOCK_SECONDS = 8.0
"""How long an import waits for whoever writes to people or answers."""


STEPS: tuple[Callable[[Taking], Awaitable[None]], ...] = (
    take_people,
    take_players,
    take_links,
    take_permissions,
    take_audit,
    take_identities,
    take_settings,
    take_preferences,
    take_addresses,
    take_subscriptions,
    take_answers,
    take_campaigns,
    take_rooms,
    take_messages,
)
"""What an import does, in this order."""


class Wanted(NamedTuple):
    """What an operator asked for.

    Attributes:
        url: slomix's database.
        zone: of slomix's server, by whose clock it wrote its instants.
        key: slomix's contact key, as it has it; None: Muster's own.
        merge: also where Muster has people whom slomix does not know.
        report: a file for the whole report.
    """

    url: str
    zone: ZoneInfo
    key: str | None = None
    dry_run: bool = False
    merge: bool = False
    report: Path | None = None


class _RollBack(Exception):
    """Ends the transaction of a dry run."""


async def import_slomix(settings: Settings, wanted: Wanted, now: datetime) -> Report:
    """Import, or with `dry_run` do as if, and say what was taken and what was not.

    Raises:
        OperatorError: one sentence; nothing was written.
        DatabaseUnavailable: one of the databases cannot be reached, or went away.
    """
    _require_address(wanted.url)
    with _report_file(wanted.report) as write:
        report = await _import(settings, wanted, now)
        write(report)
    return report


async def _import(settings: Settings, wanted: Wanted, now: datetime) -> Report:
    cipher = ContactCipher.from_settings(settings)
    key = _source_key(settings, wanted)
    async with database_for(settings, "import slomix") as url:
        target = await connect_alone(url, _APPLICATION)
        try:
            await ensure_current(target)
            today = local_date(now, settings.zone)
            snapshot = await _read(wanted.url, target, today)
            refuse_unfinished(snapshot, today)
            report = Report()
            instants = Instants(wanted.zone, now, report)
            for table in TABLES:
                if table not in snapshot.missing:
                    report.read(table, len(snapshot.rows[table]))
            community = understand(snapshot, instants, report)
            _require_key(snapshot, cipher)
            taking = Taking(
                target,
                snapshot,
                community,
                report,
                instants,
                cipher,
                key,
                settings.zone,
                today,
                now,
            )
            with suppress(_RollBack):
                await _take(taking, wanted)
        finally:
            target.terminate()
    _notes(taking, wanted)
    for line in report.lines():
        say(line)
    return report


# --- refusals -------------------------------------------------------------------------------------


def _require_address(url: str) -> None:
    try:
        TypeAdapter(PostgresqlUrl).validate_python(url)
    except ValidationError as error:
        accepted = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise OperatorError(
            f"slomix's address (not shown, since it may hold a password) cannot be used; accepted: "
            f"{accepted}"
        ) from None


def _source_key(settings: Settings, wanted: Wanted) -> SourceKey | None:
    if wanted.key is not None:
        return SourceKey(wanted.key)
    own = settings.contact_data_encryption_key
    return None if own is None else SourceKey(own.get_secret_value())


def _require_key(snapshot: Snapshot, cipher: ContactCipher | None) -> None:
    """Refuse to lose addresses for want of a key to keep them under."""
    there = any(
        (row["destination"] or "").strip() for row in snapshot.rows["availability_channel_links"]
    )
    typed = any(
        row["telegram_handle_encrypted"] or row["signal_handle_encrypted"]
        for row in snapshot.rows["subscription_preferences"]
    )
    if cipher is None and (there or typed):
        raise OperatorError(
            "slomix has addresses and CONTACT_DATA_ENCRYPTION_KEY is not set, so that none could "
            "be kept; set it (`muster generate-key` prints one) and run this again"
        )


async def _refuse_strangers(connection: Any, community: Community) -> None:
    """Refuse a Muster that has other people, which may be another community's."""
    strangers = await store.list_strangers(connection, list(community.people))
    if strangers:
        people = counted(len(strangers), "person", "people")
        raise OperatorError(
            f"Muster has {people} whom slomix does not know; if this is the right database, "
            "--merge imports beside them"
        )


# --- reading and writing --------------------------------------------------------------------------


async def _read(url: str, target: Any, today: Any) -> Snapshot:
    try:
        with translated_errors():
            source = await connect(url, application_name=_APPLICATION, foreign=True)
    except DatabaseUnavailable as error:
        reason = reason_of(error.__cause__)
        raise DatabaseNotReached(
            f"slomix's database cannot be reached: {reason}; check its address and that its server "
            "runs."
        ) from None
    except asyncpg.PostgresError as error:
        raise OperatorError(
            f"slomix's database refuses its address: {reason_of(error)}; change the address."
        ) from None
    except ValueError:
        raise OperatorError("slomix's address cannot be read; check it.") from None
    try:
        with translated_errors():
            if await store.is_same_schema(target, source, secrets.randbits(62)):
                raise OperatorError(
                    "The address is that of Muster's own database; give slomix's, and let Muster "
                    "have another, or a schema of its own"
                )
        with _progress() as progress:
            task = progress.add_task("reading slomix", total=len(TABLES))
            return await read_snapshot(
                source, today, lambda table: progress.update(task, advance=1, description=table)
            )
    finally:
        source.terminate()


async def _take(taking: Taking, wanted: Wanted) -> None:
    """All steps in one transaction.

    Raises:
        _RollBack: it was a dry run.
        OperatorError: another import is under way, people are there, the role may not write, or
            a row breaks a rule of Muster's tables.
    """
    connection, name = taking.connection, ""
    try:
        with translated_errors(), _progress() as progress:
            async with connection.transaction():
                if not await store.take_lock(connection):
                    raise OperatorError("Another import is running; wait until it is done")
                await _lock(connection)
                if not wanted.merge:
                    await _refuse_strangers(connection, taking.community)
                task = progress.add_task("writing", total=len(STEPS))
                for step in STEPS:
                    name = step.__name__.removeprefix("take_")
                    progress.update(task, description=name)
                    await step(taking)
                    progress.update(task, advance=1)
                if taking.report.written:
                    await record_act(
                        *(connection, OPERATOR, _ACT, taking.now),
                        details={"from": "slomix", "written": taking.report.written},
                    )
                if wanted.dry_run:
                    raise _RollBack
    except asyncpg.InsufficientPrivilegeError as error:
        raise OperatorError(
            f"DATABASE_URL's role may not write all that is imported ({reason_of(error)}); use the "
            "tables' owner, as for `muster migrate`"
        ) from None
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        # The driver's own words hold the row, with all that is personal in it.
        rule = getattr(error, "constraint_name", None) or type(error).__name__
        raise OperatorError(
            f"slomix has {name or 'something'} that Muster cannot store ({rule}), and nothing was "
            "written; please report it"
        ) from None


async def _lock(connection: Any) -> None:
    try:
        with translated_errors():
            await store.lock_tables(connection, LOCK_SECONDS)
    except DatabaseTooSlow:
        raise OperatorError(
            "Somebody writes to Muster's database and does not end; stop `muster up`, or whoever "
            "else works on it, and run this again"
        ) from None


def _notes(taking: Taking, wanted: Wanted) -> None:
    report, snapshot = taking.report, taking.snapshot
    if snapshot.missing:
        report.note(f"Tables that this slomix does not have: {', '.join(snapshot.missing)}.")
    if snapshot.server_zone and snapshot.server_zone != wanted.zone.key:
        report.note(
            f"slomix's server gives the time in {snapshot.server_zone}, and its instants were read "
            f"as {wanted.zone.key}; if slomix sets no zone of its own, the first is right "
            "(--timezone)."
        )
    if taking.instants.later:
        number = counted(taking.instants.later, "instant lies", "instants lie")
        report.note(f"{number} in the future: --timezone may be the wrong one.")
    unopened = report.left.get(("subscription_preferences (handles)", "the key does not open it"))
    handles = report.counts.get("subscription_preferences (handles)")
    if unopened and handles and unopened.number == handles.read:
        report.note(
            "No typed address opens with the key, so that it is probably the wrong one; with the "
            "right one, a second import adds them."
        )
    report.note(
        "Nothing was written: this was a dry run." if wanted.dry_run else "slomix was imported."
    )


def _progress() -> Progress:
    return Progress(
        console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()
    )


@contextmanager
def _report_file(path: Path | None) -> Iterator[Callable[[Report], None]]:
    """What writes the whole report to `path`, which is made before anything else is done, and
    removed again where the block fails.

    Raises:
        OperatorError: it is there already.
        OSError: it cannot be made.
    """
    if path is None:
        yield lambda _report: None
        return
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OperatorError(f"{path} is there already; name a new file") from None

    def write(report: Report) -> None:
        file.write(report.as_json())
        say(f"The whole report is in {path}.")

    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            yield write
    except BaseException:
        path.unlink(missing_ok=True)
        raise
