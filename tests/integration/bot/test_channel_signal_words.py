"""What signal-cli-rest-api says under a 400, in words: its own, signal-cli's, and its log."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from bot.chats import pace
from bot.chats.contract import OutgoingMessage, TransportError
from bot.signal.send import SignalChannel
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.fakes.signal import SENDER

ANA = "+38640123456"
HELLO = OutgoingMessage(ANA, "Do you play tonight?", "row-1")
INVALID, COUNTRY_CODE = "Invalid", "(phone number), make sure you include the country code."
DEPRECATED = "org.whispersystems.signalservice.api.push.DeprecatedVersionException: StatusCode: 499"
OUTDATED = ("outdated_signal_cli", False, True, False)
NOBODY = ("unknown_recipient", True, False, False)
DOUBT = ("service_error", False, False, True)
LOG = "INFO  AccountHelper - The Signal protocol expects that messages are regularly received.\n"
VERBOSE = f"2026-11-20T19:45:00.123Z [main] WARN  o.a.s.m.helper.IdentityHelper - of {SENDER}\n"


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    server.signal.__init__()
    return server


@pytest.fixture
async def channel(chats: FakeChats) -> AsyncGenerator[SignalChannel, None]:
    opened = SignalChannel(
        base_url=f"{chats.url}/signal", number=SENDER, limiter=pace.Limiter(None, most_at_once=1)
    )
    yield opened
    await opened.close()


async def refused(channel: SignalChannel, message: OutgoingMessage = HELLO) -> TransportError:
    with pytest.raises(TransportError) as caught:
        await channel.send(message)
    return caught.value


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"User {SENDER} is not registered.", ("bad_token", False, True, False)),
        ("Couldn't process request - invalid request", ("message_refused", True, False, False)),
        ("Specified account does not exist", ("bad_token", False, True, False)),
        ("[401] Authorization failed! (Authori…)", ("bad_token", False, True, False)),
        ("Failed to send message: [403] Authorization failed!", ("bad_token", False, True, False)),
        ("Number not registered with JSON-RPC", ("bad_token", False, True, False)),
        (f"Untrusted Identity for {ANA}", ("untrusted_identity", True, False, False)),
        (
            "Failed to send message due to untrusted identities",
            ("untrusted_identity", True, False, False),
        ),
        ("Failed to send message due to CAPTCHA", ("captcha_required", False, True, False)),
        ("Failed to send message due to rate limiting", ("rate_limited", False, True, False)),
        ("java.io.IOException: closed", ("service_error", False, False, True)),
        ("write tcp [::1]:5->[::1]:6: write: broken pipe", ("service_error", False, True, False)),
        (f"Error while checking account {SENDER}: java.", ("service_error", False, True, False)),
        (f"Error loading state file for user {SENDER}: ", ("service_error", False, True, False)),
        ("Failed to read local accounts list\n", ("service_error", False, True, False)),
        ("Failed to load local accounts file\n", ("service_error", False, True, False)),
        ("fork/exec /usr/bin/signal-cli: no such file", ("service_error", False, True, False)),
        ("dial tcp 127.0.0.1:6001: connection refused", ("service_error", False, True, False)),
        (f"{INVALID} account {COUNTRY_CODE}", ("bad_token", False, True, False)),
        (f"{INVALID} username {COUNTRY_CODE}", ("bad_token", False, True, False)),
        (f"Failed to send message: {DEPRECATED} (IOException)", OUTDATED),
        (f"Error while checking account {SENDER}: StatusCode: 499\n", OUTDATED),
        ("Invalid phone number '+1234567': not a number", NOBODY),
        ("No recipients given\n", ("message_refused", True, False, False)),
    ],
)
async def test_a_400_means_many_things(
    chats: FakeChats, channel: SignalChannel, words: str, expected: tuple[str, bool, bool, bool]
) -> None:
    chats.signal.fail(status=400, body={"error": words})
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == expected


@pytest.mark.parametrize("log", [LOG, VERBOSE, LOG + VERBOSE, f"\n{LOG}\n"])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (f"Error while checking account {SENDER}: StatusCode: 499\n", OUTDATED),
        (f"Error while checking account {SENDER}: timeout", ("service_error", False, True, False)),
        (f"Error loading state file for user {SENDER}: ", ("service_error", False, True, False)),
        ("Failed to read local accounts list\n", ("service_error", False, True, False)),
        (f"User {SENDER} is not registered.\n", ("bad_token", False, True, False)),
        (f"{INVALID} account {COUNTRY_CODE}\n", ("bad_token", False, True, False)),
        ("Invalid phone number '+1234567': not a number\n", NOBODY),
        (f'Failed to send (some) messages:\n{ANA}: Unregistered user "{ANA}"\n1795\n', NOBODY),
        ("Failed to send message: java.io.IOException: closed\n", DOUBT),
        ("java.io.IOException: closed\n", DOUBT),
        ("", DOUBT),
    ],
)
async def test_what_signal_cli_logged_before_its_error_hides_nothing(
    chats: FakeChats, channel: SignalChannel, words: str, log: str, expected: Any
) -> None:
    chats.signal.fail(status=400, body={"error": log + words})
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == expected


@pytest.mark.parametrize(
    "line",
    [
        f"WARN  AccountHelper - {SENDER} is not registered for calls",
        "WARN  ReceiveHelper - Error while checking account of a contact",
        "ERROR SendHelper - Failed to send a receipt: StatusCode: 499",
        "INFO  IdentityHelper - Trusting a new identity",
        "DEBUG Manager - too many messages are cached",
    ],
)
async def test_a_line_of_the_log_proves_nothing(
    chats: FakeChats, channel: SignalChannel, line: str
) -> None:
    chats.signal.fail(status=400, body={"error": f"{line}\njava.io.IOException: closed\n"})
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == DOUBT


async def test_a_signal_cli_that_is_too_old_is_found_where_the_server_names_no_cause(
    chats: FakeChats, channel: SignalChannel
) -> None:
    chats.signal.fail(status=400, body={"error": "Failed to send message"})
    words = f"Unable to check if users are registered: {DEPRECATED}"
    chats.signal.fail(method="search", status=400, body={"error": words}, times=None)
    error = await refused(channel)
    assert (error.code, error.permanent, error.everyone, error.maybe_sent) == OUTDATED
    with pytest.raises(TransportError) as caught:
        await channel.check()
    assert caught.value.code == "outdated_signal_cli"
