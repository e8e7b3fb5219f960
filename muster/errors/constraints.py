"""Which error a broken constraint of the database is."""

from __future__ import annotations

from muster.errors.base import Conflict, MusterError, NotSignedIn
from muster.errors.evenings import (
    CallExists,
    CampaignExists,
    DayHasCampaign,
    SuggestionNotFound,
    SuggestionTaken,
)
from muster.errors.people import (
    AddressTaken,
    AlreadyLinked,
    AlreadyUndone,
    BusyPerson,
    NotLinked,
    PlayerNameTaken,
    PlayerNotFound,
    PlayerTaken,
)
from muster.errors.programs import TooManyWebhooks

CONSTRAINT_ERRORS: dict[str, type[MusterError]] = {
    "user_player_links_player_guid_key": PlayerTaken,
    "user_player_links_pkey": AlreadyLinked,
    "user_player_links_player_guid_fkey": PlayerNotFound,
    "admin_audit_undoes_key": AlreadyUndone,
    "players_self_registered_name_key": PlayerNameTaken,
    "user_player_links_own_guid_fkey": Conflict,
    "players_main_guid_fkey": Conflict,
    "merge_people_sending": BusyPerson,
    # Somebody's two accounts were merged meanwhile, and this one went; or they were erased.
    "availability_entries_user_id_fkey": NotLinked,
    "availability_answer_changes_user_id_fkey": NotLinked,
    "availability_last_words_user_id_fkey": NotLinked,
    "availability_channel_links_pkey": AddressTaken,
    "availability_channel_links_account_key": AddressTaken,
    "availability_promotion_campaigns_date_promoter_key": CampaignExists,
    "availability_promotion_campaigns_exclusive_day_key": DayHasCampaign,
    "notifications_ledger_once_idx": Conflict,
    "calls_one_a_day_key": CallExists,
    "webhooks_place_key": TooManyWebhooks,
    "webhooks_place_check": TooManyWebhooks,
    "planning_team_names_session_name_key": SuggestionTaken,
    "planning_votes_suggestion_id_fkey": SuggestionNotFound,
    "push_devices_user_id_fkey": NotLinked,
    # The session ended while its browser was let in.
    "push_devices_session_hash_fkey": NotSignedIn,
    "push_devices_session_hash_key": Conflict,
    "push_devices_endpoint_hash_key": Conflict,
    "push_devices_place_key": Conflict,
}
"""Constraint name → the error that the check before it would have raised."""
