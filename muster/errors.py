"""What can go wrong for a person, each with its HTTP status and its stable code.

Every expected failure is one of these; `website/backend/error_handlers.py` renders them as
``{"detail", "code", "errors"?}`` and the bots answer with `detail`. A constraint's name maps to the
same error as the check before it (`CONSTRAINT_ERRORS`), so that a race gives the same answer.
"""

from __future__ import annotations

from typing import Any, ClassVar


class MusterError(Exception):
    """An expected failure.

    Attributes:
        status: the HTTP status of the contract's section 3.
        code: a stable word that programs may compare.
        detail: one sentence a person can act on; never holds a secret or contact data.
        retry_after: whole seconds after which trying again makes sense, or None.
        reason: what the log says besides `code`, where somebody else's refusal is behind it.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    detail: str = "Something went wrong on our side."
    reason: str | None = None

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None) -> None:
        if detail is not None:
            self.detail = detail
        self.retry_after = retry_after
        super().__init__(self.detail)

    def extra(self) -> dict[str, Any]:
        """More members for the error's body; none by default."""
        return {}


class NotSignedIn(MusterError):
    status = 401
    code = "not_signed_in"
    detail = "Sign in with Discord first."


class ReadTokenInvalid(MusterError):
    status = 401
    code = "read_token_invalid"
    detail = "This token is not known, has expired or was revoked."


class Forbidden(MusterError):
    status = 403
    code = "forbidden"
    detail = "You may not do this."


class CsrfHeaderMissing(Forbidden):
    code = "csrf_header_missing"
    detail = "The request lacks the header X-Requested-With: XMLHttpRequest."


class ViewerChanged(Forbidden):
    code = "viewer_changed"
    detail = (
        "Somebody else is signed in in this browser by now, so nothing was stored. "
        "Look again and choose anew."
    )


class NotLinked(Forbidden):
    code = "not_linked"
    detail = "Link your Discord account to a player profile first."


class RegistrationClosed(Forbidden):
    code = "registration_closed"
    detail = "This community does not let players create profiles; ask an admin to add yours."


class ChannelNotVerified(Forbidden):
    code = "channel_not_verified"
    detail = "Link this channel first, so that we know the chat is yours."


class LinkConfirmRefused(Forbidden):
    code = "link_confirm_refused"
    detail = "The header X-Link-Confirm-Secret does not hold this site's LINK_CONFIRM_SECRET."


class NotPromoter(Forbidden):
    code = "not_promoter"
    detail = "Only promoters may do this; ask an admin of your community."


class NotAdmin(Forbidden):
    code = "not_admin"
    detail = "Only admins of this community may do this."


class OnlyRoot(Forbidden):
    code = "only_root"
    detail = "Only root gives and takes root; the operator can, by `muster rights`."


class NotYourCampaign(Forbidden):
    code = "not_your_campaign"
    detail = "Only the promoter who started this campaign or an admin may cancel it."


class NotTeamEditor(Forbidden):
    code = "not_team_editor"
    detail = "Only who opened the planning room, a promoter or an admin may save teams."


class ReadTokenNotEnough(Forbidden):
    code = "read_token_not_enough"
    detail = "This token may not do that: it reads what the API's document lists for it, no more."


class NotFound(MusterError):
    status = 404
    code = "not_found"
    detail = "There is nothing here."


class PlayerNotFound(NotFound):
    code = "player_not_found"
    detail = "There is no player profile with this guid."


class CampaignNotFound(NotFound):
    code = "campaign_not_found"
    detail = "There is no campaign with this id."


class NoPlanningRoom(NotFound):
    code = "no_planning_room"
    detail = "There is no planning room for today yet; open it first."


class NoRecord(NotFound):
    code = "no_record"
    detail = "Nothing is recorded of that evening."


class InviteNotFound(NotFound):
    code = "invite_not_found"
    detail = "There is no invite link with this id."


class CalendarFeedNotFound(NotFound):
    code = "calendar_feed_not_found"
    detail = "There is no calendar at this address (any more)."


class WebhookNotFound(NotFound):
    code = "webhook_not_found"
    detail = "There is no such webhook; it may have been removed."


class ReadTokenNotFound(NotFound):
    code = "read_token_not_found"
    detail = "There is no such token."


class SuggestionNotFound(NotFound):
    code = "suggestion_not_found"
    detail = "Today's planning room has no such name; choose one of those it shows."


