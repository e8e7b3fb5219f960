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
from muster.identity import rights
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


UNDO: dict[str, Callable[[Website, Connection, Viewer, Act], Awaitable[None]]] = {
    rights.SUBJECT: _undo_right,
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
    shown = acts[:ACTS_AT_ONCE]
    return ActList(acts=[_shape(act, names) for act in shown], more=len(acts) > len(shown))


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
    return ActUndone(id=act_id)


def _subject(act: Act) -> str:
    return act.act.partition(".")[0]


def _shape(act: Act, names: dict[int, str]) -> ActShape:
    by_operator = act.actor == OPERATOR
    return ActShape(
        id=act.id,
        done_at=act.done_at,
        act=act.act,
        actor_name=None if act.actor.user_id is None else names.get(act.actor.user_id),
        by_operator=by_operator,
        person=None if act.user_id is None else names.get(act.user_id),
        details=dict(act.details),
        undoes=act.undoes,
        undone_by=act.undone_by,
        can_undo=act.undone_by is None
        and act.undoes is None
        and _subject(act) in UNDO
        and bool(act.details),
    )
