"""What Muster says, in the reader's language: the messages of `locales/LANGUAGE/SUBJECT.ftl`.

A module asks for its subject once, `say = words("calls")`, and makes sentences of it:
`say("short", missing=2)`. A `Sentence` is a value without a language; whoever knows the reader
renders it at the edge, by `in_language`. Page and Python share the files (decision 13); what
lacks in a language is said in English, with one line in the log.

`python -m tests.support.catalogues` (part of `make lint`) fails for what is missing, unused or
malformed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

if TYPE_CHECKING:
    from babel.core import Locale
    from fluent.runtime import FluentBundle

Language = Literal["en", "sl", "de"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
ENGLISH: Final[Language] = "en"
"""The language that has every message."""

LANGUAGE_NAMES: Final[Mapping[Language, str]] = {
    "en": "English",
    "sl": "Slovenščina",
    "de": "Deutsch",
}
"""What each language is called by those who speak it."""

_LOCALES: Final[Mapping[Language, str]] = {"en": "en_GB", "sl": "sl", "de": "de"}
_PARENTS: Final[Mapping[Language, tuple[str, ...]]] = {"en": ("en", "en_001")}
"""What CLDR knows of a locale beside its root: only what differs from these."""

_DAY: Final[Mapping[Language, str]] = {
    "en": "EEE d MMM",
    "sl": "EEE, d. MMM",
    "de": "EEE, d. MMM",
}
_UNSAID: Final = (
    "unit_patterns",
    "unit_display_names",
    "compound_unit_patterns",
    "currency_names",
    "currency_names_plural",
    "currency_unit_patterns",
    "compact_decimal_formats",
    "compact_currency_formats",
    "languages",
    "scripts",
    "territories",
    "variants",
    "meta_zones",
    "time_zones",
    "zone_formats",
    "date_fields",
    "interval_formats",
)
"""Of what CLDR knows of a language, what no sentence of ours can say: nine tenths of it."""

_UNASKED: Final = (
    "likely_subtags",
    "territory_languages",
    "territory_currencies",
    "territory_zones",
    "zone_territories",
    "windows_zone_mapping",
    "meta_zones",
)
"""The same of what it knows of the world."""

_BESIDE = Path(__file__).with_name("_beside") / "locales"
FOLDER: Final = _BESIDE if _BESIDE.is_dir() else Path(__file__).parents[1] / "locales"


# --- which language -------------------------------------------------------------------------------


def known_language(tag: str | None) -> Language | None:
    """The language of ours that a tag means ("sl-SI", "de_AT", "EN-us"); None for any other."""
    first = (tag or "").strip().replace("_", "-").partition("-")[0].lower()
    return first if first in LANGUAGES else None


@lru_cache(maxsize=512)
def accepted_language(header: str) -> Language | None:
    """The language of ours that `Accept-Language` wants most (RFC 9110, 12.5.4); None for none.

    What is malformed is passed over; of equal weights the first counts.
    """
    best: tuple[float, Language] | None = None
    for part in header[:1000].split(","):
        tag, _, parameters = part.partition(";")
        language = known_language(tag)
        weight = _weight(parameters)
        if language is not None and weight > 0 and (best is None or weight > best[0]):
            best = (weight, language)
    return None if best is None else best[1]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def readers_language(*tags: str | None, community: Language) -> Language:
    """The first of the tags that is a language of ours: what somebody chose, then what their
    service or browser says of them; at last the community's (`MUSTER_LANGUAGE`).
    """
    for tag in tags:
        known = known_language(tag)
        if known is not None:
            return known
    return community


def folded(text: str) -> str:
    """A text as what people type is compared: small letters without their accents ("Č" is "c")."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )


