"""The doctor's look at the channels, against services that work, refuse, hang or are away."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from typing import Any

import pytest

from bot.registry import build_channels
from muster.channels.rules import CHANNEL_TYPES, ChannelType
from muster.crypto import generate_contact_key
from muster.database import Database
from muster.health.rules import Finding, Verdict
from muster.web_push import public_keys
from ops.doctor.channels import channel_checks
from ops.doctor.services import Dates
from tests.support.fakes.chats import FakeChats, fake_chats
from tests.support.scenes.community import settings_for

NOWHERE = "http://127.0.0.1:1"
CONTACT_KEY = generate_contact_key()
ADDRESSES = {
    "discord": "discord_api_base_url",
    "telegram": "telegram_api_base_url",
    "signal": "signal_api_base_url",
}
IDENTITIES: dict[ChannelType, tuple[str, str]] = {
    "discord": ("discord_bot_token", "no-such-token"),
    "telegram": ("telegram_bot_token", "123456:no-such-token"),
    "signal": ("signal_sender_number", "+38640999888"),
}
METHODS = {"discord": "me", "telegram": "getMe", "signal": "about"}
each_channel = pytest.mark.parametrize("kind", [each for each in CHANNEL_TYPES if each != "push"])
"""Each that asks a service: browsers name theirs themselves."""


@pytest.fixture(scope="module")
def server() -> Generator[FakeChats, None, None]:
    with fake_chats() as running:
        yield running


@pytest.fixture
def chats(server: FakeChats) -> FakeChats:
    for service in (server.discord, server.telegram, server.signal):
        service.__init__()
    return server


async def look(
    chats: FakeChats, dates: Dates | None = None, **changed: Any
) -> dict[ChannelType, Finding]:
    own = {"muster_sandbox": False, "contact_data_encryption_key": CONTACT_KEY}
    more = own | chats.settings | changed
    settings = settings_for("postgresql://x/x", **more)
    channels = build_channels(settings, Database("", application_name="test"))
    findings = await channel_checks(channels, settings, dates or Dates())
    for finding in findings:
        for _, secret in IDENTITIES.values():
            assert secret not in finding.text
        assert chats.telegram.token not in finding.text
        assert chats.signal.number not in finding.text
    return dict(zip(CHANNEL_TYPES, findings, strict=True))


def others(found: dict[ChannelType, Finding], kind: ChannelType) -> set[Verdict]:
    return {finding.state for each, finding in found.items() if each != kind}


async def test_channels_that_work_say_as_whom_and_nobody_is_written_to(chats: FakeChats) -> None:
    dates = Dates()
    (key,) = public_keys(chats.push.sender_key)
    found = await look(chats, dates)
    assert {kind: finding.text for kind, finding in found.items()} == {
        "discord": "signed in as muster",
        "telegram": "signed in as @musterbot",
        "signal": "signal-cli-rest-api in mode json-rpc, the number is registered",
        "push": f"signs as mailto:muster@localhost with the key {key.key_id}",
    }
    assert {finding.state for finding in found.values()} == {Verdict.OK}
    for service in (chats.discord, chats.telegram, chats.signal):
        assert service.deliveries == []
    assert set(dates.skews) == {"Discord", "Telegram", "Signal"}
    assert max(map(abs, dates.skews.values())) < timedelta(seconds=60)


@pytest.mark.parametrize("name", ["another_bot", "@another_bot"])
async def test_links_that_lead_to_another_bot_than_the_tokens(chats: FakeChats, name: str) -> None:
    found = await look(chats, telegram_bot_username=name)
    assert (found["telegram"].state, found["telegram"].text) == (
        Verdict.FAIL,
        "links lead to @another_bot, and the token is of @musterbot; see TELEGRAM_BOT_USERNAME",
    )
    assert others(found, "telegram") == {Verdict.OK}


@pytest.mark.parametrize("name", ["musterbot", "@MusterBot"])
async def test_links_that_lead_to_the_tokens_bot(chats: FakeChats, name: str) -> None:
    found = await look(chats, telegram_bot_username=name)
    assert (found["telegram"].state, found["telegram"].text) == (
        Verdict.OK,
        "signed in as @musterbot",
    )


async def test_where_the_token_is_refused_its_bots_name_is_not_known(chats: FakeChats) -> None:
    found = await look(chats, telegram_bot_token="1:no", telegram_bot_username="another_bot")
    assert found["telegram"].text.startswith("Telegram refuses TELEGRAM_BOT_TOKEN")


@each_channel
async def test_a_service_that_does_not_know_us(chats: FakeChats, kind: ChannelType) -> None:
    setting, wrong = IDENTITIES[kind]
    found = await look(chats, None, **{setting: wrong})
    assert found[kind].state is Verdict.FAIL
    assert setting.upper() in found[kind].text
    assert others(found, kind) == {Verdict.OK}


@each_channel
async def test_a_service_that_is_away(chats: FakeChats, kind: ChannelType) -> None:
    dates = Dates()
    found = await look(chats, dates, **{ADDRESSES[kind]: NOWHERE})
    assert found[kind].state is Verdict.FAIL
    assert found[kind].text.startswith("cannot be reached; see ")
    assert ADDRESSES[kind].upper() in found[kind].text
    assert others(found, kind) == {Verdict.OK}
    assert len(dates.skews) == 2


@each_channel
async def test_tls_where_there_is_none_is_called_that(chats: FakeChats, kind: ChannelType) -> None:
    address = chats.settings[ADDRESSES[kind]].replace("http:", "https:")
    found = await look(chats, None, **{ADDRESSES[kind]: address})
    assert found[kind].state is Verdict.FAIL
    assert found[kind].text.startswith("TLS fails (")
    assert ADDRESSES[kind].upper() in found[kind].text
    assert others(found, kind) == {Verdict.OK}


@each_channel
async def test_a_service_that_hangs(
    chats: FakeChats, kind: ChannelType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.doctor.channels.CHECK_SECONDS", 2.0)
    service = {"discord": chats.discord, "telegram": chats.telegram, "signal": chats.signal}[kind]
    service.fail("hang", method=METHODS[kind], times=None)
    found = await look(chats)
    assert found[kind].state is Verdict.FAIL
    assert found[kind].text.startswith("no answer within 2 s; see ")


@each_channel
async def test_something_else_at_the_address(chats: FakeChats, kind: ChannelType) -> None:
    service = {"discord": chats.discord, "telegram": chats.telegram, "signal": chats.signal}[kind]
    service.fail(method=METHODS[kind], status=200, body="<html>Welcome</html>", times=None)
    found = await look(chats)
    assert found[kind].state is Verdict.FAIL
    assert ADDRESSES[kind].upper() in found[kind].text
    assert others(found, kind) == {Verdict.OK}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": "<html>Not Found</html>"},
        {"status": 200, "body": "<html>Welcome</html>"},
        {"status": 200, "body": {"status": "ok"}},
        {"status": 200, "body": {"mode": "production", "version": "1.2"}},
        {"status": 302, "body": "", "headers": {"Location": "https://example.org/"}},
        {"status": 401, "body": {"detail": "Unauthorized"}},
    ],
)
async def test_an_address_that_is_no_signal_server_is_called_one(
    chats: FakeChats, answer: dict[str, Any]
) -> None:
    chats.signal.fail(method="about", times=None, **answer)
    found = await look(chats)
    assert (found["signal"].state, found["signal"].text) == (
        Verdict.FAIL,
        "what answers there is no signal-cli-rest-api; see SIGNAL_API_BASE_URL",
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": "<html>Not Found</html>"},
        {"status": 200, "body": "<html>Welcome</html>"},
        {"status": 200, "body": {"ok": True, "result": []}},
        {"status": 302, "body": "", "headers": {"Location": "https://example.org/"}},
        {"status": 403, "body": {"detail": "Forbidden"}},
    ],
)
async def test_an_address_that_is_no_bot_api_is_called_one(
    chats: FakeChats, answer: dict[str, Any]
) -> None:
    chats.telegram.fail(method="getMe", times=None, **answer)
    found = await look(chats)
    assert (found["telegram"].state, found["telegram"].text) == (
        Verdict.FAIL,
        "what answers there is not Telegram's Bot API; see TELEGRAM_API_BASE_URL",
    )


@pytest.mark.parametrize("account", ["missing", "unlinked"])
@pytest.mark.parametrize("mode", ["json-rpc", "normal"])
async def test_a_sender_whom_signal_does_not_take_is_named(
    chats: FakeChats, account: Any, mode: Any
) -> None:
    chats.signal.account, chats.signal.mode = account, mode
    found = await look(chats)
    assert found["signal"].state is Verdict.FAIL
    assert "SIGNAL_SENDER_NUMBER" in found["signal"].text


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": {"error": "x"}},
        {"status": 400, "body": {"error": "Failed to get user status"}},
        {"kind": "reset"},
    ],
)
async def test_a_server_that_cannot_search_is_no_failure(
    chats: FakeChats, answer: dict[str, Any]
) -> None:
    chats.signal.fail(method="search", times=None, **answer)
    assert (await look(chats))["signal"].state is Verdict.OK


async def test_a_signal_cli_that_is_too_old_is_named(chats: FakeChats) -> None:
    words = f"INFO  X - y\nError while checking account {chats.signal.number}: StatusCode: 499\n"
    chats.signal.fail(method="search", times=None, status=400, body={"error": words})
    found = await look(chats)
    assert (found["signal"].state, found["signal"].text) == (
        Verdict.FAIL,
        "Signal takes this signal-cli no more, it is too old; update the server",
    )


async def test_a_service_that_asks_us_to_wait_is_no_failure(chats: FakeChats) -> None:
    body = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 7}}
    chats.telegram.fail(method="getMe", status=429, body=body)
    found = await look(chats)
    assert (found["telegram"].state, found["telegram"].text) == (
        Verdict.WARN,
        "asks us to wait 7 s; run this again then",
    )


@each_channel
async def test_a_channel_that_is_not_set_up(chats: FakeChats, kind: ChannelType) -> None:
    unset = {ADDRESSES[kind]: None} if kind == "signal" else {IDENTITIES[kind][0]: None}
    found = await look(chats, **unset)
    assert found[kind].state is Verdict.OFF
    assert "is not set" in found[kind].text
    assert others(found, kind) == {Verdict.OK}


async def test_push_needs_a_key_of_its_own_and_one_for_what_browsers_give_us(
    chats: FakeChats,
) -> None:
    found = await look(chats, muster_vapid_private_key=None)
    assert found["push"].state is Verdict.OFF
    assert "muster generate-key --push" in found["push"].text
    found = await look(chats, contact_data_encryption_key=None)
    assert found["push"].state is Verdict.FAIL
    assert "CONTACT_DATA_ENCRYPTION_KEY" in found["push"].text


async def test_a_bridge_without_a_number_to_send_from(chats: FakeChats) -> None:
    found = await look(chats, signal_sender_number=None)
    assert found["signal"].state is Verdict.FAIL
    assert "SIGNAL_SENDER_NUMBER is not set" in found["signal"].text


async def test_in_the_sandbox_no_service_is_asked(chats: FakeChats) -> None:
    found = await look(chats, muster_sandbox=True)
    assert {finding.text for finding in found.values()} == {
        "the sandbox: messages go to the page's outbox"
    }
    assert chats.telegram.requests == chats.discord.requests == chats.signal.requests == []
