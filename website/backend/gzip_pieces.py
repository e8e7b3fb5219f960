"""A gzip answer put together from pieces that were compressed once.

A deflate stream may be cut wherever a full flush was made, and pieces so cut may be joined in any
order (RFC 1951). What differs from person to person goes in between as stored blocks of one fixed
length. The checksum at the end (RFC 1952) is linear: exchanging bytes changes it by a value that
depends only on the bytes exchanged and on how many follow, so that it is worked out without reading
the whole again.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache, lru_cache

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_POLYNOMIAL = 0xEDB88320
_ONE = 1 << 31  # x^0 in the checksum's reflected bit order


def compressed_piece(data: bytes, level: int = 6) -> bytes:
    """`data` as deflate blocks that end on a byte and depend on nothing before them."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush(zlib.Z_FULL_FLUSH)


def stored_piece(data: bytes) -> bytes:
    """`data` (at most 65,535 bytes) as one uncompressed deflate block."""
    return b"\x00" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def trailer(checksum: int, length: int) -> bytes:
    """The end of the stream: last block, checksum and length (bytes) of what was compressed."""
    return _LAST_BLOCK + struct.pack("<II", checksum, length & 0xFFFFFFFF)


def exchange_effect(before: bytes, after: bytes, following: int) -> int:
    """What the checksum changes by (exclusive or) when `before` becomes `after`.

    Both have one length, and `following` bytes come after them.
    """
    difference = zlib.crc32(before) ^ zlib.crc32(after)
    return _multiply(_shift(following), difference)


def _multiply(left: int, right: int) -> int:
    """The product of two polynomials modulo the checksum's."""
    product = 0
    while left:
        if left & _ONE:
            product ^= right
        left = (left << 1) & 0xFFFFFFFF
        right = (right >> 1) ^ (_POLYNOMIAL if right & 1 else 0)
    return product


@cache
def _power_of_two(exponent: int) -> int:
    """x^(2^exponent) modulo the checksum's polynomial."""
    if exponent == 0:
        return _ONE >> 1
    half = _power_of_two(exponent - 1)
    return _multiply(half, half)


@lru_cache(maxsize=4096)  # days keep their lengths from version to version
def _shift(length: int) -> int:
    """x^(8 * length): what `length` more bytes multiply a checksum's difference by."""
    result = _ONE
    exponent = 3
    while length:
        if length & 1:
            result = _multiply(_power_of_two(exponent), result)
        length >>= 1
        exponent += 1
    return result
