"""Workers that may be killed, and the nursery that forks them (`python -m tests.chaos.worker`).

The nursery has imported everything, so that a worker begins within milliseconds. It reads one JSON
object a line and answers each with one:

    {"start": {…}}  an `Order`                      {"pid": 4711}
    {"wait": 4711}  until that worker has ended     {"status": 9, "struck": 1234.5 or null}

`status` is the signal that ended it, or its exit code made negative. A process that has ended is
buried only when the next one starts, so that a late kill never meets somebody else.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.chats.contract import Channel
from bot.chats.pace import Limiter
from bot.discord.send import DiscordChannel
from bot.services.availability_notifier_service import AvailabilityNotifierService
from bot.signal.send import SignalChannel
from bot.telegram.send import TelegramChannel
from muster.channels.rules import ChannelType
from muster.clock import monotonic, utc_now
from muster.crypto import ContactCipher
from muster.database import Database
from tests.support.scenes.evenings import evenings

EVENINGS = evenings("https://muster.example.org")


@dataclass(frozen=True)
class Order:
    """One worker's life.

    Attributes:
        name: as the ledger and the database know it.
        services: settings that lead to the chat services, by their field names.
        contact_key: what addresses are encrypted with.
        ahead: seconds by which its clock is ahead of the machine's.
        last_statement: it kills itself when that many statements were executed, before it learns
            what the last one said; None: it does not.
    """

    name: str
    database_url: str
    services: dict[str, str]
    contact_key: str
    ahead: float
    last_statement: int | None = None


def channels_of(services: dict[str, str]) -> dict[ChannelType, Channel]:
    """The real channels, each as fast as it can be."""
    return {
        "discord": DiscordChannel(
            services["discord_bot_token"],
            base_url=services["discord_api_base_url"],
            limiter=Limiter(None),
            opening_limiter=Limiter(None),
        ),
        "telegram": TelegramChannel(
            services["telegram_bot_token"],
            base_url=services["telegram_api_base_url"],
            limiter=Limiter(None),
        ),
        "signal": SignalChannel(
            base_url=services["signal_api_base_url"],
            number=services["signal_sender_number"],
            limiter=Limiter(None, most_at_once=1),
        ),
    }


async def deliver(order: Order, last_words: int) -> None:
    """Deliver as the scheduler has it done, until nothing is due; then this process ends."""
    database = Database(order.database_url, application_name=order.name)
    if order.last_statement is not None:
        die_at_statement(database, order.last_statement, last_words)
    await database.open()

    def now() -> datetime:
        return utc_now() + timedelta(seconds=order.ahead)

    notifier = AvailabilityNotifierService(
        database,
        channels_of(order.services),
        EVENINGS,
        ContactCipher([order.contact_key]),
        order.name,
        now=now,
    )
    due = await notifier.deliver_due()
    while due is not None and due <= now():
        due = await notifier.deliver_due()
    os._exit(0)  # all is settled; closing clients in good order takes longer than the work


def die_at_statement(database: Any, number: int, last_words: int) -> None:
    """Kill this process when the server has executed its statement number `number`."""
    original = database.connection
    left = number

    def count(_record: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.write(last_words, f"{monotonic()}".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    @asynccontextmanager
    async def counting() -> AsyncGenerator[Any, None]:
        async with original() as connection:
            connection.add_query_logger(count)
            try:
                yield connection
            finally:
                connection.remove_query_logger(count)

    database.connection = counting


def fork(order: Order) -> tuple[int, int]:
    """(pid, where its last words can be read) of a new worker."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writable)
        return pid, readable
    try:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # answers are the nursery's alone
        asyncio.run(deliver(order, writable))
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)


def main() -> None:
    gc.collect()
    gc.freeze()  # what all workers share is not copied by the first collection of each
    last_words: dict[int, int] = {}
    ended: list[int] = []
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            while ended:
                os.waitpid(ended.pop(), 0)
            pid, last_words[pid] = fork(Order(**asked["start"]))
            answer: dict[str, Any] = {"pid": pid}
        else:
            pid = asked["wait"]
            result = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            assert result is not None
            ended.append(pid)
            said = os.read(readable := last_words.pop(pid), 64)
            os.close(readable)
            status = -result.si_status if result.si_code == os.CLD_EXITED else result.si_status
            answer = {"status": status, "struck": float(said) if said else None}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
