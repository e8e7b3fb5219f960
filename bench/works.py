"""The requests that are measured: what goes to our server, and what to the reference."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bench.data import READ_DAYS, Community
from bench.load import Caller, Request
from bench.servers import CannotMeasure
from muster.availability.rules import STATUSES

BROWSER_ENCODINGS = {"Accept-Encoding": "gzip, deflate, br, zstd"}
VIEWERS = 50
"""How many people read in turn where a row is about many."""

ANONYMOUS_REACH = 0.65
NAMED_REACH = 0.40
WRITE_REACH = 0.60


@dataclass(frozen=True)
class Work:
    """One row of the table: requests to us, the reference's counterpart, and the ratio to reach."""

    name: str
    ours: list[Request]
    reference: list[Request]
    reach: float


def cookie(community: Community, user_id: int) -> dict[str, str]:
    """The header by which somebody is signed in."""
    return {"Cookie": f"muster_session={community.tokens[user_id]}"}


def anonymous_read(community: Community, *, compressed: bool) -> Request:
    encodings = BROWSER_ENCODINGS if compressed else {}
    return Request(f"/api/availability?{community.range_query}", headers=encodings)


def named_reads(community: Community, viewers: int, *, compressed: bool) -> list[Request]:
    """Reads with names, by as many people in turn."""
    path = f"/api/availability?{community.range_query}&include_users=true"
    encodings = BROWSER_ENCODINGS if compressed else {}
    people = list(community.tokens)[:viewers]
    return [Request(path, headers={**encodings, **cookie(community, each)}) for each in people]


def status_write(community: Community, user_id: int, day_offset: int, status: str) -> Request:
    """One answer for the day that lies `day_offset` after the first that is read."""
    body = {"date": str(community.first + timedelta(days=day_offset)), "status": status}
    return Request(
        "/api/availability",
        "POST",
        {"X-Requested-With": "XMLHttpRequest", **cookie(community, user_id)},
        json.dumps(body).encode(),
    )


def read_works(community: Community, caller: Caller, crowds: Sequence[int]) -> Iterator[Work]:
    """The reads, those with names by crowds of so many people in turn.

    `caller` asks our server once for each request, to learn sizes and to warm it.

    Raises:
        CannotMeasure: an answer is not what it should be.
    """
    for compressed in (True, False):
        request = anonymous_read(community, compressed=compressed)
        name = f"anonymous read, {READ_DAYS} days, {_encoding(compressed)}"
        yield _read_work(name, [request], caller, community, ANONYMOUS_REACH)
    for compressed in (True, False):
        for viewers in crowds:
            requests = named_reads(community, viewers, compressed=compressed)
            who = "one viewer" if viewers == 1 else f"{viewers} viewers"
            name = f"read with {community.people} names a day, {_encoding(compressed)}, {who}"
            yield _read_work(name, requests, caller, community, NAMED_REACH)


def write_work(community: Community) -> Work:
    """Everybody answers in turn, each for a day of their own, and changes it in every turn."""
    statuses = STATUSES[1:] + STATUSES[:1]
    turns = [
        (user_id, 1 + user_id % (READ_DAYS - 1), status)
        for status in statuses
        for user_id in community.tokens
    ]
    ours = [status_write(community, *turn) for turn in turns]
    reference = [
        Request(
            "/upsert",
            "POST",
            request.headers,
            json.dumps({"user_id": user_id, **json.loads(request.body)}).encode(),
        )
        for request, (user_id, _, _) in zip(ours, turns, strict=True)
    ]
    return Work("write", ours, reference, WRITE_REACH)


def _encoding(compressed: bool) -> str:
    return "gzip" if compressed else "plain"


def _read_work(
    name: str, requests: list[Request], caller: Caller, community: Community, reach: float
) -> Work:
    size = 0
    for request in requests:
        size = check_read(request, caller, community)
    query = requests[0].path.partition("?")[2]
    reference = [Request(f"/ready/{size}?{query}", headers=each.headers) for each in requests]
    return Work(f"{name} ({size / 1000:.1f} kB)", requests, reference, reach)


def check_read(request: Request, caller: Caller, community: Community) -> int:
    """The bytes of an answer on the wire, once it has proved to be the whole answer.

    Raises:
        CannotMeasure: days or names are missing, or it is not encoded as asked.
    """
    body, headers = caller.send(request)
    size = len(body)
    wanted = "gzip" if request.headers.get("Accept-Encoding") else None
    if headers["Content-Encoding"] != wanted:
        raise CannotMeasure(f"{request.path} is encoded as {headers['Content-Encoding']}")
    try:
        days = json.loads(gzip.decompress(body) if wanted else body)["days"]
    except (ValueError, KeyError, OSError, zlib.error) as error:
        raise CannotMeasure(f"{request.path} cannot be read: {error!r}") from error
    names = [sum(map(len, day.get("users_by_status", {}).values())) for day in days]
    expected = community.people if "include_users" in request.path else 0
    if [day["total"] for day in days] != [community.people] * READ_DAYS or {*names} != {expected}:
        raise CannotMeasure(f"{request.path} lacks days, answers or names")
    return size
