"""Web push goes to no address on our own network, whatever a name leads to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.push.addresses import PublicResolver
from tests.support.fakes.push import FakePushService
from tests.support.scenes.push_sending import new_push_service, sender_to

service = new_push_service


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://2130706433/1",
        "https://localhost/1",
        "https://router/1",
        "https://printer.local/1",
        "https://metadata.google.internal/1",
        "https://user@push.example.org/1",
    ],
)
async def test_an_address_on_our_own_network_is_never_asked(
    service: FakePushService, endpoint: str
) -> None:
    sender = sender_to(service, private=False)
    phone = sender.browser("phone")
    phone.endpoint = endpoint
    error = await sender.refused(sender.message(phone))
    assert (error.code, error.permanent, sender.gone.ids) == ("unknown_recipient", True, [1])
    await sender.channel.close()


async def test_a_name_that_leads_to_our_own_network_is_never_asked(
    service: FakePushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lead_home(self: Any, host: str, port: int = 0, family: Any = 0) -> list[Any]:
        entry = {"hostname": host, "host": "10.0.0.7", "port": port, "family": 2, "proto": 0}
        return [{**entry, "flags": 0}, {**entry, "host": "127.0.0.1", "flags": 0}]

    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", lead_home)
    sender = sender_to(service, private=False)
    phone = sender.browser("phone")
    phone.endpoint = "https://push.example.org/1"
    error = await sender.refused(sender.message(phone))
    # Routers answer so while the line is down: the device is not lost by that.
    assert (error.code, error.permanent, sender.gone.ids) == ("refused_connection", False, [])
    assert error.retry_after == pytest.approx(2, abs=1)
    await sender.channel.close()


async def test_of_a_names_addresses_only_those_of_the_internet_are_used() -> None:
    class Known:
        async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
            return [{"host": each} for each in ("192.168.1.4", "93.184.215.14", "::1")]

        async def close(self) -> None:
            pass

    found = await PublicResolver(Known()).resolve("push.example.org")  # type: ignore[arg-type]  # looks up alone
    assert [each["host"] for each in found] == ["93.184.215.14"]
