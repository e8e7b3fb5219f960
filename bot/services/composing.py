"""What leaves for a claimed row: its message, and where it goes."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from bot.chats.contract import Notification, OutgoingMessage
from muster.channels import service as channels
from muster.clock import local_date
from muster.crypto import ContactCipher, UnreadableContact
from muster.evening import Evenings
from muster.notifications.answers import choices_for, offered
from muster.notifications.messages import page_link, place_of, text_of, title_of
from muster.notifications.rules import Claimed, is_urgent, zone_of
from muster.words import Language, readers_language


def address_of(row: Claimed, cipher: ContactCipher | None) -> str | None:
    """Where to send; None when the address cannot be read (a key that is gone)."""
    if row.discord_channel_id is not None:
        return f"channel:{row.discord_channel_id}"
    if row.channel_type == "discord":
        if row.discord_dm_channel_id is not None:
            return f"channel:{row.discord_dm_channel_id}"
        return f"user:{row.discord_user_id}"
    if row.channel_type == "push":
        return f"user:{row.user_id}" if row.devices and cipher else None
    if row.address_encrypted is None or cipher is None:
        return None
    with suppress(UnreadableContact):
        return cipher.decrypt(row.address_encrypted)
    return None


def compose(
    row: Claimed, address: str, evenings: Evenings, cipher: ContactCipher | None, now: datetime
) -> OutgoingMessage:
    """The message of a row as it is at `now` (aware), in its reader's language."""
    day = row.day or local_date(now, evenings.zone)
    evening = evenings.on(day)
    # A whole channel reads the community's language, and so does of whom nothing is known.
    language = readers_language(row.language, community=evening.language)
    text = text_of(
        row,
        origin=evening.origin,
        start=evening.starts_at,
        zone=zone_of(row, evening.zone),
        community=evening.zone,
        language=language,
        now=now,
    )
    link = page_link(evening.origin, row.nonce, place_of(row.kind))
    # From an address that was only typed nobody can answer for its owner.
    choices = choices_for(row, evening.threshold) if row.verified or row.user_id is None else ()
    answers = offered(choices, day, row.nonce, language)
    notification = None
    if row.channel_type == "push":
        tonight = row.day == local_date(now, evenings.zone)
        notification = _notification(row, cipher, language, tonight=tonight)
    return OutgoingMessage(address, text, row.nonce, link, answers, notification, language)


def _notification(
    row: Claimed, cipher: ContactCipher | None, language: Language, *, tonight: bool
) -> Notification:
    return Notification(
        channels.opened_devices(cipher, row.devices),
        title_of(row.event_key).in_language(language),
        language,
        row.useful_until,
        is_urgent(row.kind),
        row.looking_count if tonight else None,
    )
