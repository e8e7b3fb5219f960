"""What the database itself refuses, and under which name: section 9 of the contract and the
delivery rules. The names matter: a constraint's name maps to the error that a person reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date, time, timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.scenes.good_rows import ANNOUNCEMENT, GOOD, LATER, NOW, OTHER_HASH, TODAY, insert

ANOTHER_DEVICE = {"place": 2, "session_hash": OTHER_HASH, "endpoint_hash": OTHER_HASH}
NO_ACCOUNT = {"account_hash": None, "account_encrypted": None}

# A scheduled event that Discord has.
MADE = {"state": "created", "discord_event_id": 7, "starts_at": NOW, "ends_at": LATER}
ANOTHER_DAY = {"event_date": date(2026, 11, 21)}
ANOTHER_EVENING = {"evening_date": date(2026, 11, 21)}

# Calls that are over or held, and one of another day.
ENDED = {"next_wave_at": None, "ended_at": NOW}
HELD = ENDED | {"status": "held"}
ANOTHER_CALL = {"call_date": date(2026, 11, 21)}

# Constraint → what differs from its table's good row, beside which the bad one is inserted.
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("players_pkey", {"canonical_name": "Other"}),
    ("players_guid_check", {"guid": ""}),
    ("players_guid_check", {"guid": "x" * 65}),
    ("players_name_check", {"name": ""}),
    ("players_canonical_name_check", {"canonical_name": ""}),
    ("players_rating_check", {"rating": float("nan")}),
    ("players_rating_check", {"rating": float("inf")}),
    ("players_origin_check", {"origin": "guessed"}),
    ("players_guid_key", {"guid": "G\u200b1", "origin": "imported"}),
    ("players_self_registered_name_key", {"guid": "g9", "canonical_name": "š"}),
    ("player_aliases_guid_fkey", {"guid": "nobody"}),
    ("player_aliases_alias_check", {"alias": ""}),
    ("player_aliases_canonical_alias_check", {"canonical_alias": ""}),
    ("user_permissions_discord_user_id_check", {"discord_user_id": 0}),
    ("user_permissions_tier_check", {"tier": "king"}),
    ("live_status_status_type_check", {"status_type": "Voice channel"}),
    ("live_status_status_data_check", {"status_data": "[]"}),
    ("website_sessions_token_hash_check", {"token_hash": b"short"}),
    ("website_sessions_expires_at_check", {"expires_at": NOW}),
    ("website_sessions_browser_check", {"token_hash": OTHER_HASH, "browser": ""}),
    ("website_sessions_user_id_fkey", {"token_hash": OTHER_HASH, "user_id": 99}),
    ("oauth_states_state_hash_check", {"state_hash": b"short"}),
    ("oauth_states_expires_at_check", {"expires_at": NOW}),
    ("discord_accounts_pkey", {"user_id": 2}),
    ("discord_accounts_user_id_key", {"discord_user_id": 502}),
    ("discord_accounts_user_id_fkey", {"discord_user_id": 502, "user_id": 99}),
    ("discord_accounts_discord_user_id_check", {"discord_user_id": -1}),
    ("discord_alt_accounts_pkey", {"user_id": 2}),
    ("discord_alt_accounts_user_id_fkey", {"discord_user_id": 602, "user_id": 99}),
    ("discord_alt_accounts_discord_user_id_check", {"discord_user_id": -1}),
    ("players_main_guid_check", {"guid": "g9", "canonical_name": "Other", "main_guid": "g9"}),
    ("players_main_guid_fkey", {"guid": "g9", "canonical_name": "Third", "main_guid": "nobody"}),
    ("user_player_links_pkey", {"player_guid": "g2"}),
    ("user_player_links_player_guid_key", {"user_id": 2}),
    ("user_player_links_own_guid_fkey", {"user_id": 2, "player_guid": "a1"}),
    ("user_player_links_player_guid_fkey", {"user_id": 2, "player_guid": "nobody"}),
    ("user_player_links_user_id_fkey", {"user_id": 99, "player_guid": "g2"}),
    ("account_link_audit_log_action_check", {"action": "player_renamed"}),
    ("calendar_feeds_pkey", {"secret_hash": OTHER_HASH}),
    ("calendar_feeds_secret_hash_key", {"user_id": 2}),
    ("calendar_feeds_salt_check", {"user_id": 2, "secret_hash": OTHER_HASH, "salt": b"short"}),
    ("calendar_feeds_secret_hash_check", {"user_id": 2, "secret_hash": b"short"}),
    ("calendar_feeds_user_id_fkey", {"user_id": 99, "secret_hash": OTHER_HASH}),
    ("calendar_feed_evenings_pkey", {}),
    ("calendar_feed_evenings_state_check", {**ANOTHER_EVENING, "state": "moved"}),
    ("calendar_feed_evenings_was_ready_check", {**ANOTHER_EVENING, "was_ready": False}),
    ("calendar_feed_evenings_revision_check", {**ANOTHER_EVENING, "revision": -1}),
    ("reader_languages_user_id_fkey", {"user_id": 99}),
    ("reader_languages_chosen_check", {"user_id": 2, "chosen": "Slovene"}),
    ("reader_languages_heard_check", {"user_id": 2, "heard": "sl-SI"}),
    ("erasures_pkey", {}),
    ("erasures_user_id_fkey", {"user_id": 99}),
    ("erasures_erases_at_check", {"user_id": 2, "erases_at": NOW - timedelta(seconds=1)}),
    ("erasures_asked_by_check", {"user_id": 2, "asked_by": "somebody"}),
    ("erased_people_pkey", {}),
    ("erased_people_asked_by_check", {"user_id": 8, "asked_by": "somebody"}),
    ("admin_audit_undoes_key", {}),
    ("admin_audit_act_check", {"undoes": None, "act": "rename"}),
    ("admin_audit_act_check", {"undoes": None, "act": "Player.rename"}),
    ("admin_audit_actor_check", {"undoes": None, "actor_user_id": None}),
    ("admin_audit_details_check", {"undoes": None, "details": "[]"}),
    ("invites_secret_hash_key", {}),
    ("invites_secret_hash_check", {"secret_hash": b"short"}),
    ("invites_label_check", {"secret_hash": OTHER_HASH, "label": ""}),
    ("invites_expires_at_check", {"secret_hash": OTHER_HASH, "expires_at": NOW}),
    ("invites_uses_check", {"secret_hash": OTHER_HASH, "uses": -1}),
    ("invites_uses_check", {"secret_hash": OTHER_HASH, "uses": 6}),
    ("invites_uses_check", {"secret_hash": OTHER_HASH, "most_uses": 0}),
    ("invites_created_by_fkey", {"secret_hash": OTHER_HASH, "created_by": 99}),
    ("invite_arrivals_pkey", {}),
    ("invite_arrivals_user_id_fkey", {"user_id": 99}),
    ("invite_arrivals_invite_id_fkey", {"user_id": 2, "invite_id": 99}),
    ("availability_entries_pkey", {"status": "MAYBE"}),
    ("availability_entries_status_check", {"status": "PERHAPS"}),
    ("availability_entries_user_id_fkey", {"user_id": 99}),
    ("availability_entries_arrives_at_check", {"status": "MAYBE", "arrives_at": time(21, 30)}),
    ("availability_entries_only_if_check", {"status": "LOOKING", "only_if": 6}),
    ("availability_entries_only_if_check", {"status": "AVAILABLE", "only_if": 1}),
    ("availability_entries_only_if_check", {"status": "AVAILABLE", "only_if": 100}),
    ("availability_answer_changes_status_check", {"status": "PERHAPS"}),
    ("availability_answer_changes_source_check", {"source": "fax"}),
    ("availability_answer_changes_user_id_fkey", {"user_id": 99}),
    ("availability_last_words_pkey", {}),
    ("availability_last_words_user_id_fkey", {"user_id": 99}),
    ("evening_rules_pkey", {}),
    ("evening_rules_weekday_check", {"weekday": -1}),
    ("evening_rules_weekday_check", {"weekday": 7}),
    ("evening_rules_threshold_check", {"weekday": 5, "threshold": 1}),
    ("evening_rules_threshold_check", {"weekday": 5, "threshold": 100}),
    ("evening_rules_call_at_check", {"weekday": 5, "call_at": time(21, 0)}),
    ("evening_rules_call_most_check", {"weekday": 5, "call_most": 0}),
    ("evening_rules_call_below_check", {"weekday": 5, "call_below": 0}),
    ("evening_rules_call_below_check", {"weekday": 5, "call_below": 100}),
    ("evening_rules_updated_by_fkey", {"weekday": 5, "updated_by": 99}),
    ("evening_rule_changes_weekday_check", {"weekday": 7}),
    ("evening_rule_changes_changed_by_fkey", {"changed_by": 99}),
    ("availability_user_settings_sound_cooldown_check", {"sound_cooldown_seconds": 29}),
    ("availability_user_settings_sound_cooldown_check", {"sound_cooldown_seconds": 3601}),
    ("availability_user_settings_timezone_check", {"timezone": ""}),
    ("availability_user_settings_user_id_fkey", {"user_id": 99}),
    ("availability_subscriptions_pkey", {}),
    ("availability_subscriptions_channel_type_check", {"channel_type": "fax"}),
    ("availability_subscriptions_preferences_check", {"preferences": "[]"}),
    ("availability_subscriptions_refused_check", {"refused_at": NOW}),
    (
        "availability_subscriptions_refused_check",
        {"enabled": True, "refused_at": NOW, "refused_reason": "Blocked."},
    ),
    ("availability_subscriptions_dm_channel_check", {"discord_dm_channel_id": 7}),
    ("availability_subscriptions_user_id_fkey", {"user_id": 99}),
    ("push_devices_place_key", {**ANOTHER_DEVICE, "place": 1}),
    ("push_devices_session_hash_key", {"place": 2, "endpoint_hash": OTHER_HASH}),
    ("push_devices_endpoint_hash_key", {"place": 2, "session_hash": OTHER_HASH}),
    ("push_devices_session_hash_fkey", ANOTHER_DEVICE),
    ("push_devices_user_id_fkey", {**ANOTHER_DEVICE, "user_id": 99}),
    ("push_devices_place_check", {**ANOTHER_DEVICE, "place": 0}),
    ("push_devices_place_check", {**ANOTHER_DEVICE, "place": 11}),
    ("push_devices_endpoint_hash_check", {**ANOTHER_DEVICE, "endpoint_hash": b"short"}),
    ("push_devices_subscription_check", {**ANOTHER_DEVICE, "subscription_encrypted": b""}),
    (
        "push_devices_subscription_check",
        {**ANOTHER_DEVICE, "subscription_encrypted": b"x" * 4097},
    ),
    ("push_devices_sender_key_check", {**ANOTHER_DEVICE, "sender_key": "no key"}),
    ("push_devices_name_check", {**ANOTHER_DEVICE, "name": ""}),
    ("push_devices_name_check", {**ANOTHER_DEVICE, "name": "x" * 61}),
    ("availability_channel_links_pkey", {"user_id": 2}),
    ("availability_channel_links_channel_type_check", {"channel_type": "discord", **NO_ACCOUNT}),
    ("availability_channel_links_address_hash_check", {"address_hash": b"short"}),
    ("availability_channel_links_source_check", {"typed_at": None, "verified_at": None}),
    ("availability_channel_links_typed_key", {"address_hash": OTHER_HASH, "verified_at": None}),
    ("availability_channel_links_verified_key", {"address_hash": OTHER_HASH, "typed_at": None}),
    (
        "availability_channel_links_user_id_fkey",
        {"address_hash": OTHER_HASH, "user_id": 99, **NO_ACCOUNT},
    ),
    ("availability_channel_links_account_key", {"address_hash": OTHER_HASH, "user_id": 2}),
    ("availability_channel_links_account_check", {"channel_type": "telegram"}),
    ("availability_channel_links_account_check", {"account_hash": None}),
    ("availability_channel_links_account_check", {"account_hash": b"short"}),
    ("availability_link_tokens_pkey", {"token_hash": OTHER_HASH}),
    ("availability_link_tokens_token_hash_key", {"user_id": 2}),
    ("availability_link_tokens_channel_type_check", {"channel_type": "discord"}),
    ("availability_link_tokens_token_hash_check", {"token_hash": b"short"}),
    ("availability_link_tokens_expires_at_check", {"expires_at": NOW}),
    ("availability_link_tokens_user_id_fkey", {"user_id": 99, "token_hash": OTHER_HASH}),
    ("availability_disputed_handles_pkey", {}),
    ("availability_disputed_handles_user_id_fkey", {"user_id": 99}),
    ("availability_disputed_handles_channel_type_check", {"channel_type": "discord"}),
    ("availability_disputed_handles_address_hash_check", {"user_id": 2, "address_hash": b"short"}),
    ("availability_stopped_addresses_pkey", {}),
    ("availability_stopped_addresses_channel_type_check", {"channel_type": "discord"}),
    ("availability_stopped_addresses_address_hash_check", {"address_hash": b"short"}),
    (
        "availability_stopped_addresses_encrypted_check",
        {"address_hash": OTHER_HASH, "address_encrypted": b"secret"},
    ),
    ("tonight_messages_pkey", {}),
    ("tonight_messages_discord_channel_id_check", {"discord_channel_id": 0}),
    ("tonight_messages_nonce_check", {"discord_channel_id": 8, "nonce": "n" * 26}),
    ("tonight_messages_posted_check", {"discord_channel_id": 8, "discord_message_id": 7}),
    (
        "tonight_messages_posted_check",
        {
            "discord_channel_id": 8,
            "discord_message_id": 7,
            "posted_at": NOW,
            "doubt_since": NOW,
        },
    ),
    ("sandbox_outbox_user_id_fkey", {"user_id": 99}),
    ("sandbox_outbox_channel_type_check", {"channel_type": "fax"}),
    ("notifications_ledger_recipient_event_channel_key", {"repeats_another": True}),
    ("notifications_ledger_once_idx", {"channel_type": "telegram"}),
    ("notifications_ledger_announcement_event_key", ANNOUNCEMENT),
    ("notifications_ledger_recipient_check", {"user_id": None}),
    ("notifications_ledger_recipient_check", {"discord_channel_id": 9}),
    ("notifications_ledger_announcement_check", {**ANNOUNCEMENT, "channel_type": "signal"}),
    ("notifications_ledger_event_key_check", {"event_key": ""}),
    ("notifications_ledger_channel_type_check", {"channel_type": "fax"}),
    ("notifications_ledger_payload_check", {"payload": "1"}),
    ("notifications_ledger_state_check", {"state": "lost"}),
    ("notifications_ledger_reason_check", {"state": "skipped", "reason": "bored"}),
    ("notifications_ledger_skipped_check", {"state": "skipped"}),
    ("notifications_ledger_skipped_check", {"reason": "expired"}),
    ("notifications_ledger_lease_check", {"state": "sending"}),
    ("notifications_ledger_lease_check", {"state": "sending", "lease_until": LATER}),
    ("notifications_ledger_lease_check", {"lease_until": LATER}),
    ("notifications_ledger_sent_check", {"state": "sent"}),
    ("notifications_ledger_sent_check", {"sent_at": NOW}),
    ("notifications_ledger_attempt_check", {"attempt": -1}),
    ("notifications_ledger_nonce_check", {"nonce": "n" * 26}),
    ("notifications_ledger_user_id_fkey", {"user_id": 99}),
    ("notifications_ledger_promotion_job_id_fkey", {"user_id": 2, "promotion_job_id": 99}),
    ("subscription_preferences_preferred_channel_check", {"preferred_channel": "fax"}),
    ("subscription_preferences_quiet_hours_check", {"quiet_hours_start": time(22, 0)}),
    ("subscription_preferences_timezone_check", {"timezone": "x" * 65}),
    ("subscription_preferences_notify_threshold_check", {"notify_threshold": 100}),
    ("subscription_preferences_notify_threshold_check", {"notify_threshold": -1}),
    ("subscription_preferences_away_check", {"away_until": TODAY}),
    ("subscription_preferences_asks_a_day_check", {"asks_a_day": 2}),
    ("subscription_preferences_asks_a_week_check", {"asks_a_week": -1}),
    ("subscription_preferences_user_id_fkey", {"user_id": 99}),
    ("availability_promotion_campaigns_date_promoter_key", {"exclusive_day": False}),
    ("availability_promotion_campaigns_exclusive_day_key", {"promoter_user_id": 2}),
    ("availability_promotion_campaigns_status_check", {"status": "late"}),
    ("availability_promotion_campaigns_cancelled_check", {"status": "cancelled"}),
    ("availability_promotion_campaigns_cancelled_check", {"cancelled_at": NOW}),
    ("availability_promotion_campaigns_recipient_count_check", {"recipient_count": -1}),
    ("availability_promotion_campaigns_channels_summary_check", {"channels_summary": "[]"}),
    ("availability_promotion_campaigns_voice_check", {"voice_expected": 3}),
    ("availability_promotion_campaigns_voice_check", {"voice_present": 0}),
    (
        "availability_promotion_campaigns_voice_check",
        {"voice_expected": 3, "voice_present": 4},
    ),
    (
        "availability_promotion_campaigns_voice_check",
        {"voice_expected": 3, "voice_present": -1},
    ),
    (
        "availability_promotion_campaigns_promoter_user_id_fkey",
        {"promoter_user_id": 99, "exclusive_day": False},
    ),
    (
        "availability_promotion_campaigns_cancelled_by_user_id_fkey",
        {"status": "cancelled", "cancelled_at": NOW, "cancelled_by_user_id": 99},
    ),
    ("availability_promotion_recipients_pkey", {}),
    ("availability_promotion_recipients_status_check", {"status": "NONE"}),
    ("availability_promotion_recipients_selected_channel_check", {"selected_channel": "any"}),
    ("availability_promotion_recipients_campaign_id_fkey", {"campaign_id": 99}),
    ("availability_promotion_recipients_user_id_fkey", {"user_id": 99}),
    ("availability_promotion_jobs_campaign_id_job_type_key", {}),
    ("availability_promotion_jobs_campaign_id_fkey", {"campaign_id": 99}),
    ("availability_promotion_jobs_job_type_check", {"job_type": "send_start_2200"}),
    ("availability_promotion_jobs_status_check", {"status": "partial"}),
    ("availability_promotion_jobs_attempts_check", {"attempts": 6}),
    ("availability_promotion_jobs_max_attempts_check", {"max_attempts": 0}),
    ("availability_promotion_send_logs_campaign_id_fkey", {"campaign_id": 99}),
    ("availability_promotion_send_logs_job_id_fkey", {"job_id": 99}),
    ("availability_promotion_send_logs_user_id_fkey", {"user_id": 99}),
    ("availability_promotion_send_logs_channel_type_check", {"channel_type": "fax"}),
    (
        "availability_promotion_send_logs_discord_channel_id_check",
        {"channel_type": "signal", "discord_channel_id": 1},
    ),
    ("availability_promotion_send_logs_recipient_check", {"user_id": None}),
    ("availability_promotion_send_logs_status_check", {"status": "unknown"}),
    ("availability_promotion_send_logs_reason_check", {"status": "skipped", "reason": "bored"}),
    ("availability_promotion_send_logs_skipped_check", {"status": "skipped"}),
    ("calls_one_a_day_key", {}),
    ("calls_one_a_day_key", HELD),
    ("calls_source_check", ANOTHER_CALL | {"source": "chance"}),
    ("calls_status_check", ANOTHER_CALL | ENDED | {"status": "late"}),
    ("calls_end_reason_check", ANOTHER_CALL | {"end_reason": "start"}),
    ("calls_end_reason_check", ANOTHER_CALL | ENDED | {"status": "over"}),
    ("calls_end_reason_check", ANOTHER_CALL | ENDED | {"status": "over", "end_reason": "bored"}),
    ("calls_next_wave_at_check", ANOTHER_CALL | {"next_wave_at": None}),
    ("calls_ended_at_check", ANOTHER_CALL | {"ended_at": NOW}),
    ("calls_most_check", ANOTHER_CALL | {"most": 0}),
    ("calls_wait_minutes_check", ANOTHER_CALL | {"wait_minutes": 1}),
    ("calls_wave_number_check", ANOTHER_CALL | {"wave_number": -1}),
    ("calls_started_by_user_id_fkey", ANOTHER_CALL | {"started_by_user_id": 99}),
    ("calls_stopped_by_user_id_fkey", ANOTHER_CALL | {"stopped_by_user_id": 99}),
    ("call_asks_pkey", {}),
    ("call_asks_call_id_fkey", {"user_id": 2, "call_id": 99}),
    ("call_asks_user_id_fkey", {"user_id": 99}),
    ("call_asks_reason_check", {"user_id": 2, "reason": "away"}),
    ("call_asks_reason_check", {"user_id": 2, "asked_at": None, "chance": None}),
    (
        "call_asks_reason_check",
        {"user_id": 2, "asked_at": None, "chance": None, "reason": "bored"},
    ),
    ("call_asks_chance_check", {"user_id": 2, "chance": 1.5}),
    ("call_asks_chance_check", {"user_id": 2, "chance": None}),
    ("call_asks_wave_check", {"user_id": 2, "wave": 0}),
    ("call_habits_pkey", {}),
    ("call_habits_user_id_fkey", {"user_id": 99}),
    ("usual_answers_pkey", {}),
    ("usual_answers_user_id_fkey", {"user_id": 99}),
    ("usual_answers_weekday_check", {"weekday": 7}),
    ("usual_answers_mode_check", {"weekday": 0, "mode": "guess"}),
    ("usual_answers_status_check", {"weekday": 0, "status": "PERHAPS"}),
    ("usual_answers_answers_from_check", {"weekday": 0, "mode": "answer"}),
    ("usual_answers_answers_from_check", {"weekday": 0, "answers_from": TODAY}),
    ("usual_answers_stopped_at_check", {"weekday": 0, "mode": "off", "stopped_at": NOW}),
    ("evening_attendance_pkey", {}),
    ("evening_attendance_user_id_fkey", {"user_id": 99}),
    ("evening_attendance_seen_check", {"user_id": 2, "first_seen_at": LATER, "last_seen_at": NOW}),
    ("forecast_habits_pkey", {}),
    ("forecast_habits_user_id_fkey", {"user_id": 99}),
    ("forecast_habits_state_check", {"weekday": 5, "state": "hopeful"}),
    ("forecast_habits_weekday_check", {"weekday": 7}),
    ("forecast_habits_weekday_check", {"weekday": -2}),
    ("forecast_habits_numbers_check", {"weekday": 5, "seen": [1.0] * 6}),
    ("forecast_habits_numbers_check", {"weekday": 5, "came": [-1.0] * 7}),
    ("forecast_calibrations_pkey", {}),
    ("forecast_calibrations_slope_check", {"lead_hours": 5, "slope": 0.0}),
    ("forecast_learned_pkey", {}),
    ("forecast_notes_pkey", {}),
    ("forecast_notes_hour_check", {"hour": 19}),
    ("forecast_notes_chance_check", {"hour": 12, "chance": 0.0}),
    ("forecast_notes_chance_check", {"hour": 12, "chance": 1.0}),
    ("forecast_notes_numbers_check", {"hour": 12, "looking": -1}),
    ("webhooks_place_key", {}),
    ("webhooks_place_check", {"place": 0}),
    ("webhooks_place_check", {"place": 11}),
    ("webhooks_label_check", {"place": 2, "label": ""}),
    ("webhooks_events_check", {"place": 2, "events": []}),
    ("webhooks_events_check", {"place": 2, "events": ["session.ready", "webhook.test"]}),
    ("webhooks_state_check", {"place": 2, "state": "tired"}),
    ("webhooks_former_secret_check", {"place": 2, "former_secret_encrypted": b"secret"}),
    ("webhooks_former_secret_check", {"place": 2, "former_secret_until": LATER}),
    ("webhooks_failures_check", {"place": 2, "failures": -1}),
    ("webhooks_failures_check", {"place": 2, "failures": 1}),
    ("webhooks_failures_check", {"place": 2, "failing_since": NOW}),
    ("webhooks_created_by_fkey", {"place": 2, "created_by": 99}),
    ("webhook_events_message_id_key", {"event_key": "other"}),
    ("webhook_events_once_key", {"message_id": "msg_2"}),
    ("webhook_events_event_check", {"message_id": "msg_2", "event": "session.over"}),
    ("webhook_deliveries_pkey", {}),
    ("webhook_deliveries_webhook_id_fkey", {"webhook_id": 99}),
    ("webhook_deliveries_event_id_fkey", {"event_id": 99}),
    ("webhook_deliveries_state_check", {"state": "lost"}),
    ("webhook_deliveries_lease_check", {"worker": "bot", "lease_until": LATER}),
    (
        "webhook_deliveries_lease_check",
        {"state": "sending", "settled_at": None, "lease_until": LATER},
    ),
    ("webhook_deliveries_settled_check", {"state": "pending"}),
    ("webhook_deliveries_settled_check", {"settled_at": None}),
    ("webhook_deliveries_attempts_check", {"attempts": -1}),
    ("read_tokens_token_hash_key", {}),
    ("read_tokens_token_hash_check", {"token_hash": b"short"}),
    ("read_tokens_label_check", {"token_hash": OTHER_HASH, "label": ""}),
    ("read_tokens_scope_check", {"token_hash": OTHER_HASH, "scope": "admin", "user_id": None}),
    ("read_tokens_owner_check", {"token_hash": OTHER_HASH, "user_id": None}),
    ("read_tokens_owner_check", {"token_hash": OTHER_HASH, "scope": "public"}),
    ("read_tokens_expires_check", {"token_hash": OTHER_HASH, "expires_at": NOW}),
    ("read_tokens_user_id_fkey", {"token_hash": OTHER_HASH, "user_id": 99}),
    ("read_tokens_created_by_fkey", {"token_hash": OTHER_HASH, "created_by": 99}),
    ("evening_records_pkey", {}),
    ("evening_records_told_by_check", {**ANOTHER_EVENING, "told_by": "rumour"}),
    ("evening_records_threshold_check", {**ANOTHER_EVENING, "threshold": 0}),
    ("evening_records_threshold_check", {**ANOTHER_EVENING, "threshold": 100}),
    ("evening_records_numbers_check", {**ANOTHER_EVENING, "most_in_voice": -1}),
    ("evening_records_numbers_check", {**ANOTHER_EVENING, "most_on_server": -1}),
    ("evening_records_numbers_check", {**ANOTHER_EVENING, "enough_minutes": -1}),
    ("evening_records_numbers_check", {**ANOTHER_EVENING, "said_yes": -1}),
    ("evening_records_numbers_check", {**ANOTHER_EVENING, "came": -1}),
    ("evening_records_played_check", {**ANOTHER_EVENING, "session": False}),
    ("evening_records_played_check", {**ANOTHER_EVENING, "told_by": None}),
    ("evening_records_played_check", {**ANOTHER_EVENING, "played": False, "closed_at": None}),
    ("evening_records_closed_by_fkey", {**ANOTHER_EVENING, "closed_by": 99}),
    ("evening_minutes_pkey", {}),
    ("evening_minutes_known_check", {"minute": LATER, "in_voice": None, "on_server": None}),
    ("evening_minutes_numbers_check", {"minute": LATER, "in_voice": -1}),
    ("evening_minutes_numbers_check", {"minute": LATER, "on_server": -1}),
    ("planning_sessions_session_date_key", {}),
    (
        "planning_sessions_created_by_user_id_fkey",
        {"created_by_user_id": 99, "session_date": date(2026, 11, 21)},
    ),
    ("planning_sessions_thread_state_check", {"thread_state": "open"}),
    ("planning_sessions_thread_lease_check", {"thread_state": "creating"}),
    ("planning_sessions_discord_thread_id_check", {"thread_state": "created"}),
    ("planning_sessions_discord_thread_id_check", {"discord_thread_id": 7}),
    ("planning_sessions_thread_attempts_check", {"thread_attempts": -1}),
    ("planning_sessions_draft_version_check", {"draft_version": -1}),
    ("planning_team_names_session_name_key", {"name": "ČUKI"}),
    ("planning_team_names_session_id_fkey", {"session_id": 99}),
    ("planning_team_names_suggested_by_user_id_fkey", {"name": "x2", "suggested_by_user_id": 99}),
    ("planning_team_names_name_check", {"name": "x"}),
    ("planning_team_names_name_check", {"name": "x" * 49}),
    ("planning_votes_pkey", {}),
    ("planning_votes_session_id_fkey", {"session_id": 99}),
    ("planning_votes_user_id_fkey", {"user_id": 99}),
    ("planning_votes_suggestion_id_fkey", {"user_id": 2, "suggestion_id": 99}),
    ("planning_teams_session_id_fkey", {"session_id": 99}),
    ("planning_teams_side_check", {"side": "C"}),
    ("planning_teams_captain_fkey", {"side": "B", "captain_user_id": 1}),
    ("planning_team_members_pkey", {}),
    ("planning_team_members_side_check", {"user_id": 2, "side": "C"}),
    ("planning_team_members_position_check", {"user_id": 2, "position": -1}),
    ("planning_team_members_team_fkey", {"user_id": 2, "side": "B"}),
    ("planning_team_members_user_id_fkey", {"user_id": 99}),
    ("discord_scheduled_events_pkey", {}),
    ("discord_scheduled_events_discord_event_id_key", ANOTHER_DAY | MADE),
    ("discord_scheduled_events_state_check", {"state": "late"}),
    ("discord_scheduled_events_reference_check", {"reference": ""}),
    ("discord_scheduled_events_reference_check", {"reference": "a&b"}),
    ("discord_scheduled_events_discord_event_id_check", {"state": "active"}),
    ("discord_scheduled_events_discord_event_id_check", {**MADE, "state": "creating"}),
    ("discord_scheduled_events_times_check", {**MADE, "discord_event_id": 8, "ends_at": None}),
    ("discord_scheduled_events_times_check", {**MADE, "discord_event_id": 8, "ends_at": NOW}),
    ("discord_scheduled_events_times_check", {"state": "failed", "discord_event_id": 8}),
    ("availability_day_counts_status_check", {"status": "PERHAPS"}),
    ("availability_day_counts_number_check", {"status": "MAYBE", "number": 0}),
    ("notification_day_counts_state_check", {"state": "pending"}),
    ("notification_day_counts_number_check", {"state": "failed", "number": 0, "in_time": 0}),
    ("notification_day_counts_number_check", {"state": "failed", "in_time": 4}),
    (
        "availability_promotion_campaigns_counted_check",
        {"campaign_date": date(2026, 11, 21), "counted_at": NOW},
    ),
    (
        "availability_promotion_campaigns_counted_check",
        {"campaign_date": date(2026, 11, 21), "pruned_at": NOW},
    ),
    ("discord_scheduled_events_told_check", {"told": "2 are looking"}),
    ("discord_scheduled_events_left_alone_check", {"left_alone": ["end"]}),
    ("discord_scheduled_events_lease_check", {"worker": "bot"}),
    ("discord_scheduled_events_lease_check", {"lease_until": LATER}),
    ("discord_scheduled_events_attempts_check", {"attempts": -1}),
]

# Targets of foreign keys that hold by another key already.
IMPLIED = {
    "planning_team_names_session_id_id_key",
    "planning_team_members_session_id_side_user_id_key",
    "players_own_guid_key",
}


def table_of(constraint: str) -> str:
    return max((name for name in GOOD if constraint.startswith(f"{name}_")), key=len)


@pytest.fixture
async def filled(database_url: str) -> AsyncGenerator[Any, None]:
    """Three users, two players, one with an alt, and one good row in every other table."""
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO website_users (created_at) VALUES ($1), ($1), ($1)", NOW)
    for table in GOOD:
        await insert(connection, table)
    await insert(connection, "players", {"guid": "g2", "canonical_name": "Other"})
    await insert(connection, "players", {"guid": "a1", "canonical_name": "Alt", "main_guid": "g2"})
    await insert(connection, "notifications_ledger", ANNOUNCEMENT)
    await insert(connection, "discord_scheduled_events", MADE | {"event_date": date(2026, 11, 19)})
    yield connection
    await connection.close()


async def test_what_does_not_fit_is_refused_by_name(filled: Any) -> None:
    for constraint, changes in REFUSED:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refused:
            await insert(filled, table_of(constraint), changes)
        assert getattr(refused.value, "constraint_name", None) == constraint, changes


async def test_every_rule_of_the_database_is_proven_above(filled: Any) -> None:
    rows = await filled.fetch("""
        SELECT conname AS name FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
        UNION
        SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT i.indisprimary""")
    assert {row["name"] for row in rows} - IMPLIED == {
        name for name, _ in REFUSED if not name.endswith("_pkey")
    }


async def test_a_cancelled_campaign_frees_the_day(filled: Any) -> None:
    await filled.execute(
        "UPDATE availability_promotion_campaigns SET status = 'cancelled', cancelled_at = $1", NOW
    )
    await insert(filled, "availability_promotion_campaigns")


async def test_imported_players_may_share_a_name(filled: Any) -> None:
    await insert(filled, "players", {"guid": "g3", "origin": "imported"})


async def test_where_one_channel_failed_another_takes_over(filled: Any) -> None:
    await filled.execute("UPDATE notifications_ledger SET state = 'failed'")
    await insert(filled, "notifications_ledger", {"channel_type": "telegram"})


async def test_logs_are_never_rewritten(filled: Any) -> None:
    for table in ("account_link_audit_log", "availability_promotion_send_logs"):
        with pytest.raises(asyncpg.RestrictViolationError, match=table):
            await filled.execute(f"UPDATE {table} SET created_at = $1", LATER)


async def test_a_captain_leads_the_side_they_play_on(filled: Any) -> None:
    """Judged at the commit, so that a draft can be replaced in any order."""
    async with filled.transaction():
        await filled.execute("UPDATE planning_teams SET captain_user_id = 2")
        await insert(filled, "planning_team_members", {"user_id": 2})
    await filled.execute("DELETE FROM planning_team_members WHERE user_id = 2")
    assert await filled.fetchval("SELECT captain_user_id FROM planning_teams") is None


async def test_defaults_are_the_contracts(filled: Any) -> None:
    settings = await filled.fetchrow("SELECT * FROM availability_user_settings")
    assert settings["sound_cooldown_seconds"] == 480
    assert settings["availability_reminders_enabled"] is True
    preferences = await filled.fetchrow("SELECT * FROM subscription_preferences")
    assert (preferences["allow_promotions"], preferences["notify_threshold"]) == (False, 0)
    assert await filled.fetchval("SELECT max_attempts FROM availability_promotion_jobs") == 5


async def test_a_person_who_is_removed_takes_their_rows_along(filled: Any) -> None:
    await insert(filled, "website_sessions", {"token_hash": OTHER_HASH, "user_id": 2})
    await insert(filled, "availability_entries", {"user_id": 2})
    await insert(filled, "availability_last_words", {"user_id": 2})
    await insert(filled, "availability_answer_changes", {"user_id": 2})
    await insert(filled, "evening_attendance", {"user_id": 2})
    await insert(filled, "evening_records", {**ANOTHER_EVENING, "closed_by": 2})
    await insert(filled, "notifications_ledger", {"user_id": 2})
    await insert(filled, "availability_promotion_send_logs", {"user_id": 2})
    await filled.execute("DELETE FROM website_users WHERE id = 2")
    assert await filled.fetchval("SELECT count(*) FROM availability_entries") == 1
    assert await filled.fetchval("SELECT count(*) FROM availability_last_words") == 1
    assert await filled.fetchval("SELECT count(*) FROM availability_answer_changes") == 1
    assert await filled.fetchval("SELECT count(*) FROM evening_attendance") == 1
    # An evening's record names nobody, and stays.
    assert await filled.fetchval("SELECT count(*) FROM evening_records") == 2
    assert await filled.fetchval("SELECT count(closed_by) FROM evening_records") == 1


async def test_what_does_not_go_with_a_status_is_gone_where_an_older_writer_changes_it(
    filled: Any,
) -> None:
    said = {"user_id": 2, "status": "AVAILABLE", "arrives_at": time(21, 30), "only_if": 6}
    await insert(filled, "availability_entries", said)
    for status, left in (("LOOKING", (time(21, 30), None)), ("MAYBE", (None, None))):
        await filled.execute("UPDATE availability_entries SET status = $1", status)
        row = await filled.fetchrow("SELECT * FROM availability_entries WHERE user_id = 2")
        assert (row["arrives_at"], row["only_if"]) == left


async def test_later_arrivals_have_higher_numbers(filled: Any) -> None:
    await insert(filled, "availability_entries", {"user_id": 3})
    await insert(filled, "availability_entries", {"user_id": 2})
    rows = await filled.fetch("SELECT user_id FROM availability_entries ORDER BY arrival_number")
    assert [row["user_id"] for row in rows] == [1, 3, 2]
