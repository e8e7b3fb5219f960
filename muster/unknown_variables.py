"""Variables that look like a setting and are none: misspelt ones, most of all. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from muster.adopted_settings import is_known
from muster.env_file import NAME

_OWN_PREFIXES = ("MUSTER_", "AVAILABILITY_")
_CLOSE = 0.85
"""How alike a misspelt name and a setting's are, from 0 to 1 (difflib)."""


class UnknownVariable(NamedTuple):
    """A variable that looks like a setting and is none.

    Attributes:
        place: where it is set.
        meant: the setting whose name is closest; None where none is close.
    """

    name: str
    place: str
    meant: str | None


def unknown_in(
    variables: Mapping[str, str | None], known: Sequence[str], place: str, *, all_ours: bool
) -> list[UnknownVariable]:
    """What is set in `place` and does nothing: names that are none of `known`, in capitals.

    What is no name is left out, since it may be part of a secret, and so are slomix's.

    Args:
        all_ours: whether all in `place` is meant for Muster; else those alone count that begin as
            its own do or are close to a setting's name.
    """
    found: list[UnknownVariable] = []
    for name, value in variables.items():
        if not value or name.upper() in known or not NAME.fullmatch(name) or is_known(name):
            continue
        close = get_close_matches(name.upper(), known, 1, _CLOSE)
        if all_ours or close or name.upper().startswith(_OWN_PREFIXES):
            found.append(UnknownVariable(name, place, close[0] if close else None))
    return found
