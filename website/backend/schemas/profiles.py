"""Shapes of what admins do with player profiles."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from muster.identity.importing import Imported, ImportPreview
from muster.identity.profile_rules import STORED_NAME_MAX
from muster.identity.rules import ImportedPlayer
from muster.words import Language, Sentence, rendered, words
from website.backend.schemas.common import OneLine, RequestBody, Shape, text

say = words("input")

_SHOWN_MOST = 200
"""So many profiles of an import are listed of each kind; the numbers are of all."""

Guid = Annotated[text(1, 64), OneLine]
PlayerName = Annotated[text(1, STORED_NAME_MAX), OneLine]


class AltShape(Shape):
    guid: str
    name: str


class AccountShape(Shape):
    """Somebody who signs in here; `discord_user_id` is a snowflake."""

    user_id: int
    discord_user_id: Annotated[str, Field(coerce_numbers_to_str=True)]
    username: str
    display_name: str
    active: bool = Field(description="False once they have unlinked Discord.")
    player_guid: str | None
    player_name: str | None
    other_accounts: list[Annotated[str, Field(coerce_numbers_to_str=True)]] = Field(
        description="Discord accounts by which they sign in, too."
    )


class ProfileShape(Shape):
    """A person as a player; names and aliases as given, `canonical_name` without colour codes."""

    guid: str
    name: str
    canonical_name: str
    rating: float | None
    origin: Literal["imported", "self_registered"]
    aliases: list[str]
    alts: list[AltShape] = Field(description="Other profiles of the same person.")
    account: AccountShape | None = Field(description="Who is linked to it.")


class ProfilePage(Shape):
    """In the order of their names; `more` where others follow, after the last one's guid."""

    players: list[ProfileShape]
    more: bool


class AccountPage(Shape):
    accounts: list[AccountShape]


class ProfileChanged(Shape):
    """What the player is now; `act_id` is what can be taken back, null where nothing changed."""

    player: ProfileShape
    act_id: int | None


class GuidBody(RequestBody):
    guid: Guid


class RenameBody(GuidBody):
    name: PlayerName


class AliasBody(GuidBody):
    alias: PlayerName


class RatingBody(GuidBody):
    rating: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        description="Null takes it away."
    )


class LinkSomebodyBody(GuidBody):
    user_id: Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]


class DetachBody(GuidBody):
    discord_user_id: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,18}$")]


class PairBody(RequestBody):
    keep: Guid
    gone: Guid


class MergeBody(PairBody):
    joins_people: bool = Field(
        default=False,
        description="That two people become one for good, as the preview said; else they do not.",
    )


class MergePreview(Shape):
    """`gone` becomes an alt of `keep`, and whoever is linked to it is that person."""

    keep: ProfileShape
    gone: ProfileShape
    joins_people: bool = Field(
        description="Somebody is linked to each: two accounts become one person's, for good."
    )
    answers: int = Field(description="Answers of who is linked to `gone`.")
    answers_of_both: int = Field(
        description="For so many days both have one, of which the later holds."
    )


def _bytes(encoded: str) -> str:
    try:
        base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(say("must-be-base64")) from None
    return encoded


class ImportPreviewBody(RequestBody):
    file: Annotated[str, Field(min_length=1), AfterValidator(_bytes)] = Field(
        description="The file's bytes, as base64: guid,name[,aliases][,rating]."
    )

    def data(self) -> bytes:
        return base64.b64decode(self.file)


class ImportBody(ImportPreviewBody):
    fingerprint: str = Field(max_length=64, description="Of the preview that was looked at.")


class ImportRow(Shape):
    guid: str
    name: str
    aliases: list[str]
    rating: float | None


class ImportChange(Shape):
    before: ImportRow
    after: ImportRow


class RefusedLine(Shape):
    line: int | None
    reason: str


class ImportSeen(Shape):
    """What importing the file would do; with a refused line, nothing is imported."""

    added_count: int
    changed_count: int
    unchanged_count: int
    added: list[ImportRow] = Field(description=f"The first {_SHOWN_MOST}.")
    changed: list[ImportChange] = Field(description=f"The first {_SHOWN_MOST}.")
    refused: list[RefusedLine]
    fingerprint: str

    @classmethod
    def of_preview(cls, seen: ImportPreview, language: Language) -> ImportSeen:
        planned = seen.planned
        return cls(
            added_count=len(planned.added),
            changed_count=len(planned.changed),
            unchanged_count=planned.unchanged,
            added=[_row(each) for each in planned.added[:_SHOWN_MOST]],
            changed=[
                ImportChange(before=_row(before), after=_row(after))
                for before, after in planned.changed[:_SHOWN_MOST]
            ],
            refused=[_refused(line, language) for line in seen.refused],
            fingerprint=seen.fingerprint,
        )


class ImportDone(Shape):
    added: int
    changed: int
    unchanged: int
    act_id: int | None

    @classmethod
    def of_import(cls, done: Imported) -> ImportDone:
        planned = done.planned
        return cls(
            added=len(planned.added),
            changed=len(planned.changed),
            unchanged=planned.unchanged,
            act_id=done.act_id,
        )


def _row(player: ImportedPlayer) -> ImportRow:
    return ImportRow.of(player)


def _refused(said: Sentence, language: Language) -> RefusedLine:
    needed = dict(said.needed)
    line, problem = needed.get("line"), needed.get("problem")
    if isinstance(line, str) and line.isdigit() and problem is not None:
        return RefusedLine(line=int(line), reason=rendered(problem, language))
    return RefusedLine(line=None, reason=said.in_language(language))
