"""What an answer to one of our messages does, whichever service it came by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from muster.availability import service as availability
from muster.availability.messages import what_holds
from muster.availability.rules import Day, Status, check_arrival
from muster.availability.service import AvailabilityWriter
from muster.channels.rules import ChannelType
from muster.clock import local_date
from muster.database import Database
from muster.evening import Evening, Evenings
from muster.evenings.service import read_evenings
from muster.identity.languages import read_language
from muster.notifications import service
from muster.notifications.answers import (
    ANSWERED_KINDS,
    CHANGE_IT,
    WORKS,
    Acknowledge,
    AskWhen,
    Choice,
    Give,
    Offered,
    Press,
    choices_for,
    effect_of,
    offered,
    parse_press,
)
from muster.notifications.messages import (
    CAMPAIGN_CANCELLED,
    CHANGE_IT_NOW,
    EVENING_OVER,
    FROM_WHEN,
    IT_WORKS,
    NOT_YOURS,
    UNKNOWN_ANSWER,
    ending_of,
    from_when_in_words,
)
from muster.notifications.rules import Asked
from muster.notifications.written_answers import is_number, key_in, numbered
from muster.words import ENGLISH, Language, Sentence, Words, lines, sentences

_ALL_BUT_TESTS = tuple(kind for kind in ANSWERED_KINDS if kind != "test")


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody is told who answered, in their language.

    Attributes:
        text: what now holds, or why nothing was done.
        ending: the last lines of the message that `text` takes the place of.
        answers: what can be answered from here on.
        replaces: whether the message says this from now on; otherwise it stays, and this is said
            beside it.
    """

    text: str
    ending: str = ""
    answers: tuple[Offered, ...] = ()
    replaces: bool = False

    @property
    def whole(self) -> str:
        """The text of the message that it replaces."""
        return f"{self.text}\n{self.ending}" if self.ending else self.text


