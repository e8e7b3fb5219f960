"""Secrets of webhooks: which one proves an event, how they are stored, and under which key."""

from __future__ import annotations

import base64

import pytest
from pydantic import SecretStr

from muster.crypto import ContactCipher, generate_contact_key
from muster.errors import MusterError
from muster.webhooks import service
from muster.webhooks.rules import OVERLAP
from ops.contacts import rotate_key
from tests.integration.webhooks.conftest import Bots
from tests.support.fakes.webhook_receiver import Receiver, Unproven, verify
from tests.support.scenes.community import settings_for


async def test_after_a_renewal_both_secrets_prove_for_a_day(bots: Bots, far_end: Receiver) -> None:
    made = await bots.add(far_end.url)
    async with bots.database.transaction() as connection:
        renewed = await service.renew_secret(
            connection, bots.cipher, bots.admin, made.webhook.id, bots.now
        )
    assert renewed.secret != made.secret
    assert len(base64.b64decode(renewed.secret.removeprefix("whsec_"))) == 32
    bot = bots.start()
    await bots.tell(key="first")
    await bots.run(bot)
    for secret in (made.secret, renewed.secret):
        far_end.proven(secret, bots.now)
    bots.later(OVERLAP)
    await bots.tell(key="second")
    await bots.run(bot)
    got = far_end.got[-1]
    verify(renewed.secret, got.headers, got.body, bots.now)
    with pytest.raises(Unproven):
        verify(made.secret, got.headers, got.body, bots.now)


async def test_an_address_that_no_key_opens_is_not_sent_to_and_says_so(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(far_end.url)
    await bots.tell()
    bots.cipher = ContactCipher([generate_contact_key()])
    await bots.run(bots.start())
    (delivery,) = await bots.deliveries_of(made.webhook.id)
    assert (delivery.state, delivery.reason) == ("pending", "unreadable")
    assert far_end.connections == 0


async def test_every_secret_is_stored_sealed_and_put_under_a_new_key(
    bots: Bots, far_end: Receiver
) -> None:
    made = await bots.add(f"{far_end.url}/hook/s3cret")
    async with bots.database.connection() as connection:
        stored = await connection.fetchval("SELECT string_agg(w::text, ' ') FROM webhooks w")
        noted = await connection.fetchval("SELECT string_agg(a::text, ' ') FROM admin_audit a")
    for secret in ("s3cret", made.secret, made.secret.removeprefix("whsec_")):
        assert secret not in stored
        assert secret.encode().hex() not in stored
        assert secret not in noted
    former, new = bots.cipher, generate_contact_key()
    bots.cipher = ContactCipher([new, bots.key])
    async with bots.database.transaction() as connection:
        assert await service.count_under_other_keys(connection, [bots.cipher.key_id]) == 1
        assert await service.rotate(connection, bots.cipher) == (1, 0)
        assert await service.rotate(connection, bots.cipher) == (0, 0)
        assert await service.count_under_other_keys(connection, [bots.cipher.key_id]) == 0
    assert former.key_id != bots.cipher.key_id
    bots.cipher = ContactCipher([new])
    await bots.tell()
    assert await bots.run(bots.start()) is None
    far_end.proven(made.secret, bots.now)


async def test_the_operators_command_takes_webhooks_along(
    bots: Bots, far_end: Receiver, database_url: str
) -> None:
    made = await bots.add(far_end.url)
    new = generate_contact_key()
    keys = SecretStr(f"{new},{bots.key}")
    settings = settings_for(database_url, contact_data_encryption_key=keys)
    assert await rotate_key(settings) == 1
    assert await rotate_key(settings) == 0
    bots.cipher = ContactCipher([new])
    await bots.tell()
    await bots.run(bots.start())
    far_end.proven(made.secret, bots.now)
    assert len(far_end.got) == 1
    lost = SecretStr(generate_contact_key())
    with pytest.raises(MusterError, match="1 address opens with none of the keys"):
        await rotate_key(settings_for(database_url, contact_data_encryption_key=lost))