class DeviceNotFound(NotFound):
    code = "device_not_found"
    detail = "There is no such device of yours any more."


class RightNotFound(NotFound):
    code = "right_not_found"
    detail = "They have no right that could be taken."


class PersonNotFound(NotFound):
    code = "person_not_found"
    detail = "Nobody signs in here by this number, or they have unlinked Discord."


class NotTheirAccount(NotFound):
    code = "not_their_account"
    detail = "This is none of the further Discord accounts by which this player signs in."


class AliasNotFound(NotFound):
    code = "alias_not_found"
    detail = "This player has no such alias."


class ActNotFound(NotFound):
    code = "act_not_found"
    detail = "There is no such act in the audit, or not any more."


class LinkTokenInvalid(NotFound):
    code = "link_token_invalid"
    detail = "This token is wrong, used or expired; get a new one on the page."


class WrongHost(MusterError):
    """The request names another host than the site's (`FRONTEND_ORIGIN`)."""

    status = 421
    code = "wrong_host"

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"This site is at {origin} (FRONTEND_ORIGIN), and the request names another host."
        )


class Conflict(MusterError):
    status = 409
    code = "conflict"
    detail = "Somebody changed this in the meantime."


class AnswerOvertaken(Conflict):
    code = "answer_overtaken"
    detail = "You have said something else since; that stands."


class AlreadyUndone(Conflict):
    code = "already_undone"
    detail = "Somebody has taken this back already."


class NotUndoable(Conflict):
    code = "not_undoable"
    detail = "This cannot be taken back."


class UndoOvertaken(Conflict):
    code = "undo_overtaken"
    detail = "Something else was done to it since, so this cannot be taken back any more."


class LastAdmin(Conflict):
    code = "last_admin"
    detail = "Nobody would be an admin any more; make somebody else one first."


class RightFromSettings(Conflict):
    code = "right_from_settings"
    detail = "The settings name this person, so the right is taken there, not here."


class NotTheFirstAccount(Conflict):
    code = "not_the_first_account"
    detail = "This is a further account of somebody; search for it, and give the right to them."


class PlayerTaken(Conflict):
    code = "player_taken"
    detail = "This player profile is linked to somebody else."


class IsAlt(Conflict):
    code = "is_alt"
    detail = "This profile is an alt of another player; change that one, or split it off first."


class NotAnAlt(Conflict):
    code = "not_an_alt"
    detail = "This profile stands by itself already."


class SamePerson(Conflict):
    code = "same_person"
    detail = "These are one person already."


class TwoPeople(Conflict):
    code = "two_people"
    detail = (
        "Somebody is linked to each, so two people would become one for good; look at it again."
    )


class BeingErased(Conflict):
    code = "being_erased"
    detail = "One of them is to be erased, and everything of the other would go with them."


class NotLinkedToAnybody(Conflict):
    code = "not_linked_to_anybody"
    detail = "Nobody is linked to this player."


class RightsWouldGo(Conflict):
    code = "rights_would_go"
    detail = (
        "The account that goes has rights that the other one lacks; give it the same rights first, "
        "or merge the other way round."
    )


class ImportChanged(Conflict):
    code = "import_changed"
    detail = "What this file would change is not what you saw any more; look at it again."


class BusyPerson(Conflict):
    code = "busy_person"
    detail = "A message to one of them is on its way just now; try again in a moment."


class PlayerNameTaken(Conflict):
    code = "name_taken"
    detail = "A player with this name exists already; search for it and link it."


class AlreadyLinked(Conflict):
    code = "already_linked"
    detail = "You are linked to a player profile already; unlink it before you create another."


class AddressTaken(Conflict):
    code = "address_taken"
    detail = "This address belongs to another account; unlink it there first."


class TooManyDevices(Conflict):
    code = "too_many_devices"
    detail = "You have ten devices already; remove one that you no longer use."


class ChannelSwitchedOff(Conflict):
    code = "channel_switched_off"
    detail = "This channel is switched off; switch it on first."


class CampaignExists(Conflict):
    code = "campaign_exists"
    detail = "You have promoted today already; a campaign that is not over can be cancelled first."


class DayHasCampaign(Conflict):
    code = "day_has_campaign"
    detail = "Somebody has promoted today already, and this community allows one campaign a day."


