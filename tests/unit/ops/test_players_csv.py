"""A file of players: `guid,name[,aliases][,rating]`; every bad row is named by its line."""

import pytest

from muster.identity.player_file import BadPlayerFile, parse_players
from muster.identity.rules import ImportedPlayer


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(BadPlayerFile) as caught:
        parse_players(text.encode() if isinstance(text, str) else text)
    return str(caught.value).splitlines()


def test_reads_names_aliases_and_ratings() -> None:
    text = 'guid,name,aliases,rating\nA1,^1Foo,bar;baz|bar; ,12.5\n"B2", "Doe, J" ,,\n'
    assert problems(text) == [
        'line 3: the quote that opens here is closed in the middle of a cell; write "" for a quote '
        "inside quotes"
    ]
    assert parse_players(text.replace('"B2", "Doe, J" ', 'B2," Doe, J "').encode()) == [
        ImportedPlayer("A1", "^1Foo", ("bar", "baz"), 12.5),
        ImportedPlayer("B2", "Doe, J"),
    ]


def test_takes_a_byte_order_mark_columns_in_any_order_and_line_ends_of_any_kind() -> None:
    data = b"\xef\xbb\xbfName,GUID\r\nFoo,A1\r\n\r\nB\xc3\xa4r,B2\r\n"
    assert [(p.guid, p.name) for p in parse_players(data)] == [("A1", "Foo"), ("B2", "Bär")]


THREE = [
    ImportedPlayer("A1", "Foo", ("bar", "baz"), 1450.5),
    ImportedPlayer("B2", "Žiga; Novak"),
    ImportedPlayer("C3", "Čuk", (), 27.0),
]


