"""What people ended since a backup was made stays ended after its restore."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from muster.calendar_feeds import service as feeds
from muster.channels import service as channels
from muster.crypto import ContactCipher, generate_contact_key
from muster.identity import service as identity
from muster.identity.rules import DiscordProfile, Viewer
from tests.integration.backup.test_said_once import Machine, machine
from tests.support.scenes.campaigns import at
from tests.support.scenes.good_rows import insert
from tests.support.scenes.ledger import add_people

__all__ = ["machine"]

KEY = b"a key of sessions"
BEFORE, MADE, SINCE, THEN = at(11, 0), at(12, 0), at(12, 10), at(13, 0)
CHAT, OTHER_CHAT, NEW_CHAT, NUMBER = "123456789", "987654321", "555555555", "+38640123467"
ACCOUNT = "0b8f8ba8-6a2c-4b1f-9a3c-2f4c8c0c9f11"
STAMPS = {"created_at": BEFORE, "updated_at": BEFORE}


class Scene:
    """A machine, and what people do on it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.cipher = ContactCipher([generate_contact_key()])

    async def link(self, user_id: int, chat: str, now: Any = BEFORE, **given: Any) -> None:
        kind = "signal" if chat.startswith("+") else "telegram"
        async with self.machine.database.transaction() as connection:
            token, _ = await channels.create_link_token(
                connection, user_id, kind, now, lifetime=timedelta(minutes=30), min_interval=NONE
            )
            await channels.confirm_link(connection, self.cipher, kind, token, chat, now, **given)

    async def stop(self, chat: str, kind: Any = "telegram") -> None:
        async with self.machine.database.transaction() as connection:
            assert await channels.stop_address(connection, self.cipher, kind, chat, SINCE)

    async def sign_in(self, account: int) -> None:
        profile = DiscordProfile(account, f"account{account}", "", None)
        async with self.machine.database.transaction() as connection:
            await identity.sign_in(connection, profile, KEY, BEFORE)

    async def reach(self, user_id: int, kind: str = "telegram") -> tuple[bool, bool]:
        row = await self.machine.sql.fetchrow(
            "SELECT enabled, reachable FROM channel_reach WHERE user_id = $1 AND channel_type = $2",
            user_id,
            kind,
        )
        return row["enabled"], row["reachable"]

    async def owner(self, chat: str) -> int | None:
        async with self.machine.database.connection() as connection:
            return await channels.find_user_by_address(connection, self.cipher, "telegram", chat)

    async def all(self, statement: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.machine.sql.fetch(statement)]


NONE = timedelta(0)


@pytest.fixture
def scene(machine: Machine) -> Scene:
    return Scene(machine)