class NobodyToAsk(Conflict):
    code = "nobody_to_ask"
    detail = "Nobody who could be asked has agreed to it, so there is nothing to send."


class CampaignOver(Conflict):
    code = "campaign_over"
    detail = "This campaign has sent everything it had to send; there is nothing left to stop."


class NoSession(Conflict):
    code = "no_session"
    detail = "There is no session tonight."


class CallExists(Conflict):
    code = "call_exists"
    detail = "A call is on already; it asks until enough are looking."


class NobodyMissing(Conflict):
    code = "nobody_missing"
    detail = "Enough players are looking tonight, so there is nobody to call for."


class SessionBegun(Conflict):
    code = "session_begun"
    detail = "Tonight's session has begun, or there is none; it is too late for a call."


class EveningNotBegun(Conflict):
    code = "evening_not_begun"
    detail = "That evening has not begun; come back when it has."


class EveningTold(Conflict):
    code = "evening_told"
    detail = "Voice or the game server told who was there; nothing is to be closed by hand."


class EveningForgotten(Conflict):
    code = "evening_forgotten"
    detail = "It is not kept any more who was there on that evening."


class NoCall(Conflict):
    code = "no_call"
    detail = "There is no call tonight that could be stopped."


class NotToBeErased(Conflict):
    code = "not_to_be_erased"
    detail = "Nobody is to be erased here, so nothing is to be taken back."


class TooManyInvites(Conflict):
    code = "too_many_invites"
    detail = "There are 50 invite links already, which is all there may be; revoke one first."


class TooManyWebhooks(Conflict):
    code = "too_many_webhooks"
    detail = "There are ten webhooks, which is all there may be; remove one first."


class WebhookOff(Conflict):
    code = "webhook_off"
    detail = "This webhook is switched off; switch it on first."


class WebhookUnreadable(Conflict):
    code = "webhook_unreadable"
    detail = "No encryption key opens this webhook any more; remove it, and add it anew."


class TooManyReadTokens(Conflict):
    code = "too_many_read_tokens"
    detail = "50 tokens hold at once, which is all that may; revoke one first."


class PlanningLocked(Conflict):
    code = "planning_locked"
    detail = "The planning room opens once enough players are looking."


class PlanningNotOpen(Conflict):
    code = "planning_not_open"
    detail = "There is no planning room to join yet; open it once enough players are looking."


class SuggestionTaken(Conflict):
    code = "name_taken_here"
    detail = "Somebody has suggested this name already; vote for it."


class RoomFullOfSuggestions(Conflict):
    code = "room_full_of_suggestions"
    detail = "The room has 50 names, which is all it holds; vote for one of them."


class TooFewPlayers(Conflict):
    code = "too_few_players"
    detail = "Two teams need two players at least."


