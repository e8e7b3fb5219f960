"""Changing `.env` changes what is meant and nothing else, and what was written is read back."""

import io

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from ops.setup.env_text import Change, changed, changes, quoted, values_of

TEXT = """\
# The owner's own notes.
export FRONTEND_ORIGIN=https://old.example.org   # the proxy's name

UNKNOWN_TO_MUSTER='kept as it is'
DISCORD_BOT_TOKEN="first"
a line that sets nothing
DISCORD_BOT_TOKEN=second
COMMUNITY_NAME='Night # Shift' # a hash that is no comment
MUSTER_PORT= # unset
"""
printable = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), max_size=60).filter(
    str.isprintable
)


def edited(text: str, **wanted: str) -> str:
    return changed(text, changes(text, wanted), lambda name: name[:7].title())


@given(printable)
def test_muster_reads_back_what_was_written(value: str) -> None:
    read = dotenv_values(stream=io.StringIO(f"OTHER=x\nNAME={quoted(value)}\nLAST=y\n"))
    assert read == {"OTHER": "x", "NAME": value, "LAST": "y"}


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "\x1b[A", "\udc80"])
def test_what_is_no_line_of_text_is_never_written(value: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        quoted(value)


@given(printable, printable)
def test_a_changed_value_leaves_everything_else(first: str, second: str) -> None:
    once = edited(TEXT, COMMUNITY_NAME=first, FRONTEND_ORIGIN=second, MUSTER_PORT="81")
    before, after = values_of(TEXT), values_of(once)
    told = {"COMMUNITY_NAME": first, "FRONTEND_ORIGIN": second, "MUSTER_PORT": "81"}
    assert after == {
        name: value for name, value in (before | told).items() if value and value.strip()
    }
    old, new = TEXT.splitlines(), once.splitlines()
    same = [number for number, line in enumerate(old) if number < len(new) and new[number] == line]
    assert {0, 2, 3, 4, 5, 6} <= set(same)


def test_exports_and_comments_stay_beside_a_changed_value() -> None:
    text = edited(
        TEXT, FRONTEND_ORIGIN="https://new.example.org", COMMUNITY_NAME="", MUSTER_PORT="1"
    )
    lines = text.splitlines()
    assert lines[1] == "export FRONTEND_ORIGIN=https://new.example.org   # the proxy's name"
    assert lines[7] == "COMMUNITY_NAME= # a hash that is no comment"
    assert lines[8] == "MUSTER_PORT=1 # unset"


def test_of_several_lines_for_one_name_the_one_that_counts_is_changed() -> None:
    text = edited(TEXT, DISCORD_BOT_TOKEN="third")
    assert [line for line in text.splitlines() if "TOKEN" in line] == [
        'DISCORD_BOT_TOKEN="first"',
        "DISCORD_BOT_TOKEN=third",
    ]


def test_a_name_in_small_letters_is_the_same_variable() -> None:
    assert values_of("discord_bot_token=x\n") == {"DISCORD_BOT_TOKEN": "x"}
    assert edited("discord_bot_token=x\n", DISCORD_BOT_TOKEN="y") == "DISCORD_BOT_TOKEN=y\n"


def test_new_variables_stand_below_their_heading_and_once_each() -> None:
    text = edited("# mine", DISCORD_A="1", DISCORD_B="2", SIGNAL_C="3")
    assert text == "# mine\n\n# Discord\nDISCORD_A=1\nDISCORD_B=2\n\n# Signal_\nSIGNAL_C=3\n"
    assert edited(text, DISCORD_A="1", DISCORD_B="4") == text.replace("B=2", "B=4")


def test_line_ends_of_other_systems_stay() -> None:
    assert edited("A=1\r\nB=2\r\n", A="3") == "A=3\r\nB=2\r\n"


def test_what_changes_is_told_with_what_was() -> None:
    wanted = {"A": "1", "B": "", "C": "3", "D": "4", "E": ""}
    found = changes("A=1\nB=2\nC=2\n", wanted)
    assert found == [Change("B", "2", None), Change("C", "2", "3"), Change("D", None, "4")]
    assert [each.kind for each in found] == ["taken out", "changed", "new"]
