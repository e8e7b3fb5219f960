"""What can go wrong with players, accounts, their rights and the ways that lead to somebody."""

from __future__ import annotations

from muster.errors.base import Conflict, Forbidden, InvalidInput, NotFound, RateLimited
from muster.words import words

say = words("peopleErrors")


class NotLinked(Forbidden):
    code = "not_linked"
    detail = say("not-linked")


class RegistrationClosed(Forbidden):
    code = "registration_closed"
    detail = say("registration-closed")


class ChannelNotVerified(Forbidden):
    code = "channel_not_verified"
    detail = say("channel-not-verified")


class NotPromoter(Forbidden):
    code = "not_promoter"
    detail = say("not-promoter")


class NotAdmin(Forbidden):
    code = "not_admin"
    detail = say("not-admin")


class OnlyRoot(Forbidden):
    code = "only_root"
    detail = say("only-root")


class PlayerNotFound(NotFound):
    code = "player_not_found"
    detail = say("player-not-found")


class InviteNotFound(NotFound):
    code = "invite_not_found"
    detail = say("invite-not-found")


class RightNotFound(NotFound):
    code = "right_not_found"
    detail = say("right-not-found")


class CalendarFeedNotFound(NotFound):
    code = "calendar_feed_not_found"
    detail = say("calendar-feed-not-found")


class DeviceNotFound(NotFound):
    code = "device_not_found"
    detail = say("device-not-found")


class TooManyDevices(Conflict):
    code = "too_many_devices"
    detail = say("too-many-devices")


class PersonNotFound(NotFound):
    code = "person_not_found"
    detail = say("person-not-found")


class NotTheirAccount(NotFound):
    code = "not_their_account"
    detail = say("not-their-account")


class AliasNotFound(NotFound):
    code = "alias_not_found"
    detail = say("alias-not-found")


class ActNotFound(NotFound):
    code = "act_not_found"
    detail = say("act-not-found")


class LinkTokenInvalid(NotFound):
    code = "link_token_invalid"
    detail = say("link-token-invalid")


class AlreadyUndone(Conflict):
    code = "already_undone"
    detail = say("already-undone")


class NotUndoable(Conflict):
    code = "not_undoable"
    detail = say("not-undoable")


class UndoOvertaken(Conflict):
    code = "undo_overtaken"
    detail = say("undo-overtaken")


class LastAdmin(Conflict):
    code = "last_admin"
    detail = say("last-admin")


class RightFromSettings(Conflict):
    code = "right_from_settings"
    detail = say("right-from-settings")


class NotTheFirstAccount(Conflict):
    code = "not_the_first_account"
    detail = say("not-the-first-account")


class PlayerTaken(Conflict):
    code = "player_taken"
    detail = say("player-taken")


class IsAlt(Conflict):
    code = "is_alt"
    detail = say("is-alt")


class NotAnAlt(Conflict):
    code = "not_an_alt"
    detail = say("not-an-alt")


class SamePerson(Conflict):
    code = "same_person"
    detail = say("same-person")


class TwoPeople(Conflict):
    code = "two_people"
    detail = say("two-people")


class BeingErased(Conflict):
    code = "being_erased"
    detail = say("being-erased")


class NotLinkedToAnybody(Conflict):
    code = "not_linked_to_anybody"
    detail = say("not-linked-to-anybody")


class RightsWouldGo(Conflict):
    code = "rights_would_go"
    detail = say("rights-would-go")


class ImportChanged(Conflict):
    code = "import_changed"
    detail = say("import-changed")


class BusyPerson(Conflict):
    code = "busy_person"
    detail = say("busy-person")


class PlayerNameTaken(Conflict):
    code = "name_taken"
    detail = say("name-taken")


class AlreadyLinked(Conflict):
    code = "already_linked"
    detail = say("already-linked")


class AddressTaken(Conflict):
    code = "address_taken"
    detail = say("address-taken")


class ChannelSwitchedOff(Conflict):
    code = "channel_switched_off"
    detail = say("channel-switched-off")


class NotToBeErased(Conflict):
    code = "not_to_be_erased"
    detail = say("not-to-be-erased")


class TooManyInvites(Conflict):
    code = "too_many_invites"
    detail = say("too-many-invites")


class ImportRefused(InvalidInput):
    code = "import_refused"
    detail = say("import-refused")


class PeopleUnknown(InvalidInput):
    code = "people_unknown"
    detail = say("people-unknown")


class TooManyNameChanges(RateLimited):
    code = "too_many_name_changes"
    detail = say("too-many-name-changes")
