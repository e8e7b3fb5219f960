"""What is read from an answer to `getstatus`, and that no answer does any harm.

The shapes are those of the servers' own source; see `tests/support/fakes/game_server.py`.
"""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.getstatus import LONGEST_NAME, MOST_PLAYERS, parse_status
from muster.identity.rules import canonical_name
from tests.support.fakes.game_server import ET_LEGACY, HEADER, IOQUAKE3, OUT_OF_BAND, packet, player

CHALLENGE = b"5eb63bbbe01eeed0"
BRAMBLE = player("Bramble", 12)


def names_in(*lines: bytes) -> list[str] | None:
    return parse_status(packet(*lines, challenge=CHALLENGE), CHALLENGE)


@pytest.mark.parametrize("settings", [ET_LEGACY, IOQUAKE3])
def test_players_are_named_in_the_servers_order(settings: bytes) -> None:
    lines = [b'12 48 "Bramble"', b'-3 999 "Kestrel"', b'0 1 "[BOT]Pebble"']
    datagram = packet(*lines, settings=settings, challenge=CHALLENGE)
    assert parse_status(datagram, CHALLENGE) == ["Bramble", "Kestrel", "[BOT]Pebble"]


@pytest.mark.parametrize(
    ("said", "people"),
    [
        (b"", ["Bramble", "Kestrel"]),
        (rb"\omnibot_enable\1\omnibot_playing\2", ["Bramble", "Kestrel"]),
        (rb"\omnibot_enable\1\omnibot_playing\0", ["Bramble", "Pebble", "Kestrel", "Reed"]),
        (rb"\omnibot_playing\nonsense", ["Bramble", "Kestrel"]),
        (rb"\omnibot_playing", ["Bramble", "Kestrel"]),
    ],
)
@pytest.mark.parametrize("settings", [ET_LEGACY, IOQUAKE3])
def test_who_has_no_ping_is_a_bot_unless_the_server_has_none(
    settings: bytes, said: bytes, people: list[str]
) -> None:
    lines = [b'12 48 "Bramble"', b'9 0 "Pebble"', b'0 999 "Kestrel"', b'-2 000 3 "Reed"']
    datagram = packet(*lines, settings=settings + said, challenge=CHALLENGE)
    assert parse_status(datagram, CHALLENGE) == people


def test_a_server_with_bots_alone_is_known_to_be_empty() -> None:
    assert names_in(b'12 0 "Bramble"', b'0 0 "Kestrel"') == []


def test_nobody_on_the_server_is_known_to_be_nobody() -> None:
    assert names_in() == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'1 2 "^1Kes^7trel"', "^1Kes^7trel"),  # colour codes are the reader's to strip
        (b'1 2 "two  words "', "two  words "),
        (b'1 2 "say "hi" now"', 'say "hi" now'),
        (b'1 2 "back\\slash"', "back\\slash"),
        (b'1 2 ""', ""),
        ('1 2 "Žiga ™"'.encode(), "Žiga ™"),
        (b'1 2 "Jos\xe9"', "José"),
        (b'1 2 "\x8eiga"', "Žiga"),  # an old client on a Slovenian Windows
        (b'1 2 "\x81\xe9"', "\N{REPLACEMENT CHARACTER}é"),
        (b'1 2 "\xed\xa0\x80"', "í\N{NO-BREAK SPACE}€"),  # half of a surrogate pair
        (b'1 2 "Kes\0tr\x1bel"', "Kestrel"),
        (b'1 2 3 "Kestrel"', "Kestrel"),  # with the team's number, as DarkPlaces has it
        (b'1 2 "Kestrel"\r', "Kestrel"),
        (b'1 2 "=C4=8Cuk"', "Čuk"),  # as ET: Legacy sends what is no ASCII
        (b'1 2 "^1=c5=bdiga =e2=84=a2"', "^1Žiga ™"),
        (b'1 2 "=F0=9F=A6=8A Fox"', "🦊 Fox"),
        (b'1 2 "Jos=E9"', "José"),
        (b'1 2 "1 =3D 1"', "1 = 1"),
        (b'1 2 "=3DC4"', "=C4"),  # read once, not twice
        (b'1 2 "a=b =C =zz =00 =0A =22 x="', "a=b =C =zz =00 =0A =22 x="),
        (b'1 2 "=ED=A0=80=81"', "í\N{NO-BREAK SPACE}€\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_name_is_kept_as_it_is_given_and_can_be_stored(line: bytes, name: str) -> None:
    assert names_in(line) == [name]


def test_bytes_that_are_no_utf_8_do_not_spoil_the_names_beside_them() -> None:
    assert names_in(player(b"Jos\xe9"), player("Žiga")) == ["José", "Žiga"]


@pytest.mark.parametrize("end", [b"", b"\n", b"\n\n", b"\0", b"\n\0", b"\r\n\0\0"])
def test_how_an_answer_ends_does_not_matter(end: bytes) -> None:
    datagram = packet(BRAMBLE, challenge=CHALLENGE).removesuffix(b"\n") + end
    assert parse_status(datagram, CHALLENGE) == ["Bramble"]


def test_lines_that_are_no_players_are_passed_over() -> None:
    odd = [b"garbage", b'12 "Kestrel"', b'x y "Kestrel"', b'9 9 "Kes', b"9", b'"Kestrel"']
    for line in odd:
        assert names_in(line, BRAMBLE) == ["Bramble"], line
        assert names_in(BRAMBLE, line) == ["Bramble"], line


def test_where_no_line_is_a_players_nothing_is_known() -> None:
    assert names_in(b"garbage") is None
    assert names_in(b'12 48 "Bram') is None


def test_an_answer_cut_short_never_makes_up_a_name() -> None:
    whole = packet(player("Bramble"), player("Kestrel"), challenge=CHALLENGE)
    for length in range(len(whole)):
        names = parse_status(whole[:length], CHALLENGE)
        assert names is None or set(names) <= {"Bramble", "Kestrel"}


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\xff",
        OUT_OF_BAND,
        HEADER,
        HEADER + b"\n",
        HEADER + b'\n1 2 "Kestrel"\n',
        HEADER + ET_LEGACY,
        packet(BRAMBLE)[4:],
        packet(BRAMBLE).replace(b"statusResponse", b"infoResponse"),
        OUT_OF_BAND + b"print\nBad rconpassword.\n",
        OUT_OF_BAND + b"disconnect",
        OUT_OF_BAND + b"I\x11Server name\0map\0folder\0game\0",  # Source's A2S_INFO
        b"\x00\x01\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00\x07example\x03org\x00",  # DNS
    ],
)
def test_what_is_no_answer_to_getstatus_is_none(datagram: bytes) -> None:
    assert parse_status(datagram, CHALLENGE) is None


