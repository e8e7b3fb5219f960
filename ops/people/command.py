"""`muster people`: what is stored of a person, given and erased."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from muster.audit.rules import OPERATOR
from muster.clock import utc_now
from muster.crypto import ContactCipher
from muster.errors import OperatorError
from muster.personal_data import service
from muster.personal_data.rules import Person
from muster.settings import Settings
from ops.console import say
from ops.migrate import connected


async def export_person(settings: Settings, who: str, file: Path, *, answers: bool) -> None:
    """Write everything that is stored of somebody to a file that is not there yet.

    Raises:
        PersonNotFound: nobody is called that, or several are.
        FileExistsError: the file is there already.
        DatabaseUnavailable: the database cannot be reached.
    """
    async with connected(settings, "people export") as connection:
        person = service.unique(await service.find_people(connection, who))
        async with connection.transaction():
            if answers:
                pieces = await service.export_answers(
                    connection, person.user_id, utc_now(), OPERATOR
                )
            else:
                cipher = ContactCipher.from_settings(settings)
                pieces = await service.export_data(
                    connection, cipher, person.user_id, utc_now(), OPERATOR
                )
            _write(file, pieces)
    what = "The answers" if answers else "Everything that is stored"
    say(
        f"{what} of {_called(person)} {'are' if answers else 'is'} in {file}; addresses are masked."
    )


async def erase_person(settings: Settings, who: str, *, now: bool, keep: bool) -> None:
    """Let somebody be erased in a week (or `now`), or let them stay after all (`keep`).

    Raises:
        PersonNotFound: nobody is called that, or several are.
        NotToBeErased: they are to stay, and were not to be erased.
        DatabaseUnavailable: the database cannot be reached.
    """
    if now and keep:
        raise OperatorError("--now and --keep are opposites; choose one")
    async with connected(settings, "people erase") as connection:
        person = service.unique(await service.find_people(connection, who))
        async with connection.transaction():
            if keep:
                await service.take_back(connection, person.user_id, utc_now(), OPERATOR)
                say(f"{_called(person)} stays; everything is as it was.")
                return
            erasure = await service.ask_to_erase(
                connection,
                person.user_id,
                settings.admin_discord_ids,
                utc_now(),
                OPERATOR,
                at_once=now,
            )
    if now:
        say(f"{_called(person)} is erased within two minutes, once `muster up` or a bot runs.")
        return
    when = erasure.erases_at.astimezone(settings.zone)
    say(
        f"{_called(person)} hears of it and is erased on {when:%Y-%m-%d} at {when:%H:%M}; until "
        "then they can take it back on their profile, and you by --keep."
    )


def _write(file: Path, pieces: Sequence[bytes]) -> None:
    """A new file, for nobody else's eyes."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.writelines(pieces)


def _called(person: Person) -> str:
    name = person.player_name or person.username
    return f"person {person.user_id}" + (f" ({name})" if name else "")
