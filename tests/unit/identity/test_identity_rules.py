"""Names without colour codes, rights, and which player somebody probably is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.identity.rules import (
    SUGGESTION_LIMIT,
    Player,
    Viewer,
    can_promote,
    canonical_name,
    is_admin,
    suggest,
    suggestion_terms,
)
from muster.sandbox.rules import PERSONAS

NOBODY: frozenset[int] = frozenset()


def viewer(*, player: str | None = "guid", tier: str | None = None, account: int = 7) -> Viewer:
    ends = datetime(2027, 1, 1, tzinfo=UTC)
    return Viewer(1, account, "ana", "Ana", None, player, player and "Ana", tier, ends)


def player(name: str, *aliases: str, taken: bool = False) -> Player:
    return Player(f"guid-{name}", name, canonical_name(name), taken, aliases)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Shade", "Shade"),
        ("^1Sha^7de", "Shade"),
        ("^1^2^3", ""),
        ("^aX^ZY", "XY"),
        ("  Red   Fox ", "Red Fox"),
        ("a^", "a^"),
        ("^^1x", "^x"),
        ("čučko^0!", "čučko!"),
        ("Sha\u200bde\u202e", "Shade"),
        ("\u3164\u115f\u1160\uffa0\u2800", ""),
        ("^^\u200b1x", "^x"),
        ("a\n\tb\x00\ue000", "a b"),
    ],
)
def test_colour_codes_are_not_part_of_a_name(name: str, canonical: str) -> None:
    assert canonical_name(name) == canonical


@given(st.text(max_size=60))
def test_a_canonical_name_is_trimmed_and_no_longer_than_the_name(name: str) -> None:
    canonical = canonical_name(name)
    assert canonical == canonical.strip()
    assert len(canonical) <= len(name)


def test_admins_are_named_in_the_settings_or_of_an_elevated_tier() -> None:
    assert is_admin(viewer(), frozenset({7}))
    assert is_admin(viewer(tier="admin"), NOBODY)
    assert is_admin(viewer(tier="root"), NOBODY)
    assert not is_admin(viewer(tier="moderator"), NOBODY)
    assert not is_admin(viewer(), frozenset({8}))


def test_promoters_are_linked_and_named_or_admins() -> None:
    someone = frozenset({7})
    assert can_promote(viewer(), someone, NOBODY)
    assert can_promote(viewer(), NOBODY, someone)
    assert can_promote(viewer(tier="admin"), NOBODY, NOBODY)
    assert can_promote(viewer(tier="root"), NOBODY, NOBODY)
    assert not can_promote(viewer(tier="moderator"), NOBODY, NOBODY)
    assert not can_promote(viewer(), NOBODY, NOBODY)
    assert not can_promote(viewer(player=None, tier="root"), someone, someone)


def test_terms_are_the_distinct_names_that_are_long_enough() -> None:
    assert suggestion_terms(["^1Shade", "SHADE", "x", "", "shade.gg"]) == ("Shade", "shade.gg")


def test_suggestions_are_best_first_over_names_and_aliases() -> None:
    players = [player("Bandit"), player("Shadow"), player("Shade"), player("Umbra", "shade")]
    names = [found.name for found in suggest(["shade"], players).players]
    assert set(names[:2]) == {"Shade", "Umbra"}
    assert "Bandit" not in names


def test_at_most_twelve_are_suggested() -> None:
    assert len(suggest(["shade"], [player(f"Shade{n}") for n in range(40)]).players) == 12
    assert SUGGESTION_LIMIT == 12


def test_it_is_ambiguous_when_two_free_players_are_as_likely() -> None:
    twins = [player("Shade", "x1"), player("shade")]
    assert suggest(["shade"], twins).ambiguous
    assert not suggest(["shade"], [player("Shade"), player("Bandit")]).ambiguous
    assert not suggest(["shade"], [player("Shade"), player("shade", taken=True)]).ambiguous


def test_nothing_to_compare_suggests_nobody() -> None:
    assert suggest([], [player("Shade")]).players == ()
    assert suggest(["shade"], []) == suggest(["shade"], [player("zzz")])


def test_the_sandbox_has_a_persona_for_every_kind_of_person_who_signs_in() -> None:
    assert [persona.role for persona in PERSONAS] == ["unlinked", "player", "promoter", "admin"]
    assert len({persona.discord_user_id for persona in PERSONAS}) == len(PERSONAS)
    assert [persona.player_name is None for persona in PERSONAS] == [True, False, False, False]
