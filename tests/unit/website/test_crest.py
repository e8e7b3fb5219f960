"""A crest is what its file holds, whatever its name says, and runs nothing."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from muster.settings import SettingsError
from website.backend.crest import MOST_BYTES, read_crest

SVG_TYPE = "image/svg+xml; charset=utf-8"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">%s</svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int = 64, height: int = 64) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def webp(kind: bytes, rest: bytes) -> bytes:
    body = b"WEBP" + kind + struct.pack("<I", len(rest)) + rest
    return b"RIFF" + struct.pack("<I", len(body)) + body


SIDE = 100
WEBPS = [
    webp(b"VP8X", b"\0" * 4 + (SIDE - 1).to_bytes(3, "little") * 2),
    webp(b"VP8L", b"\x2f" + ((SIDE - 1) | (SIDE - 1) << 14).to_bytes(4, "little") + b"\0" * 8),
    webp(b"VP8 ", b"\0" * 3 + b"\x9d\x01\x2a" + struct.pack("<HH", SIDE, SIDE) + b"\0" * 4),
]


def read(tmp_path: Path, body: bytes) -> str:
    """The media type of a crest of these bytes."""
    file = tmp_path / "crest"
    file.write_bytes(body)
    crest = read_crest(file)
    assert crest is not None
    assert crest.body == body
    assert crest.address.startswith("/assets/crest-")
    return crest.media_type


def test_none_is_none() -> None:
    assert read_crest(None) is None


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (png(), "image/png"),
        *[(body, "image/webp") for body in WEBPS],
        (SVG % b'<path d="M0 0h8v8z"/>', SVG_TYPE),
        (b'<?xml version="1.0"?>' + SVG % b'<use href="#a"/>', SVG_TYPE),
        (SVG % b"<style>.a{fill:url(#b)}</style>", SVG_TYPE),
        (SVG % b'<image href="data:image/png;base64,AA"/>', SVG_TYPE),
    ],
)
def test_images_are_shown(tmp_path: Path, body: bytes, media_type: str) -> None:
    assert read(tmp_path, body) == media_type


def test_another_image_has_another_address(tmp_path: Path) -> None:
    addresses: set[str] = set()
    for body in (png(64, 64), png(65, 65)):
        (tmp_path / "crest").write_bytes(body)
        crest = read_crest(tmp_path / "crest")
        assert crest is not None
        addresses.add(crest.address)
    assert len(addresses) == 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no PNG, WebP or SVG"),
        (b"GIF89a", "no PNG, WebP or SVG"),
        (b"\x89PNG\r\n\x1a\n", "no PNG, WebP or SVG"),
        (b"<html><svg></svg></html>", "root is no svg"),
        (png() + b"\0" * MOST_BYTES, "too large"),
        (png(16, 64), "16 by 64 pixels"),
        (png(64, 4000), "64 by 4000 pixels"),
        (SVG % b"<script>alert(1)</script>", "script element"),
        (SVG % b"<foreignObject/>", "foreignobject element"),
        (SVG % b'<path onload="alert(1)"/>', "script in onload"),
        (SVG % b'<a href="javascript:alert(1)"/>', "leads out of it"),
        (SVG % b'<image href="https://elsewhere.example/a.png"/>', "leads out of it"),
        (SVG % b'<path style="fill:url(https://elsewhere.example)"/>', "loads something else"),
        (SVG % b"<style>@import 'https://elsewhere.example'</style>", "loads something else"),
        (SVG % rb'<path style="fill:\75rl(https://elsewhere.example)"/>', "loads something else"),
        (SVG % b"<style><a/>@import 'https://elsewhere.example'</style>", "loads something else"),
        (SVG % b"<path style='fill:image-set(\"https://elsewhere.example\")'/>", "loads something"),
        (SVG % b"<path>", "no well-formed SVG"),
        (
            b'<?xml version="1.0" encoding="cp037"?>'
            + '<!DOCTYPE svg [<!ENTITY a "b">]>'.encode("cp037")
            + SVG % b"&a;",
            "no SVG in UTF-8",
        ),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"&a;", "entities"),
    ],
)
def test_anything_else_is_refused_with_what_is_accepted(
    tmp_path: Path, body: bytes, problem: str
) -> None:
    with pytest.raises(SettingsError, match=problem) as refused:
        read(tmp_path, body)
    assert str(refused.value).startswith("COMMUNITY_CREST: read ")
    assert "PNG, WebP or SVG file of at most 256 kB" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        read_crest(tmp_path / "none")
