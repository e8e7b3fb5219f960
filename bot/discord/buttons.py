"""Our buttons, a class an action.

What a button does stands in its id on Discord and nowhere else, so that it works after a restart,
and for as long as somebody sees its message. `GatewayClient.on_interaction` answers all other ids.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, ClassVar, Self

import discord

from bot.discord import messages
from muster.availability.messages import STATUS_NAMES
from muster.availability.rules import STATUSES, Status
from muster.tonight.message.messages import STATUS_SHAPES
from muster.words import Language, Sayable, known_language, rendered, sentences

ID_MOST = 100
"""Characters that Discord allows in a button's id."""

Given = tuple[date, Status]
"""An answer that somebody gives: for which day, and what."""

_LABEL_MOST = 80
_PRIMARY, _SECONDARY = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
_DAY_FORMAT = "%y%m%d"
_BY_LETTER: dict[str, Status] = {status[0]: status for status in STATUSES}

# A day that the calendar has, so that whatever matches can be read.
_DAY = (
    r"(?P<day>[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])(?:29|30)|(?:0[13578]|1[02])31)"
    r"|(?:[02468][048]|[13579][26])0229)"
)
_GIVEN = rf"{_DAY}(?P<status>[{''.join(_BY_LETTER)}])"
_THEN = rf"(?:-|{_GIVEN})"


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """A button of ours; each subclass has a template for its ids, and `read` for what they say.

    A press comes to what the client's `on_press` was told for the subclass.

    Attributes:
        label: what it says; `put_in` says it in a language.
        in_direct_messages: whether it works there, too, and not on the server alone.

    Raises:
        ValueError: the id is longer than Discord takes.
    """

    in_direct_messages: ClassVar[bool] = False

    def __init__(
        self,
        label: Sayable,
        custom_id: str,
        *,
        style: discord.ButtonStyle = _SECONDARY,
        row: int | None = None,
    ) -> None:
        if len(custom_id) > ID_MOST:
            raise ValueError("too long for a button")
        super().__init__(discord.ui.Button[Any](custom_id=custom_id, style=style, row=row))
        self.label = label

    def put_in(self, language: Language) -> None:
        """Let the button be read in `language`."""
        self.item.label = _label(self.label, language)

    @classmethod
    def match(cls, custom_id: str) -> re.Match[str] | None:
        """What the id of a button of this kind says, by name; None for any other id."""
        return cls.__discord_ui_compiled_template__.fullmatch(custom_id)

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        """The button with this label whose id matched."""
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls.read(label or "?", match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.press(interaction, self)


# --- when somebody plays --------------------------------------------------------------------------


class AnswerButton(ActionButton, template=f"muster:answer:{_GIVEN}"):
    """Below the tonight message: an answer for its day."""

    def __init__(self, day: date, status: Status) -> None:
        super().__init__(
            sentences(STATUS_SHAPES[status], STATUS_NAMES[status]),
            f"muster:answer:{_given_id((day, status))}",
            style=_PRIMARY if status == "LOOKING" else _SECONDARY,
            row=0,
        )
        self.day = day
        self.status: Status = status

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_day(match), _BY_LETTER[match["status"]])


class GiveButton(ActionButton, template=r"muster:give:(?P<data>[0-9a-z.-]{1,64})"):
    """Below a message that asks something: one of the answers to it, in `data`.

    What that says is read when it is pressed: it may be of a later version (`parse_press`).
    """

    in_direct_messages = True

    def __init__(
        self, label: Sayable, data: str, *, style: discord.ButtonStyle = _SECONDARY
    ) -> None:
        super().__init__(label, f"muster:give:{data}", style=style)
        self.data = data

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, match["data"])


class UsualButton(ActionButton, template=rf"muster:usual:{_DAY}\.(?P<key>u[0-9a-z]{{1,11}})"):
    """Below what somebody alone is told: their usual answer for a day, which `key` says.

    What that says is read when it is pressed: it may be of a later version (`usual_of_key`).
    """

    def __init__(self, label: Sayable, day: date, key: str) -> None:
        super().__init__(label, f"muster:usual:{day_id(day)}.{key}")
        self.day = day
        self.key = key

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, _day(match), match["key"])


class TakeBackButton(ActionButton, template=f"muster:clear:{_DAY}"):
    """Below the confirmation of an answer: takes it back."""

    def __init__(self, day: date) -> None:
        super().__init__(messages.TAKE_BACK, f"muster:clear:{day_id(day)}")
        self.day = day

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_day(match))


# --- who somebody is: `then` is the answer that they were about to give ---------------------------


class FindMeButton(ActionButton, template=f"muster:who:{_THEN}"):
    """Begins the linking."""

    def __init__(self, then: Given | None = None) -> None:
        style = discord.ButtonStyle.success
        super().__init__(messages.LINK_ME, f"muster:who:{_given_id(then)}", style=style)
        self.then = then

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_then(match))


class ThisIsMeButton(ActionButton, template=rf"(?s)muster:me:{_THEN}:(?P<guid>.+)"):
    """Links whoever presses to the player profile `guid`."""

    def __init__(
        self,
        label: Sayable,
        guid: str,
        then: Given | None,
        *,
        style: discord.ButtonStyle = _SECONDARY,
    ) -> None:
        super().__init__(label, f"muster:me:{_given_id(then)}:{guid}", style=style)
        self.guid = guid
        self.then = then

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, match["guid"], _then(match))


