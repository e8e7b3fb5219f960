"""A compressed answer put together from pieces is one that every gzip reader understands."""

from __future__ import annotations

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from website.backend import gzip_pieces

pieces = st.lists(st.tuples(st.booleans(), st.binary(max_size=2000)), max_size=12)


@given(pieces)
def test_pieces_join_in_any_order_to_one_stream(parts: list[tuple[bool, bytes]]) -> None:
    whole = b"".join(data for _, data in parts)
    stream = gzip_pieces.HEADER
    for stored, data in parts:
        stream += gzip_pieces.stored_piece(data) if stored else gzip_pieces.compressed_piece(data)
    stream += gzip_pieces.trailer(zlib.crc32(whole), len(whole))
    assert gzip.decompress(stream) == whole


@given(st.binary(), st.binary(max_size=300), st.data(), st.binary())
def test_the_effect_of_an_exchange_is_what_reading_the_whole_again_gives(
    before: bytes, old: bytes, data: st.DataObject, after: bytes
) -> None:
    new = data.draw(st.binary(min_size=len(old), max_size=len(old)))
    effect = gzip_pieces.exchange_effect(old, new, len(after))
    assert zlib.crc32(before + new + after) == zlib.crc32(before + old + after) ^ effect


@given(st.lists(st.tuples(st.binary(max_size=200), st.integers(0, 3)), max_size=20))
def test_exchanges_in_several_places_add_up(parts: list[tuple[bytes, int]]) -> None:
    own = [b"none", b"look", b"mayb", b"away"]
    checksum = zlib.crc32(b"".join(shared + own[0] for shared, _ in parts))
    following = sum(len(shared) + 4 for shared, _ in parts)
    for shared, choice in parts:
        following -= len(shared) + 4
        checksum ^= gzip_pieces.exchange_effect(own[0], own[choice], following)
    assert checksum == zlib.crc32(b"".join(shared + own[choice] for shared, choice in parts))


def test_long_answers_keep_a_right_checksum() -> None:
    following = 3_000_000
    before, after = b"AAAA" + bytes(following), b"BBBB" + bytes(following)
    effect = gzip_pieces.exchange_effect(b"AAAA", b"BBBB", following)
    assert zlib.crc32(before) ^ effect == zlib.crc32(after)
