"""`/api/admin/audit`: what admins did, and taking it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Query
from limits import RateLimitItemPerMinute

from muster.audit import service as audit
from muster.audit.rules import ACTS_AT_ONCE, OPERATOR, Act
from muster.database import Connection
from muster.errors import NotUndoable
from muster.evenings import service as evenings
from muster.identity import profiles, rights, undoing
from muster.identity.rules import Viewer
from website.backend.dependencies import Admin, ChangingAdmin, GuardedRoute, WebsiteNeeded
from website.backend.schemas.common import error_answers
from website.backend.schemas.rights import ActId, ActList, ActShape, ActUndone
from website.backend.state import Website

_CHANGES = RateLimitItemPerMinute(30)

router = APIRouter(prefix="/api/admin/audit", tags=["admin"], route_class=GuardedRoute)


async def _undo_right(website: Website, connection: Connection, viewer: Viewer, act: Act) -> None:
    named = rights.named_accounts(website.settings)
    await rights.undo(connection, viewer.actor, act, named, website.clock.now())


async def _undo_player(website: Website, connection: Connection, viewer: Viewer, act: Act) -> None:
    await undoing.undo(connection, viewer.actor, act, website.clock.now())


async def _undo_rule(website: Website, connection: Connection, viewer: Viewer, act: Act) -> None:
    by_settings = evenings.evenings_of(website.settings)
    await evenings.undo(connection, by_settings, viewer.actor, act, website.clock.now())


UNDO: dict[str, Callable[[Website, Connection, Viewer, Act], Awaitable[None]]] = {
    rights.SUBJECT: _undo_right,
    undoing.SUBJECT: _undo_player,
    evenings.SUBJECT: _undo_rule,
}
"""How an act is taken back, by its subject: what stands before the point."""


@router.get("", summary="What admins did", responses=error_answers(401, 403, 422))
async def read_audit(
    website: WebsiteNeeded,
    viewer: Admin,
    before: Annotated[
        int | None, Query(ge=1, le=2**63 - 1, description="Acts earlier than that of this id.")
    ] = None,
) -> ActList:
    """The latest first, 50 at a time."""
    async with website.database.connection() as connection:
        acts = await audit.list_acts(connection, before=before, limit=ACTS_AT_ONCE + 1)
        people = {each.user_id for each in acts} | {each.actor.user_id for each in acts}
        names = await rights.find_names(connection, [each for each in people if each])
        guids = [each.player_guid for each in acts if each.player_guid is not None]
        players = await profiles.find_names(connection, guids)
    shown = acts[:ACTS_AT_ONCE]
    return ActList(acts=[_shape(act, names, players) for act in shown], more=len(acts) > len(shown))


@router.post(
    "/{act_id}/undo",
    summary="Take back what an admin did",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def undo_act(website: WebsiteNeeded, viewer: ChangingAdmin, act_id: ActId) -> ActUndone:
    """Once, and only where nothing else was made of it since."""
    await website.rate_limits.check(_CHANGES, "undo", str(viewer.user_id))
    async with website.database.transaction() as connection:
        act = await audit.read_act(connection, act_id)
        undo = UNDO.get(_subject(act))
        if undo is None:
            raise NotUndoable
        await undo(website, connection, viewer, act)
    website.viewers.forget_all()
    website.evenings.forget()
    website.days.drop_all()
    return ActUndone(id=act_id)


def _subject(act: Act) -> str:
    return act.act.partition(".")[0]


def _shape(act: Act, names: dict[int, str], players: dict[str, str]) -> ActShape:
    by_operator = act.actor == OPERATOR
    return ActShape(
        id=act.id,
        done_at=act.done_at,
        act=act.act,
        actor_name=None if act.actor.user_id is None else names.get(act.actor.user_id),
        by_operator=by_operator,
        person=names.get(act.user_id or 0) or players.get(act.player_guid or ""),
        # What each profile of an import was is for taking it back alone.
        details={name: value for name, value in act.details.items() if name != "profiles"},
        undoes=act.undoes,
        undone_by=act.undone_by,
        can_undo=act.undone_by is None
        and act.undoes is None
        and _subject(act) in UNDO
        and bool(act.details)
        and (_subject(act) != undoing.SUBJECT or undoing.is_undoable(act)),
    )
