"""What of a name can be seen, and when two names are the same.

A name is shown as `shown` leaves it. Two names are the same where `name_key` is: PostgreSQL has the
same function for the columns `name_key` and `guid_key` (migration 024), and
`tests/integration/identity/test_name_keys.py` compares the two for every character.
"""

from __future__ import annotations

import re
import unicodedata

_IGNORABLE_RANGES = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Default_Ignorable_Code_Point of Unicode 14 to 17 (DerivedCoreProperties.txt); Python lacks it."""

_IGNORABLES = "".join(f"{chr(first)}-{chr(last)}" for first, last in _IGNORABLE_RANGES)
_IGNORABLE = re.compile(f"[{_IGNORABLES}]")
# What joins and varies what is seen stays where it does that, and is unseen anywhere else: the tags
# of a flag (UTS #51), one mark for a character that is seen, and one joiner between two characters
# that may join. Letters before Arabic, those beside them and punctuation never do.
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0020-\U000e007f"
_JOINABLE = "[^\x00-\u05ff\u1e00-\u206f]"
_LOST_TAGS = re.compile(f"(\U0001f3f4[\U000e0030-\U000e007a]{{3,7}}\U000e007f)|[{_TAGS}]+")
_LOST_MARKS = re.compile(f"(?<![^\\s{_IGNORABLES}])(?:(?![{_JOINERS}{_TAGS}])[{_IGNORABLES}])+")
_LOST_JOINERS = re.compile(f"(?<!{_JOINABLE})[{_JOINERS}]+|[{_JOINERS}]++(?!{_JOINABLE})")
_MAY_BE_SEEN = re.compile(f"[{_JOINERS}{_TAGS}]")
_WHITE_SPACE = re.compile(r"\s+")
_NEVER_SEEN = frozenset({"Cc", "Cf", "Co", "Cs"})
# Letters and symbols by their category, yet blank: Hangul's fillers and the empty Braille pattern.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# A code is `^` and a character, whatever cannot be seen stands between or belongs to that.
_COLOUR_CODE = re.compile(f"\\^[{_IGNORABLES}]*[^^{_IGNORABLES}][{_IGNORABLES}\u0300-\u036f]*")


def shown(text: str) -> str:
    """`text` with single spaces and without what cannot be seen; '' where nothing is seen.

    What joins or varies what is seen, as in emoji, stays.
    """
    if text.isascii() and text.isprintable():
        return _WHITE_SPACE.sub(" ", text).strip()
    kept = "".join(each for each in _WHITE_SPACE.sub(" ", text) if _stays(each))
    # In this order: each looks at what the one before left.
    kept = _LOST_JOINERS.sub("", _LOST_MARKS.sub("", _LOST_TAGS.sub(r"\1", kept)))
    return _WHITE_SPACE.sub(" ", kept).strip()


def without_colours(name: str) -> str:
    """`name` as it is `shown` without Quake-3 colour codes: `^` and the character after it."""
    return shown(_COLOUR_CODE.sub("", shown(name)))


def name_key(name: str) -> str:
    """Equal for names that are the same: NFKC_Casefold of Unicode (UAX #44).

    Letter case, composition and characters that are ignorable make no difference.
    """
    if name.isascii():
        return name.lower()
    folded = unicodedata.normalize("NFKD", without_ignorables(name)).casefold()
    return unicodedata.normalize("NFKC", folded)


def without_ignorables(text: str) -> str:
    """`text` without the characters that Unicode lets programs pass over."""
    return text if text.isascii() else _IGNORABLE.sub("", text)


def seen_length(name: str) -> int:
    """How many characters of a `shown` name are seen: marks belong to the one before them."""
    if name.isascii():
        return len(name)
    bare = unicodedata.normalize("NFC", without_ignorables(name))
    return sum(not unicodedata.category(each).startswith("M") for each in bare)


def _stays(character: str) -> bool:
    category = unicodedata.category(character)
    if _MAY_BE_SEEN.match(character):
        return True
    if category in _NEVER_SEEN or character in _BLANK:
        return False
    # An ignorable character that is not assigned may come to mean anything.
    return category != "Cn" or not _IGNORABLE.match(character)
