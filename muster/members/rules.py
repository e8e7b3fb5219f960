"""Types and pure decisions about members: who of them could be asked at all, and why not.

Being away is shown to its owner alone, so it is counted here and said of nobody: no row has it, no
filter finds it, and no row says whether its person could be asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from muster.channels.rules import ChannelType
from muster.clock import local_date

AT_ONCE = 50
"""People on a page."""

Missing = Literal["player", "consent", "channel"]
"""What keeps somebody from being asked, as far as others may know it: they are linked to no player,
did not agree to be asked, or no channel leads to them. The first that holds is theirs.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signed in or is linked, as it is decided whether they could be asked.

    Attributes:
        display_name: their player's, or else their Discord account's.
        avatar: what Discord calls their picture, if they are linked.
        agreed: they may be asked to play.
        away: on the day that is asked about.
        reachable: one of the channels in use leads to them; of those who agreed alone.
        answered: they have answered for the day.
        found: they have the name that was looked for, or had it.
    """

    user_id: int
    display_name: str
    avatar: str | None
    linked: bool
    agreed: bool
    away: bool
    reachable: bool
    answered: bool
    found: bool

    @property
    def missing(self) -> Missing | None:
        """What has to come before they could be asked."""
        if not self.linked:
            return "player"
        if not self.agreed:
            return "consent"
        return None if self.reachable else "channel"

    @property
    def askable(self) -> bool:
        """Whether a campaign or a call could ask them about the day."""
        return self.missing is None and not self.away


@dataclass(frozen=True, slots=True)
class Totals:
    """How many could be asked, and what keeps the others from it; everybody is counted once.

    `answered` of those who could be asked have answered for the day already.
    """

    members: int
    linked: int
    askable: int
    answered: int
    not_linked: int
    no_consent: int
    no_channel: int
    away: int


@dataclass(frozen=True, slots=True)
class Details:
    """What else is shown of a member.

    Attributes:
        channels: those in use that lead to them.
        reminders: they want the daily check-in.
        last_said_at: when they last answered for any day themselves; None: never, as far as kept.
    """

    channels: tuple[ChannelType, ...] = ()
    reminders: bool = False
    last_said_at: datetime | None = None

    def silent_days(self, now: datetime, zone: ZoneInfo) -> int | None:
        """For how many days of the community's calendar they said nothing; 0: they did today."""
        if self.last_said_at is None:
            return None
        return max(0, (local_date(now, zone) - local_date(self.last_said_at, zone)).days)


def totals_of(people: Sequence[Person]) -> Totals:
    """The numbers of all members."""
    missing = [person.missing for person in people]
    askable = [person for person in people if person.askable]
    return Totals(
        members=len(people),
        linked=sum(person.linked for person in people),
        askable=len(askable),
        answered=sum(person.answered for person in askable),
        not_linked=missing.count("player"),
        no_consent=missing.count("consent"),
        no_channel=missing.count("channel"),
        away=missing.count(None) - len(askable),
    )


def found_among(people: Sequence[Person], missing: Missing | None) -> list[Person]:
    """Those who have the name that was looked for and miss `missing` (None: whatever they miss)."""
    return [person for person in people if person.found and missing in (None, person.missing)]