@pytest.mark.parametrize(
    ("separator", "lines"),
    [
        (";", ("A1;Foo;bar|baz;1450,5", 'B2;"Žiga; Novak";;', "C3;Čuk;;27")),
        (";", ('A1;Foo;"bar;baz";1450.5', 'B2;"Žiga; Novak"', "C3;Čuk;;27,0", ";;;")),
        ("\t", ("A1\tFoo\tbar;baz\t1450,5", "B2\tŽiga; Novak", "", "C3\tČuk\t\t27")),
        (",", ("A1,Foo,bar;baz,1450.5", "B2,Žiga; Novak", "C3,Čuk,,27")),
        (";", ('"A1";"Foo";"bar|baz";"1450,5"', '"B2";"Žiga; Novak";""', "C3;Čuk;;27")),
    ],
)
@pytest.mark.parametrize("first", ["{columns}", "sep={sep}{end}{columns}", "{columns}{sep}{sep}"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_reads_what_spreadsheets_write(
    separator: str, lines: tuple[str, ...], first: str, end: str, encoding: str
) -> None:
    columns = separator.join(("guid", "name", "aliases", "rating"))
    header = first.format(columns=columns, sep=separator, end=end)
    text = "".join(f"{line}{end}" for line in (header, *lines))
    assert parse_players(text.encode(encoding)) == THREE


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\x03\x04\x14\x00", "line 1: this is a workbook (.xlsx or .ods), not text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "line 1: this is a workbook (.xls), not text"),
        ("guid;name\nA1;Čuk\n".encode("cp1250"), "line 2: not UTF-8 text; save the file as UTF-8"),
        ("guid;name\nA1;José\n".encode("cp1252"), "line 2: not UTF-8 text; save the file as UTF-8"),
        ("guid,name".encode("utf-16") + b"x", "line 1: not UTF-16 text"),
        (b"guid,name,rating\nA1,Foo,12,5\n", "line 2: 4 columns instead of 3; a rating has a"),
        (b"guid;name;aliases\nA1;Foo;a;b\n", "line 2: 4 columns instead of 3; aliases are"),
        (b"guid;name;rating\nA1;Foo;1.450,5\n", "line 2: rating is not a number such as 1450"),
        (b'guid,name,rating\nA1,Foo,"1,450"\n', "line 2: rating is not a number such as 1450"),
        (b"sep=;\nguid,name\nA1,Foo\n", "line 2: unknown column 'guid,name'"),
        (b"sep=;\nguid;name\nA1\n", "line 3: name is missing"),
        (b"guid name\nA1 Foo\n", "line 1: unknown column 'guid name'"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cause(data: bytes, problem: str) -> None:
    assert problems(data)[0].startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        "guid;name\nA1;Foo;\n",
        "guid;name\nA1;Foo; ;;\n",
        "guid,name\nA1,Foo,,\n",
        "guid\tname\nA1\tFoo\t\n",
        "guid,name,rating\nA1,Foo,,\n",
    ],
)
def test_empty_cells_beyond_the_header_are_none(text: str) -> None:
    assert parse_players(text.encode()) == [ImportedPlayer("A1", "Foo")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("guid;name\nA1;Foo;x;\n", "line 2: 3 columns instead of 2"),
        ("guid,name\nA1,Doe, J\n", "line 2: 3 columns instead of 2"),
        ("guid;name;rating\nA1;Foo;1;2\n", "line 2: 4 columns instead of 3"),
        (
            "guid;aliases;name\nA1;a;b;Foo;;\n",
            "line 2: 4 columns instead of 3; aliases are separated by |",
        ),
    ],
)
def test_only_a_column_that_is_there_is_called_the_cause(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_a_quote_behind_a_space_keeps_a_comma_in_its_cell() -> None:
    text = 'guid,name,aliases\nA1, "Doe, J"\n "B2" ,Bo\nC3, "Cy\n'
    assert [line.partition(" in ")[0] for line in problems(text)] == [
        "line 3: the quote that opens here is closed",
        "line 4: a quote opens here and is never closed",
    ]
    (player,) = parse_players("\n".join(text.splitlines()[:2]).encode())
    assert player == ImportedPlayer("A1", "Doe, J")


@pytest.mark.parametrize("guid", ["1.23457E+15", "1,23457E+15", "1E+15", "1.2e+9"])
def test_a_guid_of_which_a_spreadsheet_made_a_number_is_refused(guid: str) -> None:
    (problem,) = problems(f"guid;name\n{guid};Foo\n")
    assert problem == (
        f"line 2: a spreadsheet turned the guid into the number '{guid}'; format the column as "
        "text, and enter its guids anew"
    )


@pytest.mark.parametrize("guid", ["1234567890123456", "12E45", "1E15", "A1E+15", "12E+4", "1.5"])
def test_guids_that_only_look_like_numbers_are_guids(guid: str) -> None:
    assert [each.guid for each in parse_players(f"guid;name\n{guid};Foo\n".encode())] == [guid]


def test_a_guid_in_another_spelling_is_there_twice() -> None:
    text = "guid,name\nABC,Ana\nabc,Bo\nAB\u200bC,Cy\nx\ufe0f,Di\nX,Ed\n"
    assert problems(text) == [
        "line 3: guid 'abc' is on line 2 already",
        "line 4: guid 'ABC' is on line 2 already",
        "line 6: guid 'X' is on line 5 already",
    ]
    assert [each.guid for each in parse_players("guid,name\nA\u200bB,Ana\n".encode())] == ["AB"]


@pytest.mark.parametrize("unseen", ["\u034f", "\ufe0f", "\u17b4", "\u2065", "\u3164", "\u2800"])
def test_what_shows_nothing_is_no_guid_name_or_alias(unseen: str) -> None:
    (problem,) = problems(f"guid,name\n{unseen},Ana\n")
    assert problem == "line 2: guid is missing"
    (problem,) = problems(f"guid,name\nA1,{unseen}\n")
    assert problem == "line 2: name is nothing but colour codes and unseen characters"
    (problem,) = problems(f"guid,name,aliases\nA1,Ana,x|{unseen}\n")
    assert problem == "line 2: an alias is nothing but colour codes and unseen characters"


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
        ('guid,name\n"A1,Foo\n', "line 2: a quote opens here and is never closed"),
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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("first", ["", "sep={separator}\n"])
def test_a_quote_that_is_never_closed_is_named_by_the_line_where_it_opens(
    end: str, separator: str, first: str
) -> None:
    header = f"{first}guid,name,aliases\n"
    text = f'{header}"A1","a ""quoted""\nname",""\nB2,"in\ntwo","Foo\nC3,Baz\n' + "D4,Di\n" * 40_000
    line = text[: text.index('"Foo')].count("\n") + 1
    given = text.format(separator=separator).replace(",", separator).replace("\n", end)
    assert problems(given)[-1] == f"line {line}: a quote opens here and is never closed"


def test_a_quote_that_the_next_row_closes_is_named_by_the_line_where_it_opens() -> None:
    text = 'guid,name\nA1,"Foo\nB2,"Bar"\nC3,Baz\nD4,"Di"e\n,Ed\n'
    closed = 'the quote that opens here is closed in the middle of a cell; write ""'
    assert [problem.partition(" for")[0] for problem in problems(text)] == [
        f"line 2: {closed}",
        f"line 5: {closed}",
        "line 6: guid is missing",
    ]
    assert problems('"guid,name\nA1,Foo\n') == ["line 1: a quote opens here and is never closed"]


def test_says_on_which_line_the_text_is_not_utf_8() -> None:
    assert problems(b"guid,name\nA1,F\xfc\n") == ["line 2: not UTF-8 text; save the file as UTF-8"]