class Presses:
    """Carries out answers to our messages, by the same service as the page's.

    Args:
        evenings: as the settings have them; their rules are read with each answer.
    """

    def __init__(self, database: Database, writer: AvailabilityWriter, evenings: Evenings) -> None:
        self._database = database
        self._writer = writer
        self._evenings = evenings

    def is_over(self, press: Press, now: datetime) -> bool:
        """Whether the evening is over that an answer is for; a test message is about none."""
        return press.key != WORKS and press.day < local_date(now, self._evenings.zone)

    def given(self, data: str, now: datetime) -> tuple[date, Status] | None:
        """The day and the status of the answer that a button gives, if it gives one."""
        press = parse_press(data)
        if press is None or self.is_over(press, now):
            return None
        evening = self._evenings.on(press.day)  # of what depends on its start nothing is told here
        effect = effect_of(press.key, evening.starts_at, evening.zone, now)
        return (press.day, effect.status) if isinstance(effect, Give) else None

    async def press(
        self,
        data: str,
        user_id: int,
        channel_type: ChannelType,
        now: datetime,
        language: Language | None = None,
        *,
        answered_at: datetime | None = None,
    ) -> Told:
        """Do what the button says for whoever pressed it.

        Nothing is changed for somebody to whom the message was not sent. `answered_at` (aware) is
        when it was pressed, where it has waited since for a network.

        Args:
            language: in which they are told; None: what is known of them, else the community's.

        Raises:
            MusterError: as `AvailabilityWriter.set_status`, or the database does not answer.
        """
        press = parse_press(data)
        asked: Asked | None = None
        async with self._database.connection() as connection:
            if language is None:
                known = await read_language(connection, user_id)
                language = known.or_else(self._evenings.language)
            if press is None:
                return _only(UNKNOWN_ANSWER, language)
            if self.is_over(press, now):
                return _only(EVENING_OVER, language)
            asked = await service.find_asked(connection, press.nonce)
            evening = (await read_evenings(connection, self._evenings)).on(press.day)
        if asked is None:
            return _only(UNKNOWN_ANSWER, language)
        if asked.user_id not in (user_id, None) or asked.channel_type != channel_type:
            return _only(NOT_YOURS, language)
        return await self._do(press, asked, evening, user_id, language, now, answered_at)

    async def reply(
        self,
        text: str,
        status: Status | None,
        user_id: int,
        channel_type: ChannelType,
        language: Language,
        now: datetime,
    ) -> str | None:
        """Do what is written in answer to the latest message with answers that somebody got, and
        say what now holds; None where it answers nothing (`may_answer` says so for most).

        `status` is what the text means where any status may be said, if anything.

        Raises:
            MusterError: as `press`.
        """
        found = await self._replied_to(text, status, user_id, channel_type, now)
        if found is None:
            return None
        asked, evening, key = found
        in_words = _in_words(asked, evening, language)
        if key is None:
            return in_words.in_language(language)
        press = Press(evening.day, key, asked.nonce)
        if self.is_over(press, now):
            return EVENING_OVER.in_language(language)
        told = await self._do(press, asked, evening, user_id, language, now)
        if told.answers and told.answers[0].data != _change(press):
            return from_when_in_words(told.answers[0].label).in_language(language)
        if not told.answers:
            return told.text
        said = lines(sentences(told.text, CHANGE_IT_NOW), in_words)
        return said.in_language(language)

    async def _replied_to(
        self,
        text: str,
        status: Status | None,
        user_id: int,
        channel_type: ChannelType,
        now: datetime,
    ) -> tuple[Asked, Evening, str | None] | None:
        """The message that a text answers, the evening that it is about, and the answer's key; None
        for a number that is none.

        A test message asks nothing but whether it arrived: all other answers are to the one before.
        """
        async with self._database.connection() as connection:
            evenings = await read_evenings(connection, self._evenings)
            for kinds in (ANSWERED_KINDS, _ALL_BUT_TESTS):
                asked = await service.find_latest_asked(connection, user_id, channel_type, kinds)
                if asked is None:
                    return None
                evening = evenings.at(now) if asked.day is None else evenings.on(asked.day)
                key = key_in(text, choices_for(asked, evening.threshold), status)
                if key is not None or is_number(text):
                    return asked, evening, key
                if asked.kind != "test":
                    return None
        return None

    async def _do(
        self,
        press: Press,
        asked: Asked,
        evening: Evening,
        user_id: int,
        language: Language,
        now: datetime,
        answered_at: datetime | None = None,
    ) -> Told:
        zone, start = evening.zone, _start_of(asked, evening)
        # "Ten minutes late" is meant of the moment at which it was pressed.
        effect = effect_of(press.key, start, zone, min(now, answered_at or now))
        match effect:
            case None:
                return _only(UNKNOWN_ANSWER, language)
            case Acknowledge():
                return self._told(asked, IT_WORKS, language)
            case AskWhen(choices=choices):
                return self._told(asked, FROM_WHEN, language, press, (*choices, CHANGE_IT))
            case Give():
                check_arrival(effect.arrives_at, start.astimezone(zone).time())
                await self._writer.set_status(
                    user_id,
                    press.day,
                    effect.status,
                    today=local_date(now, zone),
                    now=now,
                    answered_at=answered_at,
                    arrives_at=effect.arrives_at,
                    only_if=effect.only_if,
                    source=asked.channel_type,
                )
                shown: tuple[Choice, ...] = (CHANGE_IT,)
            case _:
                shown = choices_for(asked, evening.threshold)
        holds = await self._holds(evening, user_id, now, called=asked.kind == "call")
        if asked.cancelled:
            holds = sentences(holds, CAMPAIGN_CANCELLED)
        return self._told(asked, holds, language, press, shown)

    async def _holds(self, evening: Evening, user_id: int, now: datetime, *, called: bool) -> Words:
        day = evening.day
        async with self._database.connection() as connection:
            found: Day = (await availability.read_days(connection, (day,)))[day]
        today = local_date(now, evening.zone)
        return what_holds(found, user_id, evening, today, called=called)

    def _told(
        self,
        asked: Asked,
        text: Words,
        language: Language,
        press: Press | None = None,
        choices: tuple[Choice, ...] = (),
    ) -> Told:
        ending = ""
        if asked.user_id is not None:
            ending = "\n".join(ending_of(asked, self._evenings.origin, language))
        answers = () if press is None else offered(choices, press.day, asked.nonce, language)
        return Told(text.in_language(language), ending, answers, replaces=True)


def _only(sentence: Sentence, language: Language) -> Told:
    """What is said beside a message that stays as it is."""
    return Told(sentence.in_language(language))


def _change(press: Press) -> str:
    """What the control says that shows a message's answers again."""
    [control] = offered([CHANGE_IT], press.day, press.nonce, ENGLISH)
    return control.data


def _in_words(asked: Asked, evening: Evening, language: Language) -> Sentence:
    choices = choices_for(asked, evening.threshold)
    return numbered(choice.said(language) for choice in choices)


def _start_of(asked: Asked, evening: Evening) -> datetime:
    start = asked.payload.get("start")
    return datetime.fromisoformat(start) if isinstance(start, str) else evening.starts_at
