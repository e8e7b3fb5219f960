"""What routes ask for: who is asking, and whether they may.

Access is checked before input: `GuardedRoute` runs a route's guards before it reads the body, so an
outsider learns nothing from validation messages.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from muster.errors import (
    CsrfHeaderMissing,
    NotAdmin,
    NotLinked,
    NotPromoter,
    NotSignedIn,
    ViewerChanged,
)
from muster.identity.rules import Viewer, can_promote, is_admin
from muster.words import Language
from website.backend.languages import language_of
from website.backend.read_tokens import READ_TOKEN_SCHEME, scope_for, token_of
from website.backend.schemas.common import error_answers
from website.backend.state import Website, website_of

VIEWER_HEADER = "X-Muster-Viewer"
_VIEWER_PARAMETER = {
    "name": VIEWER_HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "integer", "minimum": 0},
    "description": "The website user id that the caller takes itself for, 0 for nobody. Where "
    "somebody else is signed in, the answer is 403 viewer_changed and nothing is stored.",
}


class Guard:
    """A check of the request alone, made before its body is read; returns who is asking.

    Routes that change something for a session also need ``X-Requested-With: XMLHttpRequest``, and
    refuse a caller who says in ``X-Muster-Viewer`` that it takes itself for somebody else: a page
    whose browser has signed in as another person in another tab. Without that header nothing is
    compared.

    Raises:
        NotSignedIn: the route is for people who are signed in.
        CsrfHeaderMissing: the header is missing on a route that changes something.
        ViewerChanged: the caller takes itself for somebody else than who is signed in.
        NotLinked: the route is for people who are linked to a player.
        NotPromoter: the route is for promoters; looked at anew at every request.
        NotAdmin: the route is for admins; looked at anew at every request.
        NotPromoter: it is for promoters and admins, who need not be linked for it.
    """

    def __init__(
        self,
        *,
        signed_in: bool = False,
        linked: bool = False,
        promoter: bool = False,
        admin: bool = False,
        elevated: bool = False,
        changes: bool = False,
        signs_in: bool = False,
    ) -> None:
        """`signs_in`: the route replaces whoever is signed in, so nobody is looked up; `elevated`:
        it is for promoters and admins alike.
        """
        self._signed_in = signed_in or linked or promoter or admin or elevated
        self._linked = linked or promoter
        self._promoter = promoter
        self._admin = admin
        self._elevated = elevated
        self._changes = changes
        self.compares_viewer = changes and not signs_in

    async def __call__(self, request: Request) -> Viewer | None:
        viewer = await find_viewer(request)
        if self._signed_in and viewer is None:
            raise NotSignedIn
        if self._changes and request.headers.get("x-requested-with") != "XMLHttpRequest":
            raise CsrfHeaderMissing
        if self.compares_viewer:
            believed = request.headers.get(VIEWER_HEADER)
            if believed not in (None, str(viewer.user_id if viewer else 0)):
                raise ViewerChanged
        if self._linked and not (viewer and viewer.linked):
            raise NotLinked
        if self._promoter and not (viewer and may_promote(website_of(request), viewer)):
            raise NotPromoter
        if self._admin and not (viewer and may_administer(website_of(request), viewer)):
            raise NotAdmin
        if self._elevated and not (viewer and is_elevated(website_of(request), viewer)):
            raise NotPromoter
        return viewer


def may_promote(website: Website, viewer: Viewer) -> bool:
    """Whether somebody is a promoter here (contract, section 4)."""
    settings = website.settings
    return can_promote(viewer, settings.promoter_discord_ids, settings.admin_discord_ids)


def may_administer(website: Website, viewer: Viewer) -> bool:
    """Whether somebody is an admin here (contract, section 4)."""
    return is_admin(viewer, website.settings.admin_discord_ids)


def is_elevated(website: Website, viewer: Viewer) -> bool:
    """A promoter or an admin; without a player profile an admin is one, too."""
    return may_promote(website, viewer) or may_administer(website, viewer)


async def find_viewer(request: Request) -> Viewer | None:
    """Who is asking, looked up once a request; None for somebody signed out.

    A request that brings a read token is no session's, whatever cookies it has.

    Raises:
        ReadTokenInvalid, ReadTokenNotEnough, RateLimited: as `ReadTokens.reader`.
    """
    state = request.scope.setdefault("state", {})
    if "viewer" not in state:
        website = website_of(request)
        read_token = token_of(request.scope)
        if read_token is not None:
            path = getattr(request.scope.get("route"), "path", "")
            state["viewer"] = await website.read_tokens.reader(
                read_token, request.method, path, client_address(request)
            )
        else:
            token = website.cookies.session_token(request.scope)
            state["viewer"] = await website.viewers.find(token)
    return state["viewer"]


class GuardedRoute(APIRoute):
    """A route whose guards run before its input is read.

    A path with parameters does not match a request whose path is literally that of another route,
    whatever the method: `DELETE /api/availability/access` is 405, not a date that cannot be read.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if reads_with_token := options.get("methods") in (["GET"], {"GET"}) and scope_for(path):
            refusals = error_answers(401, 403, 429)
            options["responses"] = {**refusals, **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)
        if reads_with_token:
            # Without one as well: a session, or nobody.
            security = {"security": [{}, {READ_TOKEN_SCHEME: []}]}
            self.openapi_extra = {**(self.openapi_extra or {}), **security}
        extra = self.openapi_extra or {}
        parameters = extra.get("parameters", [])
        compares = any(guard.compares_viewer for guard in _guards(self.dependant))
        if compares and _VIEWER_PARAMETER not in parameters:
            self.openapi_extra = {**extra, "parameters": [*parameters, _VIEWER_PARAMETER]}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        if match is not Match.NONE and self.param_convertors and _is_an_address(scope):
            return Match.NONE, {}
        return match, found

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        guards = list(_guards(self.dependant))

        async def guarded(request: Request) -> Response:
            for guard in guards:
                await guard(request)
            return await handler(request)

        return guarded if guards else handler


