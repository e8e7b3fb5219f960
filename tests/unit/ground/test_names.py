"""What of a name can be seen, and when two names are the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.identity.rules import (
    DiscordProfile,
    Player,
    canonical_name,
    is_player_name,
    is_searchable,
    player_key,
    suggest,
    suggestion_terms,
)
from muster.names import name_key, seen_length, shown, without_ignorables
from muster.planning.rules import clean_name
from muster.promotions.voice_rules import Asked, check_voice

IGNORABLE = (
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u200b\u200c\u200d\u200f\u202e",
    *"\u2060\u2065\u2066\u206f\u3164\ufe00\ufe0f\ufeff\uffa0\ufff0\ufff8",
    *"\U0001bca0\U0001d173\U000e0001\U000e0041\U000e0100\U000e0fff",
)
CHARACTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]

# Names without colour codes: those are taken out before names are compared.
names = st.text(st.characters(exclude_characters="^"), max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kes\u034ftrel", "Kestrel"),
        *((f"Kes{each}trel", "Kestrel") for each in IGNORABLE),
        *((f"{each}Kestrel{each}{each}", "KESTREL") for each in IGNORABLE),
        ("Straße", "STRASSE"),
        ("STRA\u1e9eE", "strasse"),
        ("Zo\u00e9", "Zoe\u0301"),
        ("ZOE\u034f\u0301", "zo\u00e9"),
        (
            "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3",
            "\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
        ),
        ("\u1fb3", "\u0391\u0399"),
        ("Ďábel", "ĎÁBEL"),
        ("\uff2b\uff45\uff53\uff54\uff52\uff45\uff4c", "kestrel"),
        ("\ufb01sh", "FISH"),
        ("\u212aestrel", "Kestrel"),
        ("\ud55c", "\u1112\u1161\u11ab"),
        ("❤\ufe0f", "❤"),
        ("^1K^\u200b2es", "Kes"),
        ("a\u2800\u3000 b", "A B"),
    ],
)
def test_these_are_one_name(one: str, other: str) -> None:
    assert player_key(one) == player_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Zoe", "Zo\u00e9"), ("Kestrel", "Kestrels"), ("i", "\u0131"), ("❤", "♥")]
)
def test_these_are_two_names(one: str, other: str) -> None:
    assert player_key(one) != player_key(other)


@pytest.mark.parametrize(
    "name", [*IGNORABLE, "\u2800", "\u3000", "\x07", "\ue000", "", " ", "^1", "\u17b4\ufe0f \u2065"]
)
def test_what_shows_nothing_is_no_name(name: str) -> None:
    assert shown(name * 3).replace("^1", "") == canonical_name(name * 3) == ""
    assert not is_player_name(canonical_name(name * 3))
    assert not is_searchable(name * 3)
    assert suggestion_terms([name * 3]) == ()


@pytest.mark.parametrize(
    "name",
    [
        "Heart ❤\ufe0f",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 Trio",
        "\U0001f3f3\ufe0f\u200d\U0001f308 Flag",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u845b\U000e0100",
    ],
)
def test_what_joins_and_varies_is_shown(name: str) -> None:
    assert shown(name) == canonical_name(name) == clean_name(f"x{name}")[1:] == name


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Kes\u200dtrel", "Kestrel"),
        ("\ufe0fKes \u034ftrel\u200d", "Kes trel"),
        ("Kes\u202etrel\u2066\u2065", "Kestrel"),
        ("a\u3164\u2800b", "ab"),
        ("Kes\U000e0061trel", "Kestrel"),
        ("Zo\u00e9\U000e0061\u200d", "Zo\u00e9"),
        ("Zo\u00e9\u200d\u00eb\u200c\u1ea1", "Zo\u00e9\u00eb\u1ea1"),
        ("\u2764\U000e0067\U000e0062\U000e007f", "\u2764"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067", "\U0001f3f4"),
        ("\U0001f468\u200d\u200d\u200c\U0001f469\u200d", "\U0001f468\u200d\U0001f469"),
        ("\u2764\ufe0f\ufe0e\U000e0100\ufe0f", "\u2764\ufe0f"),
        (" \ufe0f\u200d\U0001f468\u200d\ufe0f", "\U0001f468"),
    ],
)
def test_what_joins_nothing_is_not_shown(name: str, left: str) -> None:
    assert shown(name) == canonical_name(name) == left


def test_a_mark_counts_as_seen_with_its_letter_alone() -> None:
    assert seen_length("Zoe\u0301") == seen_length("Zo\u00e9") == 3
    assert not is_player_name("e\u0301")
    assert not is_player_name("❤\ufe0f")
    assert is_player_name("e\u0301e")


def test_the_ignorables_are_those_that_the_standard_derives() -> None:
    # Where the property comes from (UAX #44): format characters and variation selectors, but for
    # what is drawn: prepended marks, annotations and Egyptian controls.
    drawn = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    drawn |= {*range(0xFFF9, 0xFFFC), *range(0x13430, 0x13440)}
    for character in CHARACTERS:
        name = unicodedata.name(character, "")
        format_character = unicodedata.category(character) == "Cf" and ord(character) not in drawn
        if format_character or "VARIATION SELECTOR" in name or name.endswith("HANGUL FILLER"):
            assert without_ignorables(character) == "", hex(ord(character))
        if unicodedata.category(character)[0] in "NPSZ" or character.isascii():
            assert without_ignorables(character) == character, hex(ord(character))
    assert sum(without_ignorables(each) == "" for each in CHARACTERS) == 4174


def test_every_character_s_key_is_what_the_standard_says() -> None:
    for character in CHARACTERS:
        text = without_ignorables(character)
        for _ in range(2):
            text = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
        assert name_key(character) == text, hex(ord(character))


@given(st.text(max_size=20))
def test_a_key_s_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(names, st.data())
def test_case_composition_and_ignorables_make_no_other_name(name: str, data: st.DataObject) -> None:
    for form in ("NFC", "NFD"):
        assert name_key(unicodedata.normalize(form, name)) == name_key(name)
    assert name_key(name.casefold()) == name_key(name)
    place = data.draw(st.integers(0, len(name)))
    inserted = data.draw(st.sampled_from(IGNORABLE))
    assert player_key(name[:place] + inserted + name[place:]) == player_key(name)


@given(st.text(max_size=20))
def test_shown_is_shown_and_keeps_the_key(name: str) -> None:
    assert shown(shown(name)) == shown(name)
    assert bool(shown(name)) == (seen_length(shown(name)) > 0 or name_key(shown(name)) != "")


@pytest.mark.parametrize(
    ("listed", "typed"),
    [("Kestrel", "KES\u034fTREL"), ("Straße", "STRASSE"), ("Zoe\u0301la", "ZO\u00c9LA")],
)
def test_suggestions_and_the_server_s_names_meet(listed: str, typed: str) -> None:
    found = suggest(suggestion_terms([typed]), [Player("g", listed, listed)])
    assert [each.guid for each in found.players] == ["g"]
    asked = [Asked(1, 11, (listed,), "LOOKING")]
    seen = check_voice(asked, (), [f"^1{typed}"])
    assert seen.on_server == {1}


@pytest.mark.parametrize(
    ("username", "display_name", "cleaned"),
    [
        ("ana", "A\u202ena\u2065", ("ana", "Ana")),
        ("a\u202ena", "", ("ana", "ana")),
        ("ana", "\u3164", ("ana", "ana")),
        ("\u200b", "\ufe0f", ("Discord user 0007", "Discord user 0007")),
        ("ana", "Ana ❤\ufe0f", ("ana", "Ana ❤\ufe0f")),
        ("ana", "x" * 70, ("ana", "x" * 64)),
    ],
)
def test_a_discord_profile_s_names_are_clean(
    username: str, display_name: str, cleaned: tuple[str, str]
) -> None:
    profile = DiscordProfile(10_007, username, display_name)
    assert (profile.username, profile.display_name) == cleaned
