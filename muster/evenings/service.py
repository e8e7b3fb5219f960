"""What a community says of its evenings: what the settings say, and the rules by weekday.

`now` is an aware instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from muster.audit.rules import OPERATOR, Act, Actor
from muster.audit.service import record_act
from muster.database import Connection
from muster.errors import AlreadyUndone, NotUndoable, UndoOvertaken
from muster.evening import EveningRule, Evenings
from muster.evenings import store
from muster.evenings.rules import StoredRule, check_rules, rule_as_json, rule_of_json
from muster.settings import Settings

SUBJECT, CHANGED = "evenings", "evenings.rule"


def evenings_of(settings: Settings) -> Evenings:
    """The evenings as the settings describe them, without any rules."""
    return Evenings(
        settings.frontend_origin,
        settings.zone,
        settings.availability_promotion_start_time,
        settings.availability_promotion_reminder_time,
        settings.threshold,
        language=settings.muster_language,
    )


async def read_evenings(connection: Connection, evenings: Evenings) -> Evenings:
    """`evenings` with the rules as they are now, by one statement.

    Whoever has a connection anyway reads them with it and cannot be wrong, whatever notices came.
    """
    stored = await store.list_rules(connection)
    return replace(evenings, rules={weekday: each.rule for weekday, each in stored.items()})


async def read_rules(connection: Connection) -> Mapping[int, StoredRule]:
    """The weekdays that have a rule (0 is Monday)."""
    return await store.list_rules(connection)


async def save_rules(
    connection: Connection,
    evenings: Evenings,
    rules: Mapping[int, EveningRule],
    changed_by: int | None,
    now: datetime,
) -> None:
    """Let these weekdays (0 is Monday) have these rules from now on; the others keep theirs.

    Args:
        evenings: as the settings describe them.
        changed_by: the admin's user id; None: an operator, by a command.

    Raises:
        InvalidInput: a weekday, time or number does not fit; nothing is stored.
    """
    check_rules(rules, evenings)
    actor = OPERATOR if changed_by is None else Actor(changed_by)
    await _save(connection, rules, actor, now)


async def undo(
    connection: Connection, evenings: Evenings, actor: Actor, act: Act, now: datetime
) -> None:
    """Take back that a weekday's rule was changed. Call it inside a transaction.

    Raises:
        AlreadyUndone: somebody took it back already.
        NotUndoable: it is none that can be taken back, or took another one back.
        UndoOvertaken: the rule was changed since.
        InvalidInput: the rule before does not fit what the settings say by now.
    """
    if act.undone_by is not None:
        raise AlreadyUndone
    if act.act != CHANGED or act.undoes is not None:
        raise NotUndoable
    try:
        weekday = int(act.details["weekday"])
        before, after = (rule_of_json(act.details[each]) for each in ("before", "after"))
    except (KeyError, TypeError, ValueError) as error:
        raise NotUndoable from error
    stored = (await store.list_rules(connection, lock=True)).get(weekday)
    if (EveningRule() if stored is None else stored.rule) != after:
        raise UndoOvertaken
    check_rules({weekday: before}, evenings)
    await _save(connection, {weekday: before}, actor, now, undoes=act.id)


async def _save(
    connection: Connection,
    rules: Mapping[int, EveningRule],
    actor: Actor,
    now: datetime,
    *,
    undoes: int | None = None,
) -> None:
    stored = await store.list_rules(connection, lock=True)
    await store.upsert_rules(connection, rules, actor.user_id, now)
    for weekday, rule in rules.items():
        before = stored[weekday].rule if weekday in stored else EveningRule()
        if before != rule:
            details = {
                "weekday": weekday,
                "before": rule_as_json(before),
                "after": rule_as_json(rule),
            }
            await record_act(connection, actor, CHANGED, now, details=details, undoes=undoes)
