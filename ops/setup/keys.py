"""The keys of a database that is in use already: they are asked for, and not made anew."""

from __future__ import annotations

import os
from pathlib import Path

from muster.errors import MusterError
from muster.health.database import ContactKeys
from muster.health.rules import Finding, Verdict
from ops.console import run_to_end
from ops.migrate import connect_patiently
from ops.postgres.embedded import database_folder
from ops.setup.asked import KEYS
from ops.setup.known import Known
from ops.setup.questions import refusal
from ops.setup.terminal import Screen
from ops.setup.walk import confirmed

CONTACT_KEY, SESSION_SECRET = "CONTACT_DATA_ENCRYPTION_KEY", "SESSION_SECRET"

_LOST_WITHOUT = {
    CONTACT_KEY: "no stored address can be read by another one",
    SESSION_SECRET: "by another one everybody is signed out",
}


def has_session_secret(known: Known, folder: Path) -> bool:
    """Whether the secret of sessions is set, or kept in the data folder.

    Args:
        folder: where `.env` is.
    """
    kept = known.data_dir(folder) / "session_secret"
    return bool(known.get(SESSION_SECRET)) or os.path.exists(kept)


def lacking(known: Known, folder: Path) -> list[str]:
    """The secrets that were made for this database before, as far as one can tell, and which
    nothing here has.

    Args:
        folder: where `.env` is.
    """
    own = bool(known.get("DATABASE_URL"))
    # Of a database that did not answer nobody knows, and a new key may be the wrong one.
    embedded = database_folder(known.data_dir(folder))
    in_use = known.in_use is not False if own else os.path.exists(embedded)
    if not in_use:
        return []
    names = [] if known.get(CONTACT_KEY) else [CONTACT_KEY]
    if own and not has_session_secret(known, folder):
        names.append(SESSION_SECRET)
    return names


def problem(known: Known, folder: Path) -> str | None:
    """The sentence that refuses to make new keys where nobody can be asked; None where all is set.

    Args:
        folder: where `.env` is.
    """
    names = lacking(known, folder)
    if not names:
        return None
    made = [f"{name}=$({_MAKERS[name]})" for name in names]
    return (
        f"the database is in use already, and {' and '.join(names)} "
        f"{'is' if len(names) == 1 else 'are'} not set; set what its other machines or its old "
        f".env have, and where there is none, a new one ({', '.join(made)})"
    )


_MAKERS = {CONTACT_KEY: "muster generate-key", SESSION_SECRET: "openssl rand -base64 48"}


def ask_for_keys(known: Known, folder: Path, screen: Screen) -> None:
    """Ask for the secrets of a database that is in use; new ones are only made where somebody says
    that there are none.

    Args:
        folder: where `.env` is.
    """
    names = lacking(known, folder)
    if not names:
        return
    screen.heading(KEYS)
    screen.hint("The database is in use already, or may be. Its keys are in the .env of its other")
    screen.hint("machines, or in the one of before; of a backup, in contact_key.restored.")
    for name in names:
        known.answers[name] = _ask(name, known, screen)


def _ask(name: str, known: Known, screen: Screen) -> str:
    while True:
        text = screen.ask(name, "Enter: there is none", secret=True)
        if not text:
            screen.hint(f"{name}: {_LOST_WITHOUT[name]}.")
            if confirmed(screen, "There is none, and a new one shall be made?", default=False):
                return ""
            continue
        if (sentence := refusal(name, text, secret=True)) is not None:
            screen.finding(Finding.fail("", sentence))
            continue
        if name != CONTACT_KEY or not known.get("DATABASE_URL"):
            return text
        found = run_to_end(_opens(known, text))
        screen.finding(found)
        if found.state is not Verdict.FAIL:
            return text
        if confirmed(screen, "Keep it all the same?", default=False):
            return text


async def _opens(known: Known, text: str) -> Finding:
    """Whether the stored addresses open by it."""
    try:
        connection = await connect_patiently(known.get("DATABASE_URL"), "muster setup")
    except MusterError as error:
        return Finding.warn("", f"not tried: {str(error).splitlines()[0]}")
    try:
        return await ContactKeys(known.settings(CONTACT_DATA_ENCRYPTION_KEY=text)).check(connection)
    except MusterError as error:
        return Finding.warn("", f"not tried: {str(error).splitlines()[0]}")
    finally:
        connection.terminate()