class CreatePlayerButton(ActionButton, template=f"muster:create:{_THEN}"):
    """Makes whoever presses a player profile of their own."""

    def __init__(self, label: Sayable, then: Given | None) -> None:
        super().__init__(label, f"muster:create:{_given_id(then)}")
        self.then = then

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, _then(match))


# --- asking others --------------------------------------------------------------------------------


class AskButton(
    ActionButton,
    template=rf"muster:ask:{_DAY}(?P<available>[01])(?P<maybe>[01])(?P<dry_run>[01])",
):
    """Below a preview: starts the campaign that it showed."""

    def __init__(
        self, label: Sayable, day: date, *, available: bool, maybe: bool, dry_run: bool
    ) -> None:
        custom_id = f"muster:ask:{day_id(day)}{available:d}{maybe:d}{dry_run:d}"
        super().__init__(label, custom_id, style=_PRIMARY)
        self.day = day
        self.available = available
        self.maybe = maybe
        self.dry_run = dry_run

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(
            label,
            _day(match),
            available=match["available"] == "1",
            maybe=match["maybe"] == "1",
            dry_run=match["dry_run"] == "1",
        )


class CancelButton(ActionButton, template=r"muster:cancel:(?P<campaign_id>[0-9]{1,18})"):
    """Cancels a campaign."""

    def __init__(self, campaign_id: int) -> None:
        super().__init__(messages.CANCEL_CAMPAIGN, f"muster:cancel:{campaign_id}")
        self.campaign_id = campaign_id

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(int(match["campaign_id"]))


class CallButton(ActionButton, template=f"muster:call:{_DAY}"):
    """Below a preview: starts the call that it showed."""

    def __init__(self, day: date) -> None:
        super().__init__(messages.CALL_PLAYERS, f"muster:call:{day_id(day)}", style=_PRIMARY)
        self.day = day

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_day(match))


class StopCallButton(ActionButton, template=f"muster:nocall:{_DAY}"):
    """Stops the day's call."""

    def __init__(self, day: date) -> None:
        super().__init__(messages.STOP_CALL, f"muster:nocall:{day_id(day)}")
        self.day = day

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_day(match))


# --- planning, settings ---------------------------------------------------------------------------


class SaveTeamsButton(
    ActionButton, template=rf"muster:teams:{_DAY}(?P<draft_version>[0-9]{{1,9}})"
):
    """Makes and saves fair teams where none were saved since `draft_version`."""

    def __init__(self, day: date, draft_version: int) -> None:
        super().__init__(messages.SAVE_TEAMS, f"muster:teams:{day_id(day)}{draft_version}")
        self.day = day
        self.draft_version = draft_version

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(_day(match), int(match["draft_version"]))


class SwitchButton(ActionButton, template=r"muster:switch:(?P<what>[a-z]*)(?P<on>[01]?)"):
    """Turns on or off what `what` names, which may be a switch that we do not have any more."""

    def __init__(self, label: Sayable, what: str, *, on: bool) -> None:
        super().__init__(label, f"muster:switch:{what}{on:d}")
        self.what = what
        self.on = on

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, match["what"], on=match["on"] == "1")


class LanguageButton(ActionButton, template=r"muster:language:(?P<tag>[a-zA-Z-]{0,12})"):
    """Lets whoever presses read `language` everywhere; None: as Discord says.

    `known` is False where the id names a language that we do not have any more.
    """

    def __init__(
        self, label: Sayable, tag: str, *, style: discord.ButtonStyle = _SECONDARY
    ) -> None:
        super().__init__(label, f"muster:language:{tag}", style=style, row=1)
        self.language: Language | None = known_language(tag)
        self.known = self.language is not None or not tag

    @classmethod
    def read(cls, label: Sayable, match: re.Match[str]) -> Self:
        return cls(label, match["tag"])


# --- a message's buttons --------------------------------------------------------------------------


class LinkButton(discord.ui.Button[Any]):
    """A button that opens a page."""

    def __init__(self, words: Sayable, url: str, *, row: int | None = None) -> None:
        super().__init__(url=url, row=row)
        self.words = words

    def put_in(self, language: Language) -> None:
        """Let the button be read in `language`."""
        self.label = _label(self.words, language)


Button = ActionButton | LinkButton
Buttons = tuple[Button, ...]
"""A message's buttons, that have no language yet."""


def view_of(buttons: Buttons, language: Language) -> discord.ui.View | None:
    """A message's buttons as its readers see them; None where it has none.

    Nothing of them is kept in memory once they are sent.
    """
    if not buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in buttons:
        button.put_in(language)
        view.add_item(button)
    view.stop()  # presses come to the buttons' classes by their ids, nobody waits for them here
    return view


def _label(words: Sayable, language: Language) -> str:
    label = rendered(words, language)
    return label if len(label) <= _LABEL_MOST else f"{label[: _LABEL_MOST - 1]}…"


def day_id(day: date) -> str:
    """Six digits that name a day."""
    return day.strftime(_DAY_FORMAT)


def _given_id(given: Given | None) -> str:
    """Seven characters that name an answer; '-' for none."""
    return "-" if given is None else f"{day_id(given[0])}{given[1][0]}"


def _day(match: re.Match[str]) -> date:
    return datetime.strptime(match["day"], _DAY_FORMAT).date()  # noqa: DTZ007 a date has no zone


def _then(match: re.Match[str]) -> Given | None:
    letter: str | None = match["status"]
    return None if letter is None else (_day(match), _BY_LETTER[letter])
