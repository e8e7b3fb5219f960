"""Sentences as JSON, for a report that one process stores and another shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from muster.words import Listed, Sayable, Sentence, Text, Words, is_written

_DEEPEST = 8


def data_of(words: Words) -> dict[str, Any]:
    """What `words_of` makes the same sentence of."""
    if isinstance(words, Sentence):
        needed = {name: _data(value) for name, value in words.needed}
        return {"say": [words.subject, words.id, needed]}
    return {"text": [_data(part) for part in words.parts], "between": words.between}


def _data(value: Sayable) -> Any:
    if isinstance(value, Sentence | Text):
        return data_of(value)
    if isinstance(value, Listed):
        return {"listed": [_data(part) for part in value.parts]}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def words_of(data: object) -> Words | None:
    """The sentence; None for what is none, or needs a message that this version does not have."""
    try:
        found = _value(data, _DEEPEST)
    except (KeyError, TypeError, ValueError):
        return None
    return found if isinstance(found, Sentence | Text) else None


def _value(data: object, depth: int) -> Sayable:
    if isinstance(data, str | int | float):
        return data
    if not isinstance(data, dict) or not depth:
        raise ValueError
    found = cast(dict[str, Any], data)
    if "say" in found:
        subject, message, needed = found["say"]
        if not (isinstance(subject, str) and subject.isalpha() and isinstance(message, str)):
            raise ValueError
        if not isinstance(needed, dict):
            raise ValueError
        values = {
            name: _value(value, depth - 1) for name, value in cast(dict[str, Any], needed).items()
        }
        sentence = Sentence(subject, message, tuple(sorted(values.items())))
        if not is_written(sentence):
            raise ValueError
        return sentence
    if "text" in found:
        return Text(_values(found["text"], depth), str(found["between"]))
    if "listed" in found:
        return Listed(_values(found["listed"], depth))
    return date.fromisoformat(found["day"])


def _values(parts: Iterable[object], depth: int) -> tuple[Sayable, ...]:
    return tuple(_value(part, depth - 1) for part in parts)
