"""`/api/admin/players`: what admins do with player profiles, each noted and mostly undoable."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from limits import RateLimitItemPerMinute
from pydantic import StringConstraints

from muster.identity import importing, merging, profiles
from muster.identity.profile_rules import PROFILES_AT_ONCE
from muster.identity.profiles import Done
from muster.identity.rules import Viewer
from website.backend.dependencies import (
    Admin,
    AskedLanguage,
    ChangingAdmin,
    GuardedRoute,
    WebsiteNeeded,
)
from website.backend.schemas.common import OneLine, Storable, error_answers
from website.backend.schemas.profiles import (
    AccountPage,
    AccountShape,
    AliasBody,
    DetachBody,
    GuidBody,
    ImportBody,
    ImportDone,
    ImportPreviewBody,
    ImportSeen,
    LinkSomebodyBody,
    MergeBody,
    MergePreview,
    PairBody,
    ProfileChanged,
    ProfilePage,
    ProfileShape,
    RatingBody,
    RenameBody,
)
from website.backend.state import Website

_SEARCHES = RateLimitItemPerMinute(120)
_CHANGES = RateLimitItemPerMinute(60)
_IMPORTS = RateLimitItemPerMinute(10)

router = APIRouter(prefix="/api/admin/players", tags=["admin"], route_class=GuardedRoute)

SearchText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=64),
    Storable,
    OneLine,
    Query(description="A part of a name; nothing: everybody."),
]


async def _limit_searches(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_SEARCHES, "admin search", str(viewer.user_id))


async def _limit_changes(website: Website, viewer: Viewer) -> None:
    await website.rate_limits.check(_CHANGES, "admin players", str(viewer.user_id))


def _changed(website: Website, done: Done) -> ProfileChanged:
    """Forget what this process remembers of names and of them; a notice tells the others."""
    for user_id in done.users:
        website.viewers.forget(user_id)
    website.days.drop_all()
    return ProfileChanged(player=ProfileShape.of(done.profile), act_id=done.act_id)


@router.get("", summary="List and search players", responses=error_answers(401, 403, 422, 429))
async def list_players(
    website: WebsiteNeeded,
    viewer: Admin,
    q: SearchText = "",
    linked: bool | None = None,
    after: Annotated[
        Annotated[str, StringConstraints(max_length=64), Storable] | None,
        Query(description="The last guid of the page before."),
    ] = None,
) -> ProfilePage:
    """Each person once, by any name of theirs or the beginning of a guid; 50 at a time."""
    await _limit_searches(website, viewer)
    async with website.database.connection() as connection:
        found = await profiles.list_profiles(connection, q, linked=linked, after=after)
    return ProfilePage(
        players=[ProfileShape.of(each) for each in found], more=len(found) == PROFILES_AT_ONCE
    )


@router.get(
    "/accounts",
    summary="Who signs in here, and could be linked",
    responses=error_answers(401, 403, 422, 429),
)
async def list_accounts(website: WebsiteNeeded, viewer: Admin, q: SearchText = "") -> AccountPage:
    """By a part of a Discord name or a number; who has no player first; at most 50."""
    await _limit_searches(website, viewer)
    async with website.database.connection() as connection:
        found = await profiles.list_accounts(connection, q)
    return AccountPage(accounts=[AccountShape.of(each) for each in found])


@router.post(
    "/rename", summary="Rename a player", responses=error_answers(401, 403, 404, 409, 422, 429)
)
async def rename(website: WebsiteNeeded, viewer: ChangingAdmin, body: RenameBody) -> ProfileChanged:
    """The name before stays an alias."""
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.rename(
            connection, viewer.actor, body.guid, body.name, website.clock.now()
        )
    return _changed(website, done)


@router.post(
    "/aliases", summary="Add an alias", responses=error_answers(401, 403, 404, 409, 422, 429)
)
async def add_alias(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: AliasBody
) -> ProfileChanged:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.add_alias(
            connection, viewer.actor, body.guid, body.alias, website.clock.now()
        )
    return _changed(website, done)


@router.post(
    "/aliases/remove",
    summary="Remove an alias",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def remove_alias(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: AliasBody
) -> ProfileChanged:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.remove_alias(
            connection, viewer.actor, body.guid, body.alias, website.clock.now()
        )
    return _changed(website, done)


@router.post(
    "/rating",
    summary="Set or clear a rating",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def set_rating(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: RatingBody
) -> ProfileChanged:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.set_rating(
            connection, viewer.actor, body.guid, body.rating, website.clock.now()
        )
    return _changed(website, done)


@router.post(
    "/link",
    summary="Link somebody to a player",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def link(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: LinkSomebodyBody
) -> ProfileChanged:
    """Also if they are linked to another one."""
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.link(
            connection, viewer.actor, body.guid, body.user_id, website.clock.now()
        )
    return _changed(website, done)


@router.post(
    "/unlink",
    summary="Unlink whoever is linked to a player",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def unlink(website: WebsiteNeeded, viewer: ChangingAdmin, body: GuidBody) -> ProfileChanged:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await profiles.unlink(connection, viewer.actor, body.guid, website.clock.now())
    return _changed(website, done)


@router.post(
    "/merge/preview",
    summary="What merging two profiles would do",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def preview_merge(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: PairBody
) -> MergePreview:
    await _limit_searches(website, viewer)
    async with website.database.connection() as connection:
        plan = await merging.plan_merge(connection, body.keep, body.gone)
    return MergePreview.of(plan, keep=ProfileShape.of(plan.keep), gone=ProfileShape.of(plan.gone))


@router.post(
    "/merge",
    summary="Let two profiles be one person",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def merge(website: WebsiteNeeded, viewer: ChangingAdmin, body: MergeBody) -> ProfileChanged:
    """The one that goes is an alt of the other from then on, with all that was its person's."""
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await merging.merge(
            connection,
            viewer.actor,
            body.keep,
            body.gone,
            website.clock.now(),
            promoter_ids=website.settings.promoter_discord_ids,
            admin_ids=website.settings.admin_discord_ids,
            joins_people=body.joins_people,
        )
    return _changed(website, done)


