"""`muster contacts rotate-key`: every stored address under the first encryption key."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import Progress

from muster.channels.service import CONTACT_TABLES, count_contacts_under_other_keys, rotate_contacts
from muster.counting import counted
from muster.crypto import ContactCipher
from muster.errors import OperatorError
from muster.settings import Settings
from muster.webhooks import service as webhooks
from ops.console import say
from ops.migrate import connected

_AT_ONCE = 200


async def rotate_key(settings: Settings, *, at_once: int = _AT_ONCE) -> int:
    """Re-encrypt what is not under the first key yet and say how much that was.

    Works in steps of `at_once`, each committed by itself, while everything else runs; broken off,
    it goes on where it was. Returns how many addresses were re-encrypted.

    Raises:
        OperatorError: no key is set, migrations are pending, or some addresses open with none of
            the keys; the others are re-encrypted all the same.
        DatabaseUnavailable: the database cannot be reached.
    """
    cipher = ContactCipher.from_settings(settings)
    if cipher is None:
        raise OperatorError("CONTACT_DATA_ENCRYPTION_KEY is not set; there is nothing to rotate to")
    rewritten = unreadable = 0
    async with connected(settings, "contacts rotate-key") as connection:
        with Progress(
            console=Console(file=sys.stderr), transient=True, disable=not sys.stderr.isatty()
        ) as progress:
            total = await count_contacts_under_other_keys(connection, [cipher.key_id])
            total += await webhooks.count_under_other_keys(connection, [cipher.key_id])
            task = progress.add_task(f"{total} addresses", total=total)
            for table in CONTACT_TABLES:
                after = ("", b"")
                while after is not None:
                    async with connection.transaction():
                        step = await rotate_contacts(connection, cipher, table, after, at_once)
                    after = step.last
                    rewritten += step.rewritten
                    unreadable += step.unreadable
                    progress.advance(task, step.rewritten + step.unreadable)
            async with connection.transaction():
                done_there, closed_there = await webhooks.rotate(connection, cipher)
            rewritten += done_there
            unreadable += closed_there
    done = counted(rewritten, "address", "addresses")
    say(f"{done} re-encrypted; all that can be read are under the first key.")
    if unreadable:
        closed = counted(unreadable, "address opens", "addresses open")
        raise OperatorError(
            f"{closed} with none of the keys; add the key of that time and run this again, or let "
            "their owners enter them anew"
        )
    return rewritten
