"""Every place in the database that names a person: how it is given to them, and how it is erased.

A test asks the migrated schema: each of its tables is here or names nobody, and so is each column
that refers to a person, or could hold something of one. Whoever adds a table enters it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from muster.words import Sentence, words

say = words("personalData")

Key = Literal["user", "discord", "player"]
"""What a column knows a person by: their website user id, their Discord account, the guids of
their player profiles."""

Erased = Literal["row", "counted", "emptied", "rewritten", "kept"]
"""What erasing does to the rows in which a column names the person:

- ``row``: they go.
- ``counted``: they go, and what they were is added to numbers that name nobody.
- ``emptied``: they are others', too; the column becomes null.
- ``rewritten``: by a statement of its own (`muster/personal_data/erase_store.py`).
- ``kept``: they stay, for the reason that stands beside it.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that refers to a person; `by` None: it holds something of one in another way."""

    erased: Erased
    by: Key | None = "user"
    why: str = ""
    """Why it stays, or what is written instead."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table that names people.

    Attributes:
        columns: by which of its columns, and what erasing does by each.
        order: what its rows are given in the order of.
        withheld: columns that nobody is given, secrets and our own marks.
        given_with: columns that are given only where the other column names the person.
        not_given: why none of its rows is part of what a person is given; None where they are.
    """

    columns: Mapping[str, Column]
    order: str = ""
    withheld: frozenset[str] = field(default_factory=frozenset[str])
    given_with: Mapping[str, str] = field(default_factory=dict[str, str])
    not_given: Sentence | None = None


_ROW = Column("row")
_OF_ONE = {"user_id": _ROW}
_MARKS = frozenset({"worker", "nonce", "lease_until"})
_KEYS_OF_NAMES = frozenset({"name_key", "name_twin", "guid_key", "guid_twin"})
_SEALED = frozenset(
    {
        "address_hash",
        "address_encrypted",
        "account_hash",
        "account_encrypted",
        "encryption_key_id",
    }
)
_OF_DEVICES = frozenset(
    {"session_hash", "endpoint_hash", "subscription_encrypted", "encryption_key_id", "sender_key"}
)
_WITH_ITS_ROW = "goes with the row"
_AUDIT = "who did what is kept as a number that belongs to nobody any more"

PLACES: dict[str, Place] = {
    # In the order in which they are given, and erased.
    "notifications_ledger": Place(
        {
            "user_id": Column("counted"),
            "payload": Column(
                "rewritten", None, "names in what was said to others become “somebody”"
            ),
        },
        order="id",
        withheld=_MARKS | {"unopened"},
    ),
    "availability_entries": Place(
        {"user_id": Column("counted")}, order="entry_date", withheld=frozenset({"arrival_number"})
    ),
    "availability_answer_changes": Place(_OF_ONE, order="id"),
    "availability_last_words": Place(_OF_ONE, order="entry_date"),
    "usual_answers": Place(_OF_ONE, order="weekday"),
    "availability_user_settings": Place(_OF_ONE),
    "subscription_preferences": Place(_OF_ONE),
    "availability_subscriptions": Place(_OF_ONE, order="channel_type"),
    "availability_channel_links": Place(
        {"user_id": _ROW, **{name: Column("row", None, _WITH_ITS_ROW) for name in _SEALED}},
        not_given=say("given-as-addresses"),
    ),
    "availability_disputed_handles": Place(_OF_ONE, not_given=say("given-as-addresses")),
    "availability_stopped_addresses": Place(
        {
            "address_hash": Column("rewritten", None, "goes where the person had proven it theirs"),
            "address_encrypted": Column("rewritten", None, _WITH_ITS_ROW),
        },
        not_given=say("names-no-account"),
    ),
    "push_devices": Place(_OF_ONE, order="created_at", withheld=_OF_DEVICES),
    "availability_link_tokens": Place(
        _OF_ONE, order="channel_type", withheld=frozenset({"token_hash"})
    ),
    "website_sessions": Place(_OF_ONE, order="created_at", withheld=frozenset({"token_hash"})),
    "availability_promotion_send_logs": Place({"user_id": Column("counted")}, order="id"),
    "availability_promotion_recipients": Place({"user_id": Column("counted")}, order="campaign_id"),
    "availability_promotion_campaigns": Place(
        {"promoter_user_id": Column("emptied"), "cancelled_by_user_id": Column("emptied")},
        order="id",
    ),
    "invites": Place(
        {"created_by": Column("emptied")}, order="id", withheld=frozenset({"secret_hash"})
    ),
    "invite_arrivals": Place(_OF_ONE),
    "webhooks": Place(
        {"created_by": Column("emptied")},
        order="id",
        withheld=frozenset(
            {
                "address_encrypted",
                "secret_encrypted",
                "former_secret_encrypted",
                "encryption_key_id",
            }
        ),
    ),
    "read_tokens": Place(
        {"user_id": _ROW, "created_by": Column("emptied")},
        order="id",
        withheld=frozenset({"token_hash"}),
    ),
    "call_asks": Place(_OF_ONE, order="call_date"),
    "call_habits": Place(_OF_ONE, order="habit_date"),
    "calls": Place(
        {"started_by_user_id": Column("emptied"), "stopped_by_user_id": Column("emptied")},
        order="id",
    ),
    "evening_attendance": Place(_OF_ONE, order="evening_date"),
    "evening_records": Place({"closed_by": Column("emptied")}, order="evening_date"),
    "evening_rules": Place({"updated_by": Column("emptied")}, order="weekday"),
    "evening_rule_changes": Place({"changed_by": Column("emptied")}, order="id"),
    "forecast_habits": Place(_OF_ONE, order="state, weekday"),
    "planning_votes": Place(_OF_ONE, order="session_id"),
    "planning_teams": Place({"captain_user_id": Column("emptied")}, order="session_id, side"),
    "planning_team_members": Place(_OF_ONE, order="session_id"),
    "planning_team_names": Place({"suggested_by_user_id": Column("emptied")}, order="id"),
    "planning_sessions": Place(
        {"created_by_user_id": Column("emptied")},
        order="id",
        withheld=frozenset({"thread_worker", "thread_lease_until"}),
    ),
    "sandbox_outbox": Place(
        {
            "user_id": _ROW,
            "address": Column("rewritten", None, "what went to their account goes"),
            "text": Column("rewritten", None, "their names become “somebody”"),
            "answers": Column("rewritten", None, _WITH_ITS_ROW),
        },
        order="id",
    ),
    "live_status": Place(
        {"status_data": Column("rewritten", None, "they are taken out of who is there")},
        not_given=say("true-right-now"),
    ),
    "account_link_audit_log": Place(
        {
            "user_id": Column("kept", why=_AUDIT),
            "actor_user_id": Column("kept", why=_AUDIT),
            "discord_user_id": Column("rewritten", "discord", "null"),
            "player_guid": Column("rewritten", "player", "null"),
            "previous_player_guid": Column("rewritten", "player", "null"),
        },
        order="id",
    ),
    "admin_audit": Place(
        {
            "user_id": Column("kept", why=_AUDIT),
            "actor_user_id": Column("kept", why=_AUDIT),
            "actor_discord_user_id": Column("rewritten", "discord", "null"),
            "player_guid": Column("rewritten", "player", "null"),
            "details": Column("rewritten", None, "nothing is left of them"),
        },
        order="id",
        given_with={"details": "user_id"},
    ),
    "user_player_links": Place(
        {"user_id": _ROW, "player_guid": Column("row", None, _WITH_ITS_ROW)},
    ),
    "player_aliases": Place(
        {
            "guid": Column(
                "rewritten", "player", "goes with the profile, or was given up for a chosen name"
            )
        },
        order="alias",
        withheld=_KEYS_OF_NAMES,
    ),
    "players": Place(
        {
            "guid": Column(
                "rewritten",
                "player",
                "a profile that players made goes; an imported one is the community's, and stays"
                " without whose it is, under the name that its person had not chosen",
            ),
            "main_guid": Column("rewritten", "player", "null where the main profile goes"),
            "own_guid": Column("rewritten", None, "the guid again"),
        },
        order="guid",
        withheld=_KEYS_OF_NAMES | {"own_guid"},
    ),
    "user_permissions": Place(
        {"discord_user_id": Column("row", "discord"), "granted_by": Column("emptied", "discord")},
    ),
    "discord_alt_accounts": Place(
        {"user_id": _ROW, "discord_user_id": Column("row", None, _WITH_ITS_ROW)},
        order="attached_at",
    ),
    "discord_accounts": Place(
        {"user_id": _ROW, "discord_user_id": Column("row", None, _WITH_ITS_ROW)},
    ),
    "erasures": Place(_OF_ONE),
    "erased_people": Place(
        {"user_id": Column("kept", why="so that a restored backup erases them again")},
        not_given=say("nobody-here"),
    ),
    "website_users": Place({"id": _ROW}),
    "reader_languages": Place(_OF_ONE),
    "calendar_feeds": Place(_OF_ONE, withheld=frozenset({"salt", "secret_hash"})),
}

_NUMBERS = "numbers that name nobody"
_OF_DISCORD = "what a channel of the whole community was shown, without names"

OF_NOBODY: dict[str, str] = {
    "oauth_states": "a sign-in under way, before anybody knows whose",
    "availability_promotion_jobs": "what a campaign does, and what became of it as numbers",
    "availability_day_counts": _NUMBERS,
    "notification_day_counts": _NUMBERS,
    "evening_minutes": _NUMBERS,
    "calendar_feed_evenings": "what calendars were told of each evening, without names",
    "forecast_calibrations": _NUMBERS,
    "forecast_learned": _NUMBERS,
    "forecast_notes": _NUMBERS,
    "webhook_events": _NUMBERS,
    "webhook_deliveries": "what became of telling other programs, by numbers",
    "tonight_messages": _OF_DISCORD,
    "discord_scheduled_events": _OF_DISCORD,
    "schema_migrations": "which migrations were applied",
}
"""Tables that name nobody, and what they are."""

HARMLESS: dict[tuple[str, str], str] = {
    ("oauth_states", "state_hash"): "of a random number",
    ("invites", "secret_hash"): "of a random number",
    ("webhooks", "address_encrypted"): "another program's address",
    ("webhooks", "secret_encrypted"): "a random number",
    ("webhooks", "former_secret_encrypted"): "a random number",
    ("webhooks", "events"): "words of ours",
    ("webhook_events", "data"): _NUMBERS,
    ("availability_promotion_campaigns", "channels_summary"): _NUMBERS,
    ("availability_promotion_campaigns", "counts"): _NUMBERS,
    ("availability_promotion_jobs", "counts"): _NUMBERS,
    ("discord_scheduled_events", "left_alone"): "words for parts of an event",
}
"""Columns that could hold something of a person, and do not."""
