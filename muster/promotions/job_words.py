"""What became of a campaign's jobs, said from what is stored of them, in English. Pure."""

from __future__ import annotations

import re
from typing import Final

from muster.words import ENGLISH, Language, Sayable, Sentence, Words, listed, sentences, words

say = words("jobs")

_WHOLE: Final[dict[str, Sentence]] = {
    str(each): each
    for each in (
        say("too-late"),
        say("voice-unknown"),
        say("our-fault"),
        say("called-off"),
        say("voice-check-off"),
        say("start-says-all"),
        say("nobody-reached"),
    )
}
_PARTS: Final[dict[str, str]] = {
    "failed": "failed",
    "unknown": "unknown",
    "too late": "too-late-number",
}
_COUNTED = re.compile(r"(\d+) (failed|unknown|too late)")
_PLAIN: Final[dict[str, str]] = {
    "voice could not be read": "voice-unread",
    "the summary could not be posted": "summary-unposted",
}


def job_sentence(stored: str, language: Language) -> str:
    """The stored sentence for its reader; one that is not known here stays as it is."""
    return stored if language == ENGLISH else _words(stored).in_language(language)


def _words(stored: str) -> Words:
    if stored in _WHOLE:
        return _WHOLE[stored]
    parts = [_part(part) for part in stored.removesuffix(".").split(", ")]
    known = [part for part in parts if part is not None]
    return say("doubts", parts=listed(known)) if len(known) == len(parts) else sentences(stored)


def _part(text: str) -> Sayable | None:
    counted = _COUNTED.fullmatch(text)
    if counted is not None:
        return say(_PARTS[counted[2]], count=counted[1])
    plain = _PLAIN.get(text[:1].lower() + text[1:])
    return None if plain is None else say(plain)
