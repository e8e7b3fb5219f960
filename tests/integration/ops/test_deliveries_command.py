"""`muster deliveries`: what did not arrive, in lines."""

from __future__ import annotations

import asyncio

import asyncpg

from muster.clock import utc_now
from tests.integration.conftest import Run
from tests.support.scenes.community import add_person


def test_it_prints_counts_reasons_and_names(database_url: str, run: Run) -> None:
    assert run(database_url, "deliveries") == (0, ["nothing was to leave in the last 7 days"], [])

    async def fill() -> None:
        connection = await asyncpg.connect(database_url)
        person = await add_person(connection, 501, player="Shade")
        for key, state, error in (
            ("A", "sent", None),
            ("B", "failed", "dms_closed"),
            ("C", "unknown", "timeout"),
        ):
            await connection.execute(
                """
                INSERT INTO notifications_ledger
                       (user_id, event_key, channel_type, state, last_error, not_before,
                        useful_until, attempt, sent_at, created_at, updated_at)
                VALUES ($1, $2, 'discord', $3, $4, $5, $5, 1,
                        CASE WHEN $3::text = 'sent' THEN $5::timestamptz END, $5, $5)
                """,
                person,
                key,
                state,
                error,
                utc_now(),
            )
        await connection.close()

    asyncio.run(fill())
    code, out, err = run(database_url, "deliveries", "--who")
    assert (code, err) == (0, [])
    assert out[0].endswith(" discord: 1 sent, 1 failed (dms_closed 1), 1 unknown (timeout 1)")
    assert out[1].startswith("dms_closed (discord): Discord lets nobody but friends write to them.")
    assert out[3].startswith("unknown: Nobody knows whether it arrived")
    assert [line.split(" UTC ")[1] for line in out[4:]] == [
        "discord unknown Shade: timeout",
        "discord failed Shade: dms_closed",
    ]