# --- sentences ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message of a catalogue with what it needs, by name; equal where both are.

    `str` of it is English: for logs, and for whoever runs Muster.
    """

    subject: str
    id: str
    needed: tuple[tuple[str, Sayable], ...] = ()

    def in_language(self, language: Language) -> str:
        """The sentence as its reader is told; never raises for what a catalogue lacks."""
        for each in (language, ENGLISH):
            found = _message(each, self.subject, self.id)
            if found is not None:
                bundle, pattern = found
                given = {name: _given(value, each) for name, value in self.needed}
                said, _ = bundle.format_pattern(pattern, given)
                return str(said)
            _miss(each, self.subject, self.id)
        return self.id

    def __str__(self) -> str:
        return self.in_language(ENGLISH)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in one sentence: "a, b and c", by the language's own rules (CLDR)."""

    parts: tuple[Sayable, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Whole sentences, or lines, one behind the other. What is no sentence of ours stays as it is:
    a line of names, a command.
    """

    parts: tuple[Sayable, ...]
    between: str = " "

    def in_language(self, language: Language) -> str:
        """The text as its reader is told; never raises for what a catalogue lacks."""
        return self.between.join(rendered(part, language) for part in self.parts)

    def __str__(self) -> str:
        return self.in_language(ENGLISH)


Words = Sentence | Text
"""What is said whole to whoever reads it."""

Sayable = str | int | float | date | Listed | Words
"""What a message may need. A `date` is said as `day_words` does, an instant never: who knows the
reader's zone makes a time of it first."""

Say = Callable[..., Sentence]


def words(subject: str) -> Say:
    """What makes sentences of `locales/LANGUAGE/SUBJECT.ftl`: `say("id", name=value)`."""

    def say(message: str, **needed: Sayable) -> Sentence:
        return Sentence(subject, message, tuple(sorted(needed.items())))

    return say


def is_written(sentence: Sentence) -> bool:
    """Whether its message is in the catalogues: what another version stored may not be."""
    return _message(ENGLISH, sentence.subject, sentence.id) is not None


def listed(parts: Iterable[Sayable]) -> Listed:
    """Several things, to be said in one sentence."""
    return Listed(tuple(parts))


def sentences(*parts: Sayable | None) -> Text:
    """Whole sentences in one line; None for one that is not said."""
    return Text(tuple(part for part in parts if part is not None))


def lines(*parts: Sayable | None, between: str = "\n") -> Text:
    """Lines of a text; None for one that is not said."""
    return Text(tuple(part for part in parts if part is not None), between)


def rendered(what: Sayable, language: Language) -> str:
    """Any part of a sentence by itself, as its reader is told."""
    if isinstance(what, int | float):
        return f"{what}"
    return str(_given(what, language))


@lru_cache(maxsize=2048)
def remembered(what: Words, language: Language) -> str:
    """`what.in_language(language)`, kept for the next who is told the same.

    What is put in must not differ from reader to reader; leave names, links and numbers of one
    person out of it.
    """
    return what.in_language(language)


def day_words(day: date, language: Language) -> str:
    """A day in few letters, without its year: "Sat 28 Nov", "sob., 28. nov."."""
    from babel.dates import format_date

    return format_date(day, _DAY[language], locale=_locale(language))


def _given(value: Sayable, language: Language) -> Any:
    if isinstance(value, Sentence | Text):
        return value.in_language(language)
    if isinstance(value, Listed):
        from babel.lists import format_list

        parts = [rendered(part, language) for part in value.parts]
        return format_list(parts, locale=_locale(language)) if parts else ""
    if isinstance(value, date):
        return day_words(value, language)
    return value


# --- catalogues -----------------------------------------------------------------------------------


# Fluent and CLDR are loaded with the first sentence: no start waits for them.
@lru_cache(maxsize=len(LANGUAGES))
def _locale(language: Language) -> Locale:
    from babel import localedata
    from babel.core import Locale, get_global

    # Three languages and the world take 7 MB, of which a process that runs for months needs one.
    for what in _UNASKED:
        cast(dict[str, Any], get_global(what)).clear()
    for name in ("root", *_PARENTS.get(language, ()), _LOCALES[language]):
        data = localedata.load(name)
        for what in _UNSAID:
            data.pop(what, None)
    return Locale.parse(_LOCALES[language])


@lru_cache(maxsize=256)
def _bundle(language: Language, subject: str) -> FluentBundle | None:
    from fluent.runtime import FluentBundle, FluentResource

    path = FOLDER / language / f"{subject}.ftl"
    if not path.is_file():
        return None
    _locale(language)
    # Without the marks that isolate what is put in: names are copied, and compared with commands.
    bundle = FluentBundle([_LOCALES[language].replace("_", "-")], use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text("utf-8")))
    return bundle


def _message(language: Language, subject: str, message: str) -> tuple[FluentBundle, Any] | None:
    bundle = _bundle(language, subject)
    if bundle is None or not bundle.has_message(message):
        return None
    pattern = bundle.get_message(message).value
    return None if pattern is None else (bundle, pattern)


@lru_cache(maxsize=1024)
def _miss(language: Language, subject: str, message: str) -> None:
    """One line in the log for each message that a language lacks."""
    # Every command imports this module, and hardly any of them logs.
    import structlog

    log = structlog.stdlib.get_logger(__name__)
    log.warning("words_missing", language=language, subject=subject, message=message)


def forget() -> None:
    """Read the catalogues anew when they are asked for next; tests write their own."""
    for kept in (_bundle, _miss, remembered):
        kept.cache_clear()
