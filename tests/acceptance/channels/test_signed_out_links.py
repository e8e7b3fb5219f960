"""A token that links a chat does not outlive the sessions in one of which it was made."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Callers
from tests.acceptance.website.test_access import refusal
from tests.support.running.websites import RunningWebsite
from tests.support.scenes.community import PLAYER
from tests.support.scenes.preferences import (
    CHAT,
    CONFIRM,
    TOKEN,
    channels,
    link,
    post,
    website_with_contact_data,
)

website = website_with_contact_data
OF_SOMEBODY_ELSE = "987654321"


@pytest.mark.parametrize("way", ["/auth/logout-everywhere", "/auth/discord/unlink"])
async def test_whoever_signs_out_everywhere_ends_tokens_that_link_a_chat(
    website: RunningWebsite, callers: Callers, way: str
) -> None:
    await link(callers.player)
    thief = await website.signed_in(PLAYER)
    await website.sql.execute("DELETE FROM availability_link_tokens")  # they come once in a while
    made = await post(thief, TOKEN, channel_type="telegram")
    others = await post(callers.promoter, TOKEN, channel_type="telegram")
    of_player = "SELECT user_id, player_guid, linked_at FROM user_player_links WHERE user_id = $1"
    linked = await website.sql.fetchrow(of_player, await website.user_id(callers.player))
    assert (await callers.player.post(way)).is_success
    again = await website.signed_in(PLAYER)
    await website.sql.execute(
        "INSERT INTO user_player_links VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", *linked
    )
    body = {"channel_type": "telegram", "channel_address": OF_SOMEBODY_ELSE}
    answer = await again.post(CONFIRM, json=body | {"token": made["token"]})
    assert refusal(answer)[1] == "link_token_invalid"
    address = (await channels(again))["telegram"]["channel_address"]
    assert address is not None
    assert address.endswith(CHAT[-2:])
    assert (await again.post(CONFIRM, json=body | {"token": others["token"]})).is_success
