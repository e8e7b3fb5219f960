"""`muster contacts rotate-key`: every address under the first key, in steps, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from muster.channels import service
from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import MusterError
from muster.settings import Settings, load_settings
from ops.cli import main
from ops.contacts import rotate_key
from tests.support.scenes.community import EVENING, add_person

OLD, NEW, LOST = (generate_contact_key() for _ in range(3))
CHAT = "123456789"


def settings_with(url: str, *keys: str) -> Settings:
    return load_settings(
        env_file=None,
        database_url=SecretStr(url),
        contact_data_encryption_key=SecretStr(",".join(keys)),
    )


async def with_sql(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await work(connection)
    finally:
        await connection.close()


async def fill(url: str, people: int, *keys: str) -> list[int]:
    """People with a typed number and a typed chat each; one stopped chat."""

    async def work(connection: Any) -> list[int]:
        cipher = ContactCipher(keys)
        ids: list[int] = []
        for number in range(people):
            user_id = await add_person(connection, 9000 + number, player=f"P{number}")
            ids.append(user_id)
            changes = {
                "allow_promotions": True,
                "signal_handle": f"+3864012{number:04}",
                "telegram_handle": f"@player_{number}",
            }
            async with connection.transaction():
                await service.update_preferences(connection, cipher, user_id, changes, EVENING)
        await service.stop_address(connection, cipher, "telegram", CHAT, EVENING)
        return ids

    return await with_sql(url, work)


async def key_ids(url: str) -> set[str]:
    rows = await with_sql(
        url,
        lambda sql: sql.fetch(
            "SELECT encryption_key_id FROM availability_channel_links"
            " UNION SELECT encryption_key_id FROM availability_stopped_addresses"
        ),
    )
    return {row[0] for row in rows}


async def test_everything_is_found_and_read_with_the_new_key_alone(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    people = await fill(database_url, 7, OLD)
    assert await rotate_key(settings_with(database_url, NEW, OLD), at_once=3) == 15
    assert "15 addresses re-encrypted" in capsys.readouterr().out
    cipher = ContactCipher([NEW])
    assert await key_ids(database_url) == {cipher.key_id}

    async def work(connection: Any) -> None:
        zone: Any = type("Zone", (), {"key": "UTC"})()
        for number, user_id in enumerate(people):
            found = await service.read_preferences(connection, cipher, user_id, zone)
            assert found.handles["signal"].text == f"+3864012{number:04}"
            assert found.handles["telegram"].text == f"@player_{number}"
        changes = {"allow_promotions": True, "signal_handle": "+38640120003"}
        await service.update_preferences(connection, cipher, people[0], changes, EVENING)
        disputed = "SELECT user_id FROM availability_disputed_handles"
        assert await connection.fetchval(disputed) == people[0], "the new key's hash finds it"
        # The chat that said stop is not written to under the new key either.
        changes = {"allow_promotions": True, "telegram_handle": CHAT}
        await service.update_preferences(connection, cipher, people[0], changes, EVENING)
        reach = "SELECT reachable FROM channel_reach WHERE user_id = $1 AND channel_type = $2"
        assert await connection.fetchval(reach, people[0], "telegram") is False

    await with_sql(database_url, work)


async def test_the_second_time_there_is_nothing_to_do(database_url: str) -> None:
    await fill(database_url, 2, OLD)
    settings = settings_with(database_url, NEW, OLD)
    assert await rotate_key(settings) == 5
    rows = "SELECT * FROM availability_channel_links ORDER BY address_hash"
    before = await with_sql(database_url, lambda sql: sql.fetch(rows))
    assert await rotate_key(settings) == 0
    assert await with_sql(database_url, lambda sql: sql.fetch(rows)) == before


async def test_broken_off_it_goes_on_where_it_was(database_url: str) -> None:
    await fill(database_url, 5, OLD)
    settings = settings_with(database_url, NEW, OLD)
    cipher = ContactCipher([NEW, OLD])

    async def one_step(connection: Any) -> None:
        async with connection.transaction():
            step = await service.rotate_contacts(
                connection, cipher, service.CONTACT_TABLES[0], ("", b""), 4
            )
        assert (step.rewritten, step.unreadable) == (4, 0)

    await with_sql(database_url, one_step)
    assert await key_ids(database_url) == {cipher.key_id, ContactCipher([OLD]).key_id}
    assert await rotate_key(settings, at_once=2) == 7
    assert await key_ids(database_url) == {cipher.key_id}


async def test_two_at_once_do_the_work_once(database_url: str) -> None:
    await fill(database_url, 6, OLD)
    settings = settings_with(database_url, NEW, OLD)
    done = await asyncio.gather(*(rotate_key(settings, at_once=2) for _ in range(2)))
    assert sum(done) >= 13
    assert await key_ids(database_url) == {ContactCipher([NEW]).key_id}
    count = "SELECT count(*) FROM availability_channel_links"
    assert await with_sql(database_url, lambda sql: sql.fetchval(count)) == 12


async def test_what_no_key_opens_is_counted_and_left(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await fill(database_url, 3, LOST)
    with pytest.raises(MusterError, match="7 addresses open with none of the keys") as caught:
        await rotate_key(settings_with(database_url, NEW, OLD), at_once=2)
    assert "@player" not in str(caught.value)
    assert await key_ids(database_url) == {ContactCipher([LOST]).key_id}
    assert "0 addresses re-encrypted" in capsys.readouterr().out


async def test_an_address_that_stands_under_both_keys_is_kept_once(database_url: str) -> None:
    """As processes leave it that were started with different keys."""
    await fill(database_url, 1, OLD)

    async def work(connection: Any) -> None:
        user_id = await add_person(connection, 9100, player="Late")
        changes = {"allow_promotions": True, "signal_handle": "+38640120000"}
        await service.update_preferences(
            connection, ContactCipher([NEW]), user_id, changes, EVENING
        )

    await with_sql(database_url, work)
    await rotate_key(settings_with(database_url, NEW, OLD))
    assert await key_ids(database_url) == {ContactCipher([NEW]).key_id}
    count = "SELECT count(*) FROM availability_channel_links WHERE channel_type = 'signal'"
    assert await with_sql(database_url, lambda sql: sql.fetchval(count)) == 1


def test_the_command_says_what_it_did_and_what_it_needs(
    database_url: str,
    empty_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CONTACT_DATA_ENCRYPTION_KEY", raising=False)
    asyncio.run(fill(database_url, 1, OLD))

    def run(url: str) -> tuple[int, str, str]:
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(SystemExit) as caught:
            main(["contacts", "rotate-key"])
        assert isinstance(caught.value.code, int)
        out, err = capsys.readouterr()
        return caught.value.code, out, err

    code, _, err = run(database_url)
    assert (code, err.count("\n")) == (1, 1)
    assert "CONTACT_DATA_ENCRYPTION_KEY is not set" in err

    monkeypatch.setenv("CONTACT_DATA_ENCRYPTION_KEY", f"{NEW},{OLD}")
    code, out, err = run(database_url)
    assert (code, err) == (0, "")
    assert out.startswith("3 addresses re-encrypted")
    code, _, err = run(empty_database_url)
    assert (code, err.count("\n")) == (1, 1)
    assert "muster migrate" in err
