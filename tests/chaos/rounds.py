"""One round: a fan-out, kills at places that a plan names, and what must be true afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bot.signal.send import SignalChannel
from bot.telegram.send import TelegramChannel
from muster.channels.rules import ChannelType
from muster.clock import monotonic
from tests.chaos.ground import PEOPLE_EACH, SERVICES, Ended, Ground

Place = Literal["arrived", "lost", "delivered", "answered", "statement", "any time"]
PLACES: dict[Place, str] = {
    "arrived": "request open, delivered afterwards",
    "lost": "request open, never delivered",
    "delivered": "delivered, not answered",
    "answered": "answered, not settled",
    "statement": "after a statement (recover, claim, settle)",
    "any time": "at a random instant",
}
MOST_IN_FLIGHT: dict[ChannelType, int] = {
    "telegram": TelegramChannel.most_in_flight,
    "signal": SignalChannel.most_in_flight,
}
MOST_UNWRITTEN = 2
"""One that was just noted, and one that is being handed to the socket."""
WITHOUT_MEMORY: tuple[ChannelType, ...] = tuple(MOST_IN_FLIGHT)
SHORT_ABSENCE, LONG_ABSENCE = 61.0, 200.0
"""Seconds until somebody looks again: leases have run out, and Discord remembers nonces or not."""

_MOST_STATEMENTS = 40
_LONGEST_LIFE_SECONDS = 0.5
_MOST_RESTARTS = 20


@dataclass(frozen=True)
class Kill:
    """One kill of a plan.

    Attributes:
        service: whose request it is, where the place is a request's.
        part: how far into what is left to do, 0 to 1.
        absence: seconds until the next worker starts.
        helped: a second worker is at work meanwhile, and lives.
    """

    place: Place
    service: ChannelType
    part: float
    absence: float
    helped: bool


@dataclass(frozen=True)
class Plan:
    """What is to happen in one round; `latencies` are the services' seconds before an answer."""

    kills: tuple[Kill, ...]
    latencies: dict[ChannelType, float]


@dataclass
class Tally:
    """What happened, over all rounds."""

    rounds: int = 0
    workers: int = 0
    kills: Counter[Place] = field(default_factory=Counter[Place])
    sent: Counter[ChannelType] = field(default_factory=Counter[ChannelType])
    delivered: Counter[ChannelType] = field(default_factory=Counter[ChannelType])
    unknown: Counter[tuple[ChannelType, str]] = field(
        default_factory=Counter[tuple[ChannelType, str]]
    )
    """By service and where the kill hit: `not written`, `open` or `answered`."""
    unknown_but_delivered: Counter[ChannelType] = field(default_factory=Counter[ChannelType])
    most_in_doubt: int = 0
    repeats: int = 0
    histories: int = 0


def plan_round(chance: random.Random) -> Plan:
    """A round: one to three kills, the last one sometimes of one worker of two."""
    number = chance.choice((1, 2, 2, 3))
    kills: list[Kill] = []
    for position in range(1, number + 1):
        place: Place = chance.choice(get_args(Place))
        kills.append(
            Kill(
                place,
                chance.choice(("discord", *SERVICES)),  # which has two ways to be right
                chance.random() / (1 if position == number else 2),
                chance.choice((SHORT_ABSENCE, SHORT_ABSENCE, LONG_ABSENCE)),
                # The request that is lost might be the other one's, who rightly reports a doubt.
                helped=position == number and place != "lost" and chance.random() < 0.3,
            )
        )
    latencies: dict[ChannelType, float] = {
        service: chance.choice((0.0, 0.0, 0.002)) for service in SERVICES
    }
    return Plan(tuple(kills), latencies)


async def play_round(ground: Ground, plan: Plan, tally: Tally) -> None:
    """Play one round and check it.

    Raises:
        AssertionError: somebody heard twice, was lost, or is in doubt without a cause.
    """
    await ground.queue()
    for service, seconds in plan.latencies.items():
        await ground.set(service, "latency", seconds)
    in_doubt: dict[int, tuple[ChannelType, str]] = {}
    for kill in plan.kills:
        if not await ground.under_way():
            break
        in_doubt |= await _carry_out(ground, kill, tally)
        await ground.pass_time(kill.absence)
    for _ in range(_MOST_RESTARTS):
        if not await ground.under_way():
            break
        pid, _name = await ground.start_worker()
        assert await ground.wait_for(pid) == Ended(0, None)
        tally.workers += 1
        await ground.pass_time(SHORT_ABSENCE)
    await _check(ground, in_doubt, tally)
    tally.rounds += 1