@router.post(
    "/split",
    summary="Let an alt stand by itself again",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def split(website: WebsiteNeeded, viewer: ChangingAdmin, body: GuidBody) -> ProfileChanged:
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await merging.split(connection, viewer.actor, body.guid, website.clock.now())
    return _changed(website, done)


@router.post(
    "/detach",
    summary="Let another Discord account of a player be nobody's",
    responses=error_answers(401, 403, 404, 409, 422, 429),
)
async def detach(website: WebsiteNeeded, viewer: ChangingAdmin, body: DetachBody) -> ProfileChanged:
    """Whoever signs in with it is new here; the player's sessions end."""
    await _limit_changes(website, viewer)
    async with website.database.transaction() as connection:
        done = await merging.detach(
            connection,
            viewer.actor,
            body.guid,
            int(body.discord_user_id),
            website.clock.now(),
        )
    return _changed(website, done)


@router.post(
    "/import/preview",
    summary="What importing a file would change",
    responses=error_answers(401, 403, 422, 429),
)
async def preview_import(
    website: WebsiteNeeded,
    viewer: ChangingAdmin,
    language: AskedLanguage,
    body: ImportPreviewBody,
) -> ImportSeen:
    """Nothing is changed; lines that do not fit are listed with their reasons."""
    await website.rate_limits.check(_IMPORTS, "import preview", str(viewer.user_id))
    async with website.database.transaction() as connection:
        seen = await importing.preview_import(connection, body.data())
    return ImportSeen.of_preview(seen, language)


@router.post(
    "/import",
    summary="Import a file as it was looked at",
    responses=error_answers(401, 403, 409, 422, 429),
)
async def import_players(
    website: WebsiteNeeded, viewer: ChangingAdmin, body: ImportBody
) -> ImportDone:
    """All of it, or nothing: 409 where it would do something else than the preview said."""
    await website.rate_limits.check(_IMPORTS, "import", str(viewer.user_id))
    async with website.database.transaction() as connection:
        done = await importing.apply_import(
            connection, viewer.actor, body.data(), body.fingerprint, website.clock.now()
        )
    website.days.drop_all()
    return ImportDone.of_import(done)
