"""A community's crest: an image file of the operator's, judged before it is shown to anybody."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from xml.etree import ElementTree

from muster.settings import SettingsError

MOST_BYTES = 256 * 1024
_LEAST_SIDE, _MOST_SIDE = 32, 2048

_SVG = "{http://www.w3.org/2000/svg}svg"
# What can run, load or frame something; none of it belongs into a drawing.
_REFUSED_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler"})
SVG_POLICY = "default-src 'none'; img-src data:; sandbox"
"""Beside the site's own, for whoever opens the file itself; as an image it runs nothing anyhow."""


@dataclass(frozen=True, slots=True)
class Crest:
    """The image as it is served; its address changes with it, so it may be kept for ever."""

    body: bytes
    media_type: str
    name: str

    @property
    def address(self) -> str:
        return f"/{self.name}"


def read_crest(path: Path | None) -> Crest | None:
    """The crest in the file `path`; None where there is none to be.

    Raises:
        SettingsError: says what is wrong with the file, and what is accepted.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
        kind, media_type = _judge(body)
    except OSError as error:
        raise _refused(path, error.strerror or "cannot be read") from None
    except ValueError as problem:
        raise _refused(path, str(problem)) from None
    digest = blake2b(body, digest_size=6).hexdigest()
    return Crest(body, media_type, f"assets/crest-{digest}.{kind}")


def _refused(path: Path, problem: str) -> SettingsError:
    return SettingsError(
        f"COMMUNITY_CREST: read {str(path)!r}, {problem}; accepted: a PNG, WebP or SVG file of "
        f"at most {MOST_BYTES // 1024} kB, {_LEAST_SIDE} to {_MOST_SIDE} pixels a side"
    )


def _judge(body: bytes) -> tuple[str, str]:
    """(ending, media type), by what the file holds, whatever its name says.

    Raises:
        ValueError: what is wrong with it.
    """
    if len(body) > MOST_BYTES:
        raise ValueError("which is too large")
    if body.startswith(b"\x89PNG\r\n\x1a\n") and body[12:16] == b"IHDR" and len(body) >= 33:
        _check_size(*struct.unpack(">II", body[16:24]))
        return "png", "image/png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP" and len(body) >= 30:
        _check_size(*_webp_size(body))
        return "webp", "image/webp"
    if b"<svg" in body:
        _check_svg(body)
        return "svg", "image/svg+xml; charset=utf-8"
    raise ValueError("which is no PNG, WebP or SVG")


def _webp_size(body: bytes) -> tuple[int, int]:
    kind = body[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(body[24:27], "little") + 1
        return width, int.from_bytes(body[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", body[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _check_size(width: int, height: int) -> None:
    if not (_LEAST_SIDE <= width <= _MOST_SIDE and _LEAST_SIDE <= height <= _MOST_SIDE):
        raise ValueError(f"which is {width} by {height} pixels")


def _check_svg(body: bytes) -> None:
    # As UTF-8 whatever it says of itself, and so it is served: another encoding could hide a
    # document type from these words.
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise ValueError("which is no SVG in UTF-8") from None
    upper = text.upper()
    if "<!DOCTYPE" in upper or "<!ENTITY" in upper or "<?XML-STYLESHEET" in upper:
        raise ValueError("which has a document type, entities or a style sheet of its own")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # without entities it cannot grow
    except (ElementTree.ParseError, ValueError, LookupError):
        raise ValueError("which is no well-formed SVG") from None
    if root.tag != _SVG:
        raise ValueError("whose root is no svg element")
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name in _REFUSED_ELEMENTS:
            raise ValueError(f"which has a {name} element")
        if name == "style" and _loads("".join(element.itertext())):
            raise ValueError("whose style loads something else")
        for attribute, value in element.attrib.items():
            _check_attribute(attribute.rpartition("}")[2].lower(), value)


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise ValueError(f"which has a script in {name}")
    if name in ("href", "src") and not value.strip().startswith(("#", "data:image/")):
        raise ValueError(f"whose {name} leads out of it")
    if _loads(value):
        raise ValueError(f"whose {name} loads something else")


def _loads(style: str) -> bool:
    text = "".join(style.lower().split()).replace("'", "").replace('"', "")
    foreign = any(not each.startswith(("#", "data:image/")) for each in text.split("url(")[1:])
    # An escape could spell any of them.
    return "@import" in text or "image-set(" in text or "\\" in text or foreign