def test_an_answer_to_somebody_elses_question_is_none() -> None:
    assert parse_status(packet(BRAMBLE, challenge=b"0123456789abcdef"), CHALLENGE) is None


@pytest.mark.parametrize("settings", [ET_LEGACY, rb"\mapname\challenge", rb"\a\b\odd"])
def test_a_server_that_leaves_the_challenge_out_is_believed(settings: bytes) -> None:
    assert parse_status(packet(BRAMBLE, settings=settings), CHALLENGE) == ["Bramble"]


def test_a_full_server_is_read_whole() -> None:
    names = [f"player {number}" for number in range(64)]
    assert names_in(*map(player, names)) == names


def test_a_huge_answer_is_read_at_once_and_cut_down() -> None:
    most = [player(f"player {number}") for number in range(2_500)]
    huge = [names_in(*most), names_in(player("x" * 60_000)), names_in(*[b"9 9"] * 15_000)]
    assert huge == [[f"player {n}" for n in range(MOST_PLAYERS)], ["x" * LONGEST_NAME], None]
    started = time.process_time()
    for filling in (b"\n", b'"', b"9", b"9 ", b"\\", b"\0", b"\xff", b'1 1 "'):
        parse_status(packet(filling * (60_000 // len(filling))), CHALLENGE)
    assert time.process_time() - started < 1


lines = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.builds(player, st.binary(max_size=100), st.integers(-99, 99), st.integers(0, 999)),
    ),
    max_size=300,
)


@given(st.one_of(st.binary(), st.builds(lambda rest: HEADER + rest, st.binary())))
@example(HEADER + b"\\" * 60_000)
@example(HEADER + b'\\\n"')
def test_any_bytes_at_all_do_no_harm(datagram: bytes) -> None:
    assert_harmless(parse_status(datagram, CHALLENGE))


@given(lines, st.binary(max_size=60))
def test_any_lines_at_all_do_no_harm(given_lines: list[bytes], settings: bytes) -> None:
    assert_harmless(parse_status(packet(*given_lines, settings=b"\\" + settings), CHALLENGE))


def assert_harmless(names: list[str] | None) -> None:
    """Whatever was understood is small, and PostgreSQL's JSON takes it."""
    assert len(names or []) <= MOST_PLAYERS
    for name in names or []:
        assert len(name) <= LONGEST_NAME
        assert "\0" not in name
        json.dumps(name, ensure_ascii=False).encode()
        canonical_name(name)


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=LONGEST_NAME)))
def test_whatever_a_server_can_call_its_players_is_read_back(names: list[str]) -> None:
    escaped = [name.replace("=", "=3D") for name in names]
    assert names_in(*map(player, escaped)) == names[:MOST_PLAYERS]
