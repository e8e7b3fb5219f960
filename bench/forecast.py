"""``python -m bench.forecast``: how good what is said beforehand is; see `make forecast`.

Made-up communities (`ops/rehearse/people.toml`, and others that differ in who they are and in what
an answer of theirs means) answer, are called, come or do not, evening after evening. The forecast
learns each evening once it is over, as in life, and says of the next one at six what it thinks.
Two simple ways to say it are scored beside it. A pure run, without any service or database; it
measures and proves nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import itertools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from muster.availability.rules import Status
from muster.calls.chances import Chance, Record, chances
from muster.calls.waves import (
    SHORTEST_WAIT,
    Unanswered,
    next_wave,
    still_expected,
    wait_before_next,
)
from muster.forecast.habits import LEADS
from muster.forecast.rules import EVENINGS_NEEDED, Closed, Learned, Note, said_of
from muster.forecast.states import Change, states_at
from muster.forecast.track_record import TENTHS, brier, place_of
from muster.notifications.rules import MessageKind
from ops.rehearse.people import HABITS, Habits, Kind, Person, people_of

SEED = 9001
EVENINGS = 300
FIRST = date(2026, 1, 5)
MOST_ASKED = 30
NOTED = {12: 9, 18: 3, 20: 1}
"""Hours of the clock, and how long before the start at nine they are."""

_START, _MIDDAY, _CALL = 21.0, 16.0, 20.25


@dataclass(frozen=True)
class Community:
    """What is different in a community from the others.

    Attributes:
        called: short evenings are called at a quarter past eight, in waves.
        ahead: the part of those who answer unasked that does so from the evening before on.
        comes: the chance that whoever says so comes; `unsaid` of those who said nothing, as a part
            of how keen they are.
    """

    name: str
    habits: Habits
    threshold: int = 6
    called: bool = False
    ahead: float = 0.0
    available: float = 0.0
    maybe: float = 0.0
    unsaid: float = 0.0


def communities(seed: int) -> list[Community]:
    """Six of them, none of whose like the forecast was tuned on."""
    file = Habits.read(HABITS)
    regular, asked, asleep = file.kind
    numbers = itertools.count(seed)

    def made(kinds: Sequence[tuple[Kind, int, dict[str, Any]]], **changes: Any) -> Habits:
        kind = [
            each.model_copy(update={"people": people, **other}) for each, people, other in kinds
        ]
        return file.model_copy(update={"seed": next(numbers), "kind": kind, **changes})

    as_file = [(regular, 12, {}), (asked, 24, {}), (asleep, 24, {})]
    planners = [(regular, 20, {"unasked": 0.45}), (asked, 10, {"unasked": 0.1})]
    says = {"says": [0.3, 0.15, 0.45, 0.1], "unasked": 0.5}
    vague = [(regular, 16, says), (asked, 14, {"says": [0.2, 0.2, 0.5, 0.1]}), (asleep, 10, {})]
    small = [(regular, 10, {"unasked": 0.45}), (asked, 4, {"unasked": 0.1})]
    large = [(regular, 45, {"unasked": 0.2}), (asked, 55, {}), (asleep, 50, {})]
    fickle = [(regular, 20, {"drops_out": 0.3, "unasked": 0.5}), (asked, 20, {"drops_out": 0.2})]
    return [
        Community("as in the file", made(as_file)),
        Community("the same, called when short", made(as_file), called=True),
        Community("plan ahead, eight needed", made(planners), 8, ahead=0.7, unsaid=0.2),
        Community("say maybe", made(vague), ahead=0.3, available=0.5, maybe=0.55),
        Community("fourteen who often come unsaid", made(small), 5, maybe=0.3, unsaid=0.8),
        Community("a hundred and fifty, in one mood", made(large, mood=0.6), 12, available=0.4),
        Community("fickle", made(fickle, in_voice=0.75), 6, ahead=0.2, maybe=0.3, called=True),
    ]


@dataclass
class _Asked:
    asks: int = 0
    yes: int = 0


@dataclass
class _Life:
    """A community as it lives, evening by evening."""

    community: Community
    people: list[Person] = field(default_factory=list[Person])
    said_yes: list[dict[int, list[bool]]] = field(default_factory=list[dict[int, list[bool]]])
    asked: list[_Asked] = field(default_factory=list[_Asked])

    def __post_init__(self) -> None:
        habits = self.community.habits
        self.people = list(people_of(habits, [f"P{n}" for n in range(habits.size)]).values())
        self.said_yes = [{} for _ in self.people]
        self.asked = [_Asked() for _ in self.people]

    def evening(self, day: date) -> Closed:
        """Live through one evening."""
        evening = _Evening(self, day)
        evening.run()
        for user_id, answer in enumerate(evening.answers):
            if user_id in evening.asked:
                self.asked[user_id].asks += 1
                self.asked[user_id].yes += answer == "LOOKING"
            else:
                yes = answer in ("LOOKING", "AVAILABLE")
                self.said_yes[user_id].setdefault(day.weekday(), []).append(yes)
        came = evening.who_comes()
        starts_at = _at(day, _START)
        states = states_at(evening.changes, dict.fromkeys(range(len(self.people))), day, starts_at)
        threshold = self.community.threshold
        return Closed(day, threshold, len(came) >= threshold, states, came)

    def record(self, user_id: int, day: date) -> Record:
        same = self.said_yes[user_id].get(day.weekday(), [])
        others = [
            yes
            for weekday, evenings in self.said_yes[user_id].items()
            if weekday != day.weekday()
            for yes in evenings
        ]
        asked = self.asked[user_id]
        return Record(
            user_id, sum(same), len(same), sum(others), len(others), asked.yes, asked.asks
        )


class _Evening:
    """One evening of a community; hours are those of its clock."""

    def __init__(self, life: _Life, day: date) -> None:
        self.life = life
        self.day = day
        self.answers: list[Status | None] = [None] * len(life.people)
        self.changes: list[Change] = []
        self.asked: dict[int, Unanswered] = {}
        self._acts: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._hour = 0.0

    def run(self) -> None:
        community = self.life.community
        for user_id, person in enumerate(self.life.people):
            if (said := person.by_themselves(self.day)) is not None:
                hour = _MIDDAY + said.after / timedelta(hours=1)
                if _drawn(community, f"{person.name} {self.day} ahead") < community.ahead:
                    hour = -4 + (hour - _MIDDAY) * 4
                self._then(hour, self._saying(user_id, said.status))
        self._then(_MIDDAY, self._check_in)
        if community.called:
            self._then(_CALL, self._call)
        while self._acts and self._acts[0][0] < _START:
            self._hour, _, act = heapq.heappop(self._acts)
            act()

    def who_comes(self) -> frozenset[int]:
        community = self.life.community
        near = self.answers.count("LOOKING") >= community.threshold - 2
        if_near = 1.0 if near else 0.25
        came: set[int] = set()
        for user_id, (person, answer) in enumerate(
            zip(self.life.people, self.answers, strict=True)
        ):
            match answer:
                case "LOOKING":
                    comes = community.habits.in_voice
                case "AVAILABLE":
                    comes = community.available * if_near
                case "MAYBE":
                    comes = community.maybe * if_near
                case "NOT_PLAYING":
                    comes = 0.0
                case None:
                    comes = community.unsaid * person.kind.unasked
            if _drawn(community, f"{person.name} {self.day} comes") < comes:
                came.add(user_id)
        return frozenset(came)

    def _then(self, hour: float, act: Callable[[], None]) -> None:
        heapq.heappush(self._acts, (hour, next(self._numbers), act))

    def _saying(self, user_id: int, status: Status | None) -> Callable[[], None]:
        def say() -> None:
            before = self.answers[user_id]
            if before in ("LOOKING", "NOT_PLAYING") and status is not None:
                return
            self.answers[user_id] = status
            self.changes.append(Change(user_id, status, None, _at(self.day, self._hour)))
            if status == "LOOKING":
                left = timedelta(hours=_START - self._hour)
                out = self.life.people[user_id].drops_out(self.day, left)
                if out is not None:
                    hour = self._hour + out.after / timedelta(hours=1)
                    self._then(hour, self._saying(user_id, None))

        return say

    def _check_in(self) -> None:
        self._tell("daily_reminder", [n for n, answer in enumerate(self.answers) if answer is None])

    def _tell(self, message: MessageKind, people: Sequence[int]) -> None:
        for user_id in people:
            person = self.life.people[user_id]
            said = person.hears(self.day, message, self.answers[user_id])
            if said is not None:
                hour = self._hour + said.after / timedelta(hours=1)
                self._then(hour, self._saying(user_id, said.status))

    def _call(self) -> None:
        now, start = _at(self.day, self._hour), _at(self.day, _START)
        looking = self.answers.count("LOOKING")
        wait = SHORTEST_WAIT
        if looking < self.life.community.threshold:
            silent = [
                self.life.record(user_id, self.day)
                for user_id, answer in enumerate(self.answers)
                if answer is None and user_id not in self.asked
            ]
            pool: dict[int, Chance] = {each.user_id: each for each in chances(silent)}
            waiting = [ask for who, ask in self.asked.items() if self.answers[who] is None]
            missing = self.life.community.threshold - looking - still_expected(waiting, now)
            wave = next_wave(list(pool.values()), missing, MOST_ASKED - len(self.asked))
            for user_id in wave:
                self.asked[user_id] = Unanswered(pool[user_id].yes, now)
            self._tell("call", wave)
            if wave:
                wait = wait_before_next(timedelta(minutes=8), now, start)
        self._then(self._hour + wait / timedelta(hours=1), self._call)


@dataclass
class Scores:
    """What was said of evenings at one hour, by three ways, and whether they were played."""

    forecast: list[tuple[float, bool]] = field(default_factory=list[tuple[float, bool]])
    weekday: list[tuple[float, bool]] = field(default_factory=list[tuple[float, bool]])
    count: list[tuple[float, bool]] = field(default_factory=list[tuple[float, bool]])

    def add(self, other: Scores) -> None:
        self.forecast += other.forecast
        self.weekday += other.weekday
        self.count += other.count


def score(community: Community, evenings: int) -> dict[int, Scores]:
    """Live through the evenings; those after the eighth are said beforehand, by hour."""
    life, learned = _Life(community), Learned()
    of_weekday: dict[int, list[bool]] = {}
    found = {hour: Scores() for hour in NOTED}
    for number in range(EVENINGS_NEEDED + evenings):
        closed = life.evening(FIRST + timedelta(days=number))
        before = of_weekday.setdefault(closed.day.weekday(), [])
        share = sum(before) / len(before) if before else 0.5
        if number >= EVENINGS_NEEDED:
            for hour, note in _notes(learned, closed).items():
                enough = float(note.looking >= note.threshold)
                found[hour].forecast.append((note.chance, closed.played))
                found[hour].weekday.append((share, closed.played))
                found[hour].count.append((enough, closed.played))
        learned.learn(closed)
        before.append(closed.played)
    return found


def _notes(learned: Learned, closed: Closed) -> dict[int, Note]:
    notes: dict[int, Note] = {}
    for hour, hours_before in NOTED.items():
        lead = LEADS.index(hours_before)
        reckoned = learned.reckon_at(closed, lead)
        assert reckoned is not None
        chance = said_of(learned.calibrations[lead].said(reckoned))
        looking = sum(states[lead] == "looking" for states in closed.states.values())
        notes[hour] = Note(closed.day, hour, chance, looking, closed.threshold)
    return notes


def print_scores(console: Console, by_community: Sequence[tuple[str, dict[int, Scores]]]) -> None:
    """A table of scores, and one of what was said and what came, both at six; all hours in sum."""
    table = Table(title="said at 18:00: Brier's score, the lower the better")
    for column in ("community", "evenings", "played", "forecast", "weekdays", "looking", "of it"):
        table.add_column(column, justify="left" if column == "community" else "right")
    total = {hour: Scores() for hour in NOTED}
    for name, scores in by_community:
        for hour, each in scores.items():
            total[hour].add(each)
        table.add_row(name, *_row(scores[18]))
    for hour in NOTED:
        table.add_row(f"all, at {hour}:00", *_row(total[hour]), style="bold")
    console.print(table)
    table = Table(title="said at 18:00, and what came")
    for column in ("called", "evenings", "said", "played", "gap"):
        table.add_column(column, justify="right")
    for place in range(TENTHS):
        inside = [each for each in total[18].forecast if place_of(each[0]) == place]
        if not inside:
            continue
        said = sum(chance for chance, _ in inside) / len(inside)
        came = sum(played for _, played in inside) / len(inside)
        called = f"{10 * place}-{10 * place + 10} %"
        numbers = (f"{said:.2f}", f"{came:.2f}", f"{abs(said - came):.2f}")
        table.add_row(called, str(len(inside)), *numbers)
    console.print(table)


def _row(scores: Scores) -> tuple[str, ...]:
    played = sum(played for _, played in scores.forecast) / len(scores.forecast)
    briers = [brier(each) or 0.0 for each in (scores.forecast, scores.weekday, scores.count)]
    part = f"{briers[0] / briers[1]:.2f}" if briers[1] else "-"
    return (
        str(len(scores.forecast)),
        f"{played:.0%}",
        *(f"{each:.3f}" for each in briers),
        part,
    )


def _at(day: date, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)


def _drawn(community: Community, what: str) -> float:
    """A number in [0, 1) that only depends on its arguments."""
    digest = hashlib.blake2b(f"{community.habits.seed} {what}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.forecast", description=__doc__)
    parser.add_argument("--evenings", type=int, default=EVENINGS, help="of each community (300)")
    parser.add_argument("--seed", type=int, default=SEED, help="other people (9001)")
    options = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 120)
    made = communities(options.seed)
    print_scores(console, [(each.name, score(each, options.evenings)) for each in made])
    return 0


if __name__ == "__main__":
    sys.exit(main())
