"""Signal: messages over a signal-cli-rest-api server, the bridge that people run."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.chats.contract import Opening, OutgoingMessage, TransportError, bad_token
from bot.chats.names import ChatNames
from bot.chats.pace import Limiter
from bot.signal import api
from bot.signal.answers import (
    Answer,
    is_about,
    is_registered,
    json_of,
    message_id,
    names_in,
    no_signal_server,
    outdated_signal_cli,
    refuses_sender,
    refuses_version,
    says_nothing,
)
from muster.channels.rules import ChannelType, parse_account
from muster.notifications.written_answers import numbered
from muster.refusals import RefusalCode

_QUESTION_SECONDS = 8.0
"""For questions before a message or about a refusal, so that a send ends in half a minute."""

_CHECK_SECONDS = 3.0
"""For the last question of a check, which is no reason to fail it."""


class SignalChannel:
    """Signal, as the number that it sends from.

    Args:
        base_url: of the signal-cli-rest-api server.
        number: the sender's, E.164, registered there.
        limiter: of all messages from this number.
        names: keeps which number and account id belong together; None where nothing is kept.
    """

    channel_type: ChannelType = "signal"
    idempotent = False
    remembers = timedelta(0)
    most_in_flight = 1

    def __init__(
        self, *, base_url: str, number: str, limiter: Limiter, names: ChatNames | None = None
    ) -> None:
        self.base_url = base_url
        self.number = number
        self._limiter = limiter
        self._names = names
        self._api = api.SignalApi(base_url)
        self._unproven = True
        """Whether the server has yet to answer as one: at first, and after a message in doubt."""

    async def open(self) -> None:
        await self.check()

    async def close(self) -> None:
        await self._api.close()

    async def pace(self) -> None:
        await self._limiter.reserve()

    async def send(self, message: OutgoingMessage, opening: Opening | None = None) -> str:
        body = {
            "message": _with_answers(message),
            "number": self.number,
            # One recipient a request, so that an answer speaks of nobody else.
            "recipients": [message.address],
            # The server may be set to read *asterisks* as styles.
            "text_mode": "normal",
        }
        async with self._limiter.turn(message.address):
            if self._unproven:
                await self._prove()
            answer: Answer | None = None
            try:
                answer = await self._api.post("/v2/send", body, opening)
                if self._names is not None:
                    for number, account in names_in(answer):
                        await self._names.join(number, account)
                return message_id(answer, self.number)
            except TransportError as error:
                found = await self._looked_into(error, answer, message.address)
                self._unproven = found.maybe_sent
                if (
                    found.code in (RefusalCode.RATE_LIMITED, RefusalCode.CAPTCHA_REQUIRED)
                    and found.retry_after
                ):
                    self._limiter.hold_everyone(found.retry_after, found.code)
                if found is error:
                    raise
                raise found from error

    async def _prove(self) -> None:
        """See that a Signal server answers, before a message is written that may end in doubt."""
        try:
            await self.mode()
        except TransportError as error:
            if not error.maybe_sent:
                raise
            raise TransportError(error.code, everyone=True) from error

    async def find_sent(self, message: OutgoingMessage, since: datetime) -> str | None:
        """Always None: Signal shows nobody what was sent."""
        del message, since
        return None

    async def check(self) -> str:
        mode = await self.mode()
        accounts = await self.accounts()
        listed = accounts is not None
        if accounts is not None and self.number not in accounts:
            raise bad_token()
        refused: TransportError | None = None
        with suppress(TransportError):  # only a refusal tells us something
            # A number that Signal has unlinked stays on that list. Asking for anybody shows it.
            refused = self._refused(await self._search(self.number, _CHECK_SECONDS))
        if refused is not None:
            raise refused
        ending = ", the number is registered" if listed else ""
        return f"signal-cli-rest-api in mode {mode}{ending}"

    async def accounts(self) -> list[str] | None:
        """The numbers that the server has accounts of; None where it does not say.

        Raises:
            TransportError: it cannot be reached.
        """
        answer = await self._api.get("/v1/accounts")
        listed = json_of(answer)
        if answer.status != 200 or not isinstance(listed, list):
            return None
        return [each for each in listed if isinstance(each, str)]

    async def mode(self) -> str:
        """How the server runs signal-cli: `normal`, `native` or `json-rpc`.

        Raises:
            TransportError: it cannot be reached or is something else.
        """
        try:
            answer = await self._api.get("/v1/about", _QUESTION_SECONDS)
        except TransportError as error:
            if error.code is not RefusalCode.UNREADABLE_ANSWER:
                raise
            raise TransportError(RefusalCode.NO_SIGNAL_SERVER, everyone=True) from error
        if is_about(answer):
            self._unproven = False
            return str(json_of(answer).get("mode", "normal"))
        if answer.status >= 500:
            raise TransportError(RefusalCode.SERVICE_ERROR, everyone=True)
        raise TransportError(RefusalCode.NO_SIGNAL_SERVER, everyone=True)

    async def poll(self, seconds: int) -> list[Any]:
        """Envelopes that came in, waiting up to `seconds`; for servers outside json-rpc mode.

        Raises:
            TransportError: the server did not answer with envelopes.
        """
        answer = await self._api.get(
            f"/v1/receive/{self._own_path}", seconds + api.REQUEST_SECONDS, timeout=seconds
        )
        if (refused := self._refused(answer)) is not None:
            raise TransportError(refused.code)
        envelopes = json_of(answer)
        if answer.status != 200 or not isinstance(envelopes, list):
            raise TransportError(RefusalCode.SERVICE_ERROR)
        return envelopes

    @property
    def _own_path(self) -> str:
        return quote(self.number, safe="")

    async def _looked_into(
        self, error: TransportError, answer: Answer | None, address: str
    ) -> TransportError:
        """The error of a send, or a clearer one that the server gives when it is asked.

        Nothing was sent where the server does not know our number, where Signal does not know the
        recipient's, where signal-cli is too old, or where what answers at the address is no Signal
        server.
        """
        if not error.maybe_sent or error.code in (RefusalCode.TIMEOUT, RefusalCode.CONNECTION_LOST):
            return error
        try:
            if answer is not None and says_nothing(answer):
                if parse_account("signal", address) is not None:
                    return error  # Signal answers for numbers alone
                found = await self._search(address, _QUESTION_SECONDS)
                if (refused := self._refused(found)) is not None:
                    return refused
                if is_registered(found, address) is False:
                    return TransportError(RefusalCode.UNKNOWN_RECIPIENT, permanent=True)
            else:
                await self.mode()
        except TransportError as other:
            return no_signal_server() if other.code is RefusalCode.NO_SIGNAL_SERVER else error
        return error

    def _refused(self, answer: Answer) -> TransportError | None:
        """The error where an answer, to whatever question, refuses us for everything."""
        if refuses_sender(answer, self.number):
            return bad_token()
        return outdated_signal_cli() if refuses_version(answer) else None

    async def _search(self, number: str, seconds: float) -> Answer:
        """Ask Signal whether a number is registered, for up to `seconds`."""
        answer = await self._api.get(f"/v1/search/{self._own_path}", seconds, numbers=number)
        if answer.status == 404:  # older servers
            answer = await self._api.get("/v1/search", seconds, numbers=number)
        return answer


def _with_answers(message: OutgoingMessage) -> str:
    """The text, with the answers as numbers to reply with: Signal has no buttons."""
    if not message.answers:
        return message.text
    asked = numbered(answer.label for answer in message.answers)
    return f"{message.text}\n{asked.in_language(message.language)}"
