"""A file of players: `guid,name[,aliases][,rating]`; every bad row is named by its line."""

import pytest

from muster.identity.rules import ImportedPlayer
from ops.players_csv import BadPlayerFile, parse_players


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(BadPlayerFile) as caught:
        parse_players(text.encode() if isinstance(text, str) else text)
    return caught.value.detail.splitlines()


def test_reads_names_aliases_and_ratings() -> None:
    text = 'guid,name,aliases,rating\nA1,^1Foo,bar;baz|bar; ,12.5\n"B2", "Doe, J" ,,\n'
    with pytest.raises(BadPlayerFile):
        parse_players(text.encode())  # a quote after a space is not CSV
    assert parse_players(text.replace('"B2", "Doe, J" ', 'B2," Doe, J "').encode()) == [
        ImportedPlayer("A1", "^1Foo", ("bar", "baz"), 12.5),
        ImportedPlayer("B2", "Doe, J"),
    ]


def test_takes_a_byte_order_mark_columns_in_any_order_and_line_ends_of_any_kind() -> None:
    data = b"\xef\xbb\xbfName,GUID\r\nFoo,A1\r\n\r\nB\xc3\xa4r,B2\r\n"
    assert [(p.guid, p.name) for p in parse_players(data)] == [("A1", "Foo"), ("B2", "Bär")]


def test_a_header_alone_holds_no_players() -> None:
    assert parse_players(b"guid,name\n") == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the header guid,name[,aliases][,rating] is missing"),
        ("guid,rating\n", "line 1: the header guid,name[,aliases][,rating] is missing"),
        ("A1,Foo\n", "line 1: unknown column 'A1'; the header is guid,name[,aliases][,rating]"),
        ("guid,name,guid\n", "line 1: the column 'guid' is there twice"),
        ("guid,name\n,Foo\n", "line 2: guid is missing"),
        ("guid,name\nA1, \n", "line 2: name is missing"),
        ("guid,name\nA1,Foo,7\n", "line 2: 3 columns instead of 2"),
        (f"guid,name\n{'A' * 65},Foo\n", "line 2: guid has more than 64 characters"),
        (f"guid,name\nA1,{'F' * 129}\n", "line 2: name has more than 128 characters"),
        ("guid,name\nA1,^1^2\n", "line 2: name is nothing but colour codes"),
        ("guid,name\nA1,Foo\nA1,Bar\n", "line 3: guid 'A1' is on line 2 already"),
        ("guid,name\nA1,F\0o\n", "line 2: name holds a NUL or another control character"),
        ('guid,name\n"A1,Foo\n', "line 2: unexpected end of data"),
        *(
            (f"guid,name,rating\nA1,Foo,{bad}\n", "line 2: rating is not a number such as 1450")
            for bad in ("nan", "inf", "1e5", "12-5", "٣", "1_0", "9" * 400)
        ),
        *(
            (f"guid,name,aliases\nA1,Foo,{bad}\n", f"line 2: an alias {problem}")
            for bad, problem in (("a;^1", "is nothing but"), ("b" * 129, "has more than 128"))
        ),
    ],
)
def test_names_what_is_wrong(text: str, problem: str) -> None:
    assert problems(text)[0].startswith(problem)


def test_lists_every_bad_row_by_the_line_on_which_it_starts() -> None:
    text = 'guid,name\nA1,Foo\nB2,"two\nlines"\nC3\n,\nD4,\n'
    assert [line.split(":")[0] for line in problems(text)] == ["line 3", "line 5", "line 7"]


def test_says_on_which_line_the_text_is_not_utf_8() -> None:
    assert problems(b"guid,name\nA1,F\xfc\n") == ["line 2: not UTF-8 text; save the file as UTF-8"]