class DraftChanged(Conflict):
    """Somebody saved a draft after the one that this one was made from.

    `state` is what the planning room is like now, ready to be shown.
    """

    code = "draft_changed"
    detail = "Somebody saved other teams in the meantime; look at the difference and save again."

    def __init__(self, state: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.state = state

    def extra(self) -> dict[str, Any]:
        return {} if self.state is None else {"state": self.state}


class InvalidInput(MusterError):
    """Input that does not fit.

    `errors` lists what is wrong, one ``{"field", "message"}`` each; values are never repeated.
    """

    status = 422
    code = "invalid_input"
    detail = "Some of the input does not fit."

    def __init__(
        self, detail: str | None = None, *, errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.errors = errors or []

    def extra(self) -> dict[str, Any]:
        return {"errors": self.errors} if self.errors else {}


class ImportRefused(InvalidInput):
    code = "import_refused"
    detail = "Something in this file does not fit, so nothing was imported."


class DateInPast(InvalidInput):
    code = "date_in_past"
    detail = "Past days are read-only."


class DateTooFar(InvalidInput):
    code = "date_too_far"
    detail = "Answers can be given up to 90 days ahead."


class ArrivalInvalid(InvalidInput):
    code = "invalid_arrival"
    detail = "Say a time after the session's start and at most six hours after it."


class ConditionInvalid(InvalidInput):
    code = "invalid_condition"
    detail = "A condition asks for 2 to 99 players, you among them."


class RangeInvalid(InvalidInput):
    code = "invalid_range"
    detail = "The range ends before it starts."


class RangeTooLong(InvalidInput):
    code = "range_too_long"
    detail = "A range may have at most 180 days."


class PeopleUnknown(InvalidInput):
    code = "people_unknown"
    detail = "Somebody of these people is not linked here; load the list again."


class WebhookAddressRefused(InvalidInput):
    """An address that events are not sent to; `fault` says in a word why."""

    code = "webhook_address_refused"

    _SENTENCES: ClassVar[dict[str, str]] = {
        "not_http": "This is no web address; it begins with https://.",
        "https_only": "Events are sent to https:// alone.",
        "credentials": "An address may not hold a name and password before its host.",
        "fragment": "An address may not hold a #.",
        "host": "This is no host's name.",
        "port": "Events are sent to port 443, or to one from 1024 on.",
        "private": "This address leads into a private network, where events are not sent.",
        "too_long": "An address has at most 2000 characters.",
    }

    def __init__(self, fault: str) -> None:
        super().__init__(self._SENTENCES[fault])


class NotInPool(InvalidInput):
    code = "not_in_pool"
    detail = "Somebody in these teams is not in today's pool; take them out and save again."


class BodyTooLarge(InvalidInput):
    code = "body_too_large"
    detail = "The request's body is too large."


class RateLimited(MusterError):
    status = 429
    code = "rate_limited"
    detail = "That was too often; try again in a moment."


class TooManySuggestions(RateLimited):
    code = "too_many_suggestions"
    detail = "You have suggested 10 names today, which is all one may; vote for one of them."


class TooManyNameChanges(RateLimited):
    code = "too_many_name_changes"
    detail = "You have chosen a name three times in 30 days, which is all one may; keep it a while."


class TooManyPipelined(RateLimited):
    code = "too_many_pipelined"
    detail = "Too many requests wait on this connection; wait for answers."


class HeadTooSlow(MusterError):
    status = 408
    code = "head_too_slow"
    detail = "The request's head did not come in time."


class BodyTooSlow(MusterError):
    status = 408
    code = "body_too_slow"
    detail = "The request's body did not come in time."


class HeadTooLarge(MusterError):
    status = 431
    code = "head_too_large"
    detail = "The request's head is too large or has too many lines."


class BodyFarTooLarge(MusterError):
    """Larger than the HTTP server takes; answered as the lower limit of routes is."""

    status = 413
    code = BodyTooLarge.code
    detail = BodyTooLarge.detail


class Unavailable(MusterError):
    status = 503
    code = "unavailable"
    detail = "This part is not available right now."


class TooManyConnections(Unavailable):
    code = "too_many_connections"
    detail = "Too many connections are open; try again in a moment."


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"
    detail = "The database does not answer; try again in a moment."


class DiscordNotConfigured(Unavailable):
    code = "discord_not_configured"
    detail = "Signing in with Discord is not set up here."


class DiscordUnavailable(Unavailable):
    code = "discord_unavailable"
    detail = "Signing in with Discord does not work just now; try again in a moment."

    def __init__(self, reason: str, *, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.reason = reason


class LinkConfirmNotConfigured(Unavailable):
    code = "link_confirm_not_configured"
    detail = "Chats are linked here by our own bot alone; set LINK_CONFIRM_SECRET for another."


class PromotionsOff(Unavailable):
    code = "promotions_off"
    detail = "Promotions are switched off in this community."


class PushNotConfigured(Unavailable):
    code = "push_not_configured"
    detail = "This community does not send to browsers."


class EncryptionNotConfigured(Unavailable):
    code = "encryption_not_configured"
    detail = "Addresses cannot be stored here until the operator sets an encryption key."


class SignInFailed(MusterError):
    status = 422
    code = "sign_in_failed"
    detail = "The sign-in expired or was started elsewhere; start it again."


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
    "push_devices_user_id_fkey": NotLinked,
    # The session ended while its browser was let in.
    "push_devices_session_hash_fkey": NotSignedIn,
    "push_devices_session_hash_key": Conflict,
    "push_devices_endpoint_hash_key": Conflict,
    "push_devices_place_key": Conflict,
    "webhooks_place_key": TooManyWebhooks,
    "webhooks_place_check": TooManyWebhooks,
    "planning_team_names_session_name_key": SuggestionTaken,
    "planning_votes_suggestion_id_fkey": SuggestionNotFound,
}
"""Constraint name → the error that the check before it would have raised."""
