"""The SQL of the rules by weekday, one verb function a query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from muster.database import Connection
from muster.evening import EveningRule
from muster.evenings.rules import StoredRule, rule_as_json


async def list_rules(connection: Connection, *, lock: bool = False) -> dict[int, StoredRule]:
    """The weekdays that have a rule (0 is Monday); with `lock` nobody else changes those of them
    that are there before the transaction ends.
    """
    rows = await connection.fetch(
        f"""
        SELECT weekday, session, starts_at, threshold, call_at, call_most, call_below,
               updated_at
          FROM evening_rules
         ORDER BY weekday
         {"FOR NO KEY UPDATE" if lock else ""}
        """
    )
    return {row[0]: StoredRule(EveningRule(*row[1:7]), row[7]) for row in rows}


async def upsert_rules(
    connection: Connection,
    rules: Mapping[int, EveningRule],
    changed_by: int | None,
    now: datetime,
) -> None:
    """Write the rules of these weekdays, and who changed what; what stays as it was is no change.

    `changed_by` is a website user's id; None: an operator, by a command.
    """
    await connection.execute(
        """
        WITH given AS (
            SELECT * FROM jsonb_to_recordset($1::jsonb)
                AS g (weekday smallint, session boolean, starts_at time, threshold smallint,
                      call_at time, call_most smallint, call_below smallint)
        ), changed AS (
            INSERT INTO evening_rules AS r
                   (weekday, session, starts_at, threshold, call_at, call_most, call_below,
                    updated_by, updated_at)
            SELECT weekday, session, starts_at, threshold, call_at, call_most, call_below, $2, $3
              FROM given
             ORDER BY weekday
            ON CONFLICT (weekday) DO UPDATE
               SET session = EXCLUDED.session, starts_at = EXCLUDED.starts_at,
                   threshold = EXCLUDED.threshold, call_at = EXCLUDED.call_at,
                   call_most = EXCLUDED.call_most,
                   call_below = EXCLUDED.call_below, updated_by = EXCLUDED.updated_by,
                   updated_at = EXCLUDED.updated_at
             WHERE (r.session, r.starts_at, r.threshold, r.call_at, r.call_most,
                    r.call_below) IS DISTINCT FROM
                   (EXCLUDED.session, EXCLUDED.starts_at, EXCLUDED.threshold, EXCLUDED.call_at,
                    EXCLUDED.call_most, EXCLUDED.call_below)
            RETURNING weekday, session, starts_at, threshold, call_at, call_most, call_below
        )
        INSERT INTO evening_rule_changes
               (weekday, session, starts_at, threshold, call_at, call_most, call_below,
                changed_by, changed_at)
        SELECT weekday, session, starts_at, threshold, call_at, call_most, call_below, $2, $3
          FROM changed
         ORDER BY weekday
        """,
        json.dumps([{"weekday": day, **rule_as_json(rule)} for day, rule in rules.items()]),
        changed_by,
        now,
    )
