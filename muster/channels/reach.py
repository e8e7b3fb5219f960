"""Which way leads to a person best (delivery rule 5): the SQL that other rooms build on.

`BEST_CHANNEL` gives the people of the CTE `asked` (user_id, …) to whom some channel leads, with the
best (channel_type). It reads the CTE `orders`, which is `ORDERS` over the parameter that
`fallback_orders` fills, and takes one more condition on the ways `x`. People are looked up one by
one, so its cost grows with those asked and not with the community. `channel_choice` takes what a
person typed for theirs, so that the choice does not show whether somebody else has it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final, get_args

from muster.channels.rules import ChannelType, PreferredChannel, fallback_order

ORDERS: Final = """
            SELECT * FROM jsonb_to_recordset({orders}::jsonb)
                       AS o (preferred_channel text, channel_type text, place int)"""

BEST_CHANNEL: Final = """
            SELECT a.*, b.channel_type
              FROM asked a
              LEFT JOIN subscription_preferences q ON q.user_id = a.user_id
             CROSS JOIN LATERAL (
                    SELECT x.channel_type
                      FROM channel_choice x
                      JOIN orders o ON o.preferred_channel = coalesce(q.preferred_channel, 'any')
                                   AND o.channel_type = x.channel_type
                     WHERE x.user_id = a.user_id AND x.reachable {condition}
                     ORDER BY o.place
                     LIMIT 1
                   ) AS b"""


def fallback_orders(channel_types: Collection[ChannelType]) -> str:
    """Every preference's order, as JSON, without the channels that nobody delivers on."""
    return json.dumps(
        [
            {"preferred_channel": preferred, "channel_type": channel_type, "place": place}
            for preferred in get_args(PreferredChannel)
            for place, channel_type in enumerate(fallback_order(preferred))
            if channel_type in channel_types
        ]
    )