def _is_an_address(scope: Scope) -> bool:
    """Whether some route is at the path that is asked for, literally."""
    return scope["path"] in scope["app"].state.addresses


def _guards(dependant: Dependant) -> list[Guard]:
    found: list[Guard] = []
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Guard):
            found.append(dependency.call)
        found.extend(_guards(dependency))
    return found


async def _website(request: Request) -> Website:
    """The website; a coroutine, since FastAPI runs plain functions in a thread each time."""
    return website_of(request)


async def _language(request: Request) -> Language:
    return language_of(request.scope)


AskedLanguage = Annotated[Language, Depends(_language)]
"""In which language the caller is answered; such an answer is not kept by anybody (no-store), or
says in `Vary` what it depends on."""

WebsiteNeeded = Annotated[Website, Depends(_website)]
AnyViewer = Annotated[Viewer | None, Depends(Guard())]
SignedInViewer = Annotated[Viewer, Depends(Guard(signed_in=True))]
LinkedViewer = Annotated[Viewer, Depends(Guard(linked=True))]
ChangingVisitor = Annotated[Viewer | None, Depends(Guard(changes=True))]
SigningIn = Annotated[Viewer | None, Depends(Guard(changes=True, signs_in=True))]
ChangingViewer = Annotated[Viewer, Depends(Guard(signed_in=True, changes=True))]
ChangingLinkedViewer = Annotated[Viewer, Depends(Guard(linked=True, changes=True))]
Promoter = Annotated[Viewer, Depends(Guard(promoter=True))]
ChangingPromoter = Annotated[Viewer, Depends(Guard(promoter=True, changes=True))]
Admin = Annotated[Viewer, Depends(Guard(admin=True))]
Elevated = Annotated[Viewer, Depends(Guard(elevated=True))]
ChangingElevated = Annotated[Viewer, Depends(Guard(elevated=True, changes=True))]
ChangingAdmin = Annotated[Viewer, Depends(Guard(admin=True, changes=True))]


def client_address(request: Request) -> str:
    """Who the caller is as far as their address tells, for limits alone; never logged or stored.

    A network of IPv6 (/64) is one caller, since one household or machine has all of its addresses;
    an IPv4 address that was written as an IPv6 one is that IPv4 address.
    """
    return _caller(request.client.host) if request.client else "unknown"


@lru_cache(maxsize=4096)
def _caller(host: str) -> str:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # what a proxy passed on is no address
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))
