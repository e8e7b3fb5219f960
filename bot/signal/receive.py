"""What people write to the Signal number: by websocket in json-rpc mode, by polling otherwise."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException

from bot.chats.contract import TransportError
from bot.chats.receiving import Received, ServiceReceiver
from bot.signal.send import SignalChannel
from muster.refusals import RefusalCode

POLL_SECONDS = 10
_POLL_PAUSE = 1.0
_CONNECT_SECONDS = 10.0
STEADY_SECONDS = 10.0
"""A websocket that stays for so long hears people; a server may take one and drop it at once."""

_MOST_BYTES = 1 << 20
_MOST_REMEMBERED = 500


@dataclass
class SignalReceiver(ServiceReceiver[SignalChannel]):
    """Receives messages and answers them; the same envelope is answered once.

    signal-cli hands a message over and forgets it: what is under way when this process dies is
    lost, and its writer writes again.
    """

    channel_type = "signal"

    _: KW_ONLY
    poll_seconds: int = POLL_SECONDS
    _seen: OrderedDict[tuple[str, int], None] = field(default_factory=OrderedDict, init=False)

    async def step(self) -> float:
        """One websocket's life or one poll; the seconds to pause before the next."""
        try:
            if (await self.channel.mode()).startswith("json-rpc"):
                await self._listen()
                return self.back_off.failed(RefusalCode.CONNECTION_LOST)
            return await self._poll()
        except TransportError as error:
            return self.back_off.failed(error.code, error.retry_after)
        except InvalidStatus as error:
            # Outside json-rpc mode the same address answers at once, with what has come in; the
            # server has forgotten that now.
            envelopes = _json(error.response.body or b"")
            if error.response.status_code == 200 and isinstance(envelopes, list):
                self.back_off.succeeded()
                await self._handle(envelopes)
                return _POLL_PAUSE
            return self.back_off.failed(RefusalCode.REFUSED_CONNECTION)
        except (InvalidHandshake, TimeoutError, OSError):
            return self.back_off.failed(RefusalCode.REFUSED_CONNECTION)
        except WebSocketException:
            return self.back_off.failed(RefusalCode.CONNECTION_LOST)

    async def _listen(self) -> None:
        address = self.channel.base_url.replace("http", "ws", 1)
        url = f"{address}/v1/receive/{quote(self.channel.number, safe='')}"
        async with connect(
            url,
            open_timeout=_CONNECT_SECONDS,
            close_timeout=1,
            max_size=_MOST_BYTES,
            user_agent_header=None,
        ) as socket:
            steady = asyncio.create_task(self._count_as_heard_when_steady())
            try:
                async for data in socket:
                    steady.cancel()
                    self.back_off.succeeded()
                    await self._handle([_json(data)])
            finally:
                steady.cancel()

    async def _count_as_heard_when_steady(self) -> None:
        await self.sleep(STEADY_SECONDS)
        self.back_off.succeeded()

    async def _poll(self) -> float:
        envelopes = await self.channel.poll(self.poll_seconds)
        self.back_off.succeeded()
        await self._handle(envelopes)
        return _POLL_PAUSE

    async def _handle(self, envelopes: Sequence[Any]) -> None:
        received: list[Received] = []
        for envelope in envelopes:
            names = names_of(envelope)
            if names is not None:
                await self.conversation.names.join(*names)
            found = private_message(envelope, self.channel.number)
            if found is not None and self._is_new(found[0].account or found[0].address, found[1]):
                received.append(found[0])
        await self.answer_all(received)

    def _is_new(self, sender: str, timestamp: int) -> bool:
        """Signal names a message by its sender and its time."""
        key = (sender, timestamp)
        if key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return True


def names_of(envelope: Any) -> tuple[str, str] | None:
    """(the sender's number, their account id) where an envelope of any kind shows both."""
    inner = envelope.get("envelope") if isinstance(envelope, dict) else None
    if not isinstance(inner, dict):
        return None
    number, account = inner.get("sourceNumber"), inner.get("sourceUuid")
    return (number, account) if isinstance(number, str) and isinstance(account, str) else None


def private_message(envelope: Any, own_number: str) -> tuple[Received, int] | None:
    """(a text that somebody wrote to us alone, its timestamp); None for all else.

    All else is: receipts, typing, what we sent from another device, groups, reactions, calls. Who
    hides their number is known by the id of their account (`sourceUuid`).
    """
    inner = envelope.get("envelope") if isinstance(envelope, dict) else None
    data = inner.get("dataMessage") if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or not isinstance(data, dict):
        return None
    text = data.get("message")
    if not isinstance(text, str) or not text or data.get("groupInfo") or data.get("groupV2"):
        return None
    account = inner.get("sourceUuid")
    sender = inner.get("sourceNumber") or inner.get("source") or account
    if not isinstance(sender, str) or sender == own_number:
        return None
    timestamp = data.get("timestamp") or inner.get("timestamp")
    return (
        Received(sender, text, account if isinstance(account, str) else None),
        timestamp if isinstance(timestamp, int) else 0,
    )


def _json(data: str | bytes | bytearray) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None
