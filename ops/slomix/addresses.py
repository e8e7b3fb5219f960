"""Where slomix's people are written to, besides Discord: whose address is whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from muster.channels.rules import LINKED_CHANNELS, Address, LinkedChannel, parse_stored
from muster.errors import OperatorError
from muster.setting_values import fernet_keys_of
from ops.slomix.instants import Instants
from ops.slomix.people import Community
from ops.slomix.report import Report
from ops.slomix.source import Snapshot

TYPED = "subscription_preferences (handles)"
"""What the typed, encrypted addresses are called in the report."""
_LARGEST_KEY = 4096


class SourceKey:
    """Opens what slomix encrypted: its key, or the passphrase that stands for one."""

    def __init__(self, text: str) -> None:
        """Take CONTACT_DATA_ENCRYPTION_KEY as slomix has it, or a list of Muster's.

        Raises:
            OperatorError: it is no key.
        """
        try:
            self._keys = [Fernet(key) for key in fernet_keys_of(text)]
        except ValueError:
            raise OperatorError(
                "slomix's contact key is none: 44 characters that are no Fernet key"
            ) from None

    def open(self, encrypted: str) -> str | None:
        """The text; None where the key does not open it."""
        for key in self._keys:
            try:
                return key.decrypt(encrypted.encode()).decode()
            except (InvalidToken, ValueError):
                continue
        return None


def key_in_file(path: Path) -> str:
    """The key that a file holds, which may end with a line's end.

    Raises:
        OperatorError: it holds none.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_LARGEST_KEY + 1)
    try:
        text = data.decode().strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(data) > _LARGEST_KEY:
        raise OperatorError(f"{path} holds no key: one line of text is expected")
    return text


@dataclass(frozen=True, slots=True)
class Found:
    """An address of somebody; `row` is what the report calls it."""

    discord_user_id: int
    address: Address
    at: datetime
    row: str
    table: str


def verified_addresses(
    snapshot: Snapshot, community: Community, instants: Instants, report: Report
) -> list[Found]:
    """Chats that were linked by a token: one a person and channel, one account an address.

    Where a new token was asked for and not used, slomix forgot the address in one table and goes on
    writing to what the other has.
    """
    subscribed = {
        (row["user_id"], row["channel_type"]): row
        for row in snapshot.rows["availability_subscriptions"]
        if row["channel_type"] in LINKED_CHANNELS and (row["channel_address"] or "").strip()
    }
    table = "availability_channel_links"
    found: list[Found] = []
    taken: set[tuple[LinkedChannel, str]] = set()
    linked: set[tuple[int, str]] = set()
    for row in snapshot.rows[table]:
        key = (row["user_id"], row["channel_type"])
        person = community.person(row["user_id"])
        if row["channel_type"] not in LINKED_CHANNELS:
            report.leave_many(table, "Discord, which needs no address", 1)
        elif person is None:
            report.leave(table, "of nobody", row["id"])
            address = parse_stored(row["channel_type"], row["destination"] or "")
            if address and row["verified_at"] and community.was_erased(row["user_id"]):
                # Nobody else's, just because its owner is gone.
                taken.add((address.channel_type, address.identity))
        elif row["verified_at"] is None or not (row["destination"] or "").strip():
            report.leave(table, "a token that was never used", row["id"])
        else:
            linked.add(key)
            text, when = row["destination"], row["verified_at"]
            if address := _parsed(row["channel_type"], text, table, row["id"], report):
                at = instants.first(table, row["id"], when)
                found.append(Found(person, address, at, str(row["id"]), table))
    table = "availability_subscriptions"
    for key, row in subscribed.items():
        person = community.person(row["user_id"])
        if person is None or key in linked or row["verified_at"] is None:
            continue
        address = _parsed(row["channel_type"], row["channel_address"], None, row["id"], report)
        if address:
            at = instants.first(table, row["id"], row["verified_at"])
            found.append(Found(person, address, at, str(row["id"]), table))
    return _one_account_an_address(found, taken, report)


def _one_account_an_address(
    found: Iterable[Found], owners: set[tuple[LinkedChannel, str]], report: Report
) -> list[Found]:
    kept: list[Found] = []
    for each in sorted(found, key=lambda each: (each.at, each.discord_user_id)):
        name = (each.address.channel_type, each.address.identity)
        if name in owners:
            if each.table == "availability_channel_links":
                report.leave(each.table, "the same address as another account's", each.row)
            continue
        owners.add(name)
        kept.append(each)
    return kept


def typed_addresses(
    snapshot: Snapshot,
    community: Community,
    key: SourceKey | None,
    instants: Instants,
    report: Report,
) -> list[Found]:
    """What people typed as their address, as far as the key opens it; the oldest first."""
    found: list[Found] = []
    for row in snapshot.rows["subscription_preferences"]:
        person = community.person(row["user_id"])
        for channel_type in LINKED_CHANNELS:
            encrypted = (row[f"{channel_type}_handle_encrypted"] or "").strip()
            if not encrypted:
                continue
            report.read(TYPED, 1)
            name = f"{row['user_id']} {channel_type}"
            text = key.open(encrypted) if key else None
            if person is None:
                report.leave(TYPED, "of nobody", name)
            elif key is None:
                report.leave(TYPED, "no key was given that opens it", name)
            elif text is None:
                report.leave(TYPED, "the key does not open it", name)
            elif address := _parsed(channel_type, text, TYPED, name, report):
                at = instants.first(TYPED, name, row["updated_at"], row["created_at"])
                found.append(Found(person, address, at, name, TYPED))
    return sorted(found, key=lambda each: (each.at, each.discord_user_id))


def _parsed(
    channel_type: LinkedChannel, text: str, table: str | None, row: object, report: Report
) -> Address | None:
    address = parse_stored(channel_type, text)
    if address is None and table is not None:
        report.leave(table, "no address that Muster could write to", row)
    return address