async def test_a_chat_that_said_stop_is_not_written_to_again(
    scene: Scene, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    async with machine:
        ana, bor, cene = await add_people(machine.sql, 3, BEFORE)
        await scene.link(ana, CHAT)
        await scene.link(bor, NUMBER, account=ACCOUNT)
        await scene.link(cene, OTHER_CHAT)
        file = await machine.back_up(MADE)
        await scene.stop(CHAT)
        await scene.stop(ACCOUNT, "signal")
        stopped = "SELECT * FROM availability_stopped_addresses ORDER BY channel_type, address_hash"
        links = "SELECT user_id, channel_type FROM availability_channel_links ORDER BY user_id"
        off = (
            "SELECT user_id, channel_type, enabled, refused_reason FROM availability_subscriptions"
            " ORDER BY user_id"
        )
        before = [await scene.all(each) for each in (stopped, links, off)]
        assert [len(each) for each in before] == [3, 1, 3]
    await machine.restore(file, THEN)
    assert "of what was stopped or revoked since then" in capsys.readouterr().out
    async with machine:
        assert [await scene.all(each) for each in (stopped, links, off)] == before
        assert await scene.reach(ana) == (False, False)
        assert await scene.reach(bor, "signal") == (False, False)
        assert await scene.reach(cene) == (True, True)
        assert await scene.owner(CHAT) is None


async def test_a_stop_holds_in_a_backup_of_which_the_database_knows_little(
    scene: Scene, machine: Machine
) -> None:
    async with machine:
        (ana,) = await add_people(machine.sql, 1, BEFORE)
        await scene.link(ana, CHAT)
        file = await machine.back_up(MADE)
        await scene.stop(CHAT)
        # Whose people are others, with the same numbers.
        await machine.sql.execute("UPDATE website_users SET created_at = $1", SINCE)
        await insert(machine.sql, "website_sessions", {"created_at": BEFORE, "expires_at": THEN})
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.reach(ana) == (False, False)
        assert (await scene.all("SELECT refused_reason FROM availability_subscriptions")) == [
            ("chat_stopped",)
        ]


async def test_whoever_signed_out_stays_so_and_so_does_what_went_with_it(
    scene: Scene, machine: Machine
) -> None:
    async with machine:
        (user_id,) = await add_people(machine.sql, 1, BEFORE)
        account = await machine.sql.fetchval("SELECT discord_user_id FROM discord_accounts")
        for _ in range(2):
            await scene.sign_in(account)
        hashes = "SELECT token_hash FROM website_sessions ORDER BY created_at, token_hash"
        first, second = [row[0] for row in await scene.all(hashes)]
        for place, session in enumerate((first, second), 1):
            device = {
                "user_id": user_id,
                "place": place,
                "session_hash": session,
                "endpoint_hash": session,
            }
            await insert(machine.sql, "push_devices", device)
        async with machine.database.transaction() as connection:
            for kind in ("telegram", "signal"):
                await channels.create_link_token(
                    connection, user_id, kind, MADE, lifetime=THEN - MADE, min_interval=NONE
                )
        file = await machine.back_up(MADE)
        await machine.sql.execute("DELETE FROM website_sessions WHERE token_hash = $1", first)
        await machine.sql.execute("UPDATE availability_link_tokens SET used_at = $1", SINCE)
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.all(hashes) == [(second,)]
        assert await scene.all("SELECT session_hash FROM push_devices") == [(second,)]
        assert await scene.all("SELECT * FROM availability_link_tokens") == []
        # A device alone, and then the last session, too.
        file = await machine.back_up(THEN)
        await machine.sql.execute("DELETE FROM push_devices")
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.all(hashes) == [(second,)]
        assert await scene.all("SELECT * FROM push_devices") == []
        async with machine.database.transaction() as connection:
            viewer = await identity.find_person(connection, user_id, THEN)
            assert isinstance(viewer, Viewer)
            await identity.sign_out_everywhere(connection, viewer)
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.all(hashes) == []


async def test_a_calendars_address_stays_revoked_or_renewed(scene: Scene, machine: Machine) -> None:
    async with machine:
        ana, bor, cene = await add_people(machine.sql, 3, BEFORE)
        async with machine.database.transaction() as connection:
            for user_id in (ana, bor, cene):
                await feeds.renew_address(connection, KEY, user_id, BEFORE)
        file = await machine.back_up(MADE)
        async with machine.database.transaction() as connection:
            await feeds.revoke_address(connection, ana)
            await feeds.renew_address(connection, KEY, bor, SINCE)
        addresses = "SELECT * FROM calendar_feeds ORDER BY user_id"
        before = await scene.all(addresses)
        assert [row[0] for row in before] == [bor, cene]
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.all(addresses) == before


async def test_what_admins_revoked_or_switched_off_stays_so(scene: Scene, machine: Machine) -> None:
    async with machine:
        (user_id,) = await add_people(machine.sql, 1, BEFORE)
        for number in (1, 2):
            made = {"created_by": user_id, "created_at": BEFORE, "expires_at": at(23, 0)}
            token = {"token_hash": bytes([number]) * 32, "user_id": user_id}
            await insert(machine.sql, "read_tokens", made | token)
            invite = {"secret_hash": bytes([number]) * 32, "most_uses": 1}
            await insert(machine.sql, "invites", made | invite)
        for place in (1, 2, 3, 4):
            await insert(machine.sql, "webhooks", {"place": place, "created_by": user_id, **STAMPS})
        await insert(machine.sql, "webhook_events")
        for webhook_id in (2, 4):
            waits = {"webhook_id": webhook_id, "state": "pending", "settled_at": None}
            await insert(machine.sql, "webhook_deliveries", waits)
        file = await machine.back_up(MADE)
        revoked = "UPDATE {} SET revoked_at = $1 WHERE id = 1"
        for table in ("read_tokens", "invites"):
            await machine.sql.execute(revoked.format(table), SINCE)
        await machine.sql.execute("UPDATE invites SET uses = 1 WHERE id = 2")
        await machine.sql.execute("DELETE FROM webhooks WHERE id = 1")
        off = "UPDATE webhooks SET state = 'off', updated_at = $1 WHERE id = 2"
        await machine.sql.execute(off, SINCE)
        renewed = (
            "UPDATE webhooks SET former_secret_encrypted = secret_encrypted, updated_at = $1,"
            " former_secret_until = $2, secret_encrypted = 'renewed' WHERE id = 3"
        )
        await machine.sql.execute(renewed, SINCE, THEN)
        asked = (
            "SELECT id, revoked_at FROM read_tokens ORDER BY id",
            "SELECT id, revoked_at, uses FROM invites ORDER BY id",
            "SELECT id, state, secret_encrypted, former_secret_until FROM webhooks ORDER BY id",
        )
        before = [await scene.all(each) for each in asked]
        assert [len(each) for each in before] == [2, 2, 3]
    await machine.restore(file, THEN)
    async with machine:
        assert [await scene.all(each) for each in asked] == before
        told = "SELECT webhook_id, state FROM webhook_deliveries ORDER BY webhook_id"
        assert await scene.all(told) == [(2, "dropped"), (4, "pending")]


async def test_a_chat_that_was_unlinked_speaks_for_nobody_again(
    scene: Scene, machine: Machine
) -> None:
    async with machine:
        ana, bor, cene, dana = await add_people(machine.sql, 4, BEFORE)
        for user_id, chat in ((ana, CHAT), (bor, OTHER_CHAT), (cene, "3333333"), (dana, "4444444")):
            await scene.link(user_id, chat)
        await insert(machine.sql, "discord_alt_accounts", {"user_id": ana, "attached_at": BEFORE})
        file = await machine.back_up(MADE)
        async with machine.database.transaction() as connection:
            await channels.forget_channel(connection, ana, "telegram", SINCE)
            await channels.update_subscription(
                connection, scene.cipher, dana, "telegram", SINCE, enabled=False
            )
            await channels.update_subscription(
                connection, scene.cipher, dana, "discord", SINCE, enabled=False
            )
        await scene.link(bor, NEW_CHAT, SINCE)
        await machine.sql.execute("DELETE FROM discord_alt_accounts")
    await machine.restore(file, THEN)
    async with machine:
        owners = [await scene.owner(chat) for chat in (CHAT, OTHER_CHAT, "3333333", "4444444")]
        assert owners == [None, None, cene, dana]
        assert await scene.reach(ana) == (False, False)
        assert await scene.reach(cene) == (True, True)
        assert await scene.reach(dana) == (False, True)
        assert await scene.reach(dana, "discord") == (False, True)
        assert await scene.all("SELECT * FROM discord_alt_accounts") == []


async def test_what_was_lost_as_a_whole_comes_back(scene: Scene, machine: Machine) -> None:
    async with machine:
        ana, bor = await add_people(machine.sql, 2, BEFORE)
        await scene.link(ana, CHAT)
        await scene.link(bor, OTHER_CHAT)
        await insert(machine.sql, "webhooks", {"created_by": ana, **STAMPS})
        file = await machine.back_up(MADE)
        for table in ("availability_channel_links", "webhooks"):
            await machine.sql.execute(f"DELETE FROM {table}")
    await machine.restore(file, THEN)
    async with machine:
        assert [await scene.owner(chat) for chat in (CHAT, OTHER_CHAT)] == [ana, bor]
        assert await scene.all("SELECT place FROM webhooks") == [(1,)]


async def test_a_newer_backup_in_place_of_an_older_one_has_all_its_chats(
    scene: Scene, machine: Machine
) -> None:
    async with machine:
        ana, bor = await add_people(machine.sql, 2, BEFORE)
        await insert(machine.sql, "live_status", {"updated_at": BEFORE})
        older = await machine.back_up(MADE)
        await scene.link(ana, CHAT, SINCE)
        await scene.link(bor, OTHER_CHAT, SINCE)
        await insert(machine.sql, "webhooks", {"created_by": ana, **STAMPS})
        await machine.sql.execute("UPDATE live_status SET updated_at = $1", SINCE)
        newer = await machine.back_up(at(12, 30))
        await scene.stop(OTHER_CHAT)
    # The wrong file first: it takes what was stopped along.
    await machine.restore(older, THEN)
    await machine.restore(newer, THEN)
    async with machine:
        assert await scene.reach(ana) == (True, True)
        assert await scene.reach(bor) == (False, False)
        assert await scene.all("SELECT place FROM webhooks") == [(1,)]


async def test_tables_of_an_older_muster_know_what_they_can(scene: Scene, machine: Machine) -> None:
    async with machine:
        (ana,) = await add_people(machine.sql, 1, BEFORE)
        await scene.link(ana, CHAT)
        await insert(machine.sql, "website_sessions", {"created_at": BEFORE, "expires_at": THEN})
        file = await machine.back_up(MADE)
        await scene.stop(CHAT)
        await machine.sql.execute("DELETE FROM website_sessions")
        for table in ("webhooks", "read_tokens", "calendar_feeds", "invites", "push_devices"):
            await machine.sql.execute(f"DROP TABLE {table} CASCADE")
        await machine.sql.execute(
            "ALTER TABLE availability_stopped_addresses"
            " DROP COLUMN address_encrypted, DROP COLUMN encryption_key_id"
        )
    await machine.restore(file, THEN)
    async with machine:
        assert await scene.reach(ana) == (False, False)
        assert await scene.all("SELECT * FROM website_sessions") == []


async def test_elsewhere_nobody_knows(scene: Scene, machine: Machine, empty_url: str) -> None:
    async with machine:
        (ana,) = await add_people(machine.sql, 1, BEFORE)
        await scene.link(ana, CHAT)
        file = await machine.back_up(MADE)
        await scene.stop(CHAT)
    machine.url = empty_url
    await machine.restore(file, THEN, replace=False)
    async with machine:
        assert await scene.reach(ana) == (True, True)
