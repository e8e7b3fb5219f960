"""A Discord profile's names are the same, by whichever of the two ways they come in."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.discord.parts import profile_of
from website.backend.discord_sign_in import profile_from


@pytest.mark.parametrize(
    ("username", "global_name", "names"),
    [
        ("ana", "A\u202ena", ("ana", "Ana")),
        ("a\u202ena\u2066", None, ("ana", "ana")),
        ("ana", "\u3164", ("ana", "ana")),
        ("\u17b4", "\ufe0f\u2065", ("Discord user 0007", "Discord user 0007")),
        ("ana", "  Ana\t \u034fB ❤\ufe0f ", ("ana", "Ana B ❤\ufe0f")),
        ("ana", "An\x00a\x1b", ("ana", "Ana")),
        ("ana", "\u200b" * 70 + "Ana", ("ana", "Ana")),
        ("ana", "\ud800Ana", ("ana", "Ana")),
    ],
)
def test_both_ways_clean_the_same_way(
    username: str, global_name: str | None, names: tuple[str, str]
) -> None:
    user = SimpleNamespace(id=10_007, name=username, global_name=global_name, avatar=None)
    told = {"id": "10007", "username": username, "global_name": global_name, "avatar": None}
    for profile in (profile_of(cast(Any, user)), profile_from(told)):
        assert (profile.username, profile.display_name) == names