async def _carry_out(
    ground: Ground, kill: Kill, tally: Tally
) -> dict[int, tuple[ChannelType, str]]:
    """One worker's life up to its kill, if that comes before its natural end.

    Returns what it leaves in doubt: by ledger id the service and where the kill hit.
    """
    under_way = await ground.under_way()
    last_statement = None
    if kill.place == "statement":
        last_statement = 1 + int(kill.part * _MOST_STATEMENTS)
    pid, name = await ground.start_worker(last_statement)
    tally.workers += 1
    if kill.place not in ("statement", "any time"):
        countdown = 1 + int(kill.part * under_way.get(kill.service, 0))
        await ground.call(kill.service, "strike", pid=pid, point=kill.place, countdown=countdown)
    helper = (await ground.start_worker())[0] if kill.helped else None
    struck = None
    waiting = asyncio.create_task(ground.wait_for(pid))
    if kill.place == "any time":
        await asyncio.wait([waiting], timeout=kill.part * _LONGEST_LIFE_SECONDS)
        if not waiting.done():
            struck = monotonic()
            os.kill(pid, signal.SIGKILL)
    ended = await waiting
    if helper is not None:
        assert await ground.wait_for(helper) == Ended(0, None)
        tally.workers += 1
    await ground.call(kill.service, "call_off")
    if ended.status == 0:
        return {}
    assert ended.status == signal.SIGKILL, f"a worker ended with {ended.status}"
    tally.kills[kill.place] += 1
    observed = await ground.quiet()
    struck = struck or ended.struck or observed[kill.service]["struck"]
    assert struck is not None
    found = await _in_doubt(ground, name, observed, struck)
    counted: Counter[ChannelType] = Counter(service for service, _ in found.values())
    for service, number in counted.items():
        # A sender has one row at a time: noted, open, or answered and being settled.
        assert number <= MOST_IN_FLIGHT[service], f"{number} of {service} in doubt after one kill"
        unwritten = sum(each == (service, "not written") for each in found.values())
        assert unwritten <= MOST_UNWRITTEN, f"{unwritten} of {service} noted and not written"
        tally.most_in_doubt = max(tally.most_in_doubt, number)
    return found


async def _in_doubt(
    ground: Ground, worker: str, observed: dict[ChannelType, Any], struck: float
) -> dict[int, tuple[ChannelType, str]]:
    """What a kill left claimed where nothing remembers, and where it hit each."""
    found: dict[int, tuple[ChannelType, str]] = {}
    answered_at = {
        service: {recipient: answered for recipient, _, answered in observed[service]["sendings"]}
        for service in WITHOUT_MEMORY
    }
    for row in await ground.left_by(worker):
        service: ChannelType = row["channel_type"]
        if service not in WITHOUT_MEMORY:
            continue
        recipient = ground.recipients[service][row["user_id"]]
        if row["unopened"]:
            assert recipient not in answered_at[service], f"{service} was asked before the note"
        elif recipient not in answered_at[service]:
            found[row["id"]] = (service, "not written")
        else:
            answered = answered_at[service][recipient]
            before = answered is not None and answered < struck
            found[row["id"]] = (service, "answered" if before else "open")
    return found


async def _check(
    ground: Ground, in_doubt: dict[int, tuple[ChannelType, str]], tally: Tally
) -> None:
    """What must be true of everybody when nothing is under way any more."""
    observed = await ground.quiet()
    rows = await ground.rows()
    assert len(rows) == len(SERVICES) * PEOPLE_EACH
    for row in rows:
        service: ChannelType = row["channel_type"]
        recipient = ground.recipients[service][row["user_id"]]
        ids = [each for who, each in observed[service]["deliveries"] if who == recipient]
        requests = [each for each in observed[service]["sendings"] if each[0] == recipient]
        where = f"row {row['id']} on {service}: {row['state']} {row['last_error'] or ''}"
        assert len(ids) <= 1, f"{where}: heard {len(ids)} times"
        if service in WITHOUT_MEMORY:
            assert len(requests) <= 1, f"{where}: {len(requests)} requests"
        tally.delivered[service] += len(ids)
        match row["state"]:
            case "sent":
                assert ids == [row["message_id"]], f"{where}: delivered as {ids}"
                assert row["id"] not in in_doubt, f"{where}: nobody can know that"
                tally.sent[service] += 1
            case "unknown":
                assert row["id"] in in_doubt, f"{where}: no kill hit it"
                tally.unknown[in_doubt[row["id"]]] += 1
                tally.unknown_but_delivered[service] += len(ids)
            case _:
                raise AssertionError(f"{where}: nothing here fails, and nobody may be lost")
    logged = Counter(tuple(row) for row in await ground.send_logs())
    status = {"sent": "sent", "unknown": "failed"}
    assert logged == Counter((row["id"], status[row["state"]], row["message_id"]) for row in rows)
    tally.repeats += observed["discord"]["repeats"]
    tally.histories += observed["discord"]["calls"].get("history", 0)
