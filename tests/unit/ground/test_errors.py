"""Every expected failure has its sentence, in every language."""

from __future__ import annotations

import pytest

from muster import errors
from muster.errors import FieldProblem, InvalidInput, MusterError, OperatorError
from muster.words import ENGLISH, LANGUAGES, Language, Sentence, sentences, words


def _kinds(of: type[MusterError]) -> list[type[MusterError]]:
    return [of, *(kind for each in of.__subclasses__() for kind in _kinds(each))]


# Those of the room; what commands alone raise is English.
KINDS = sorted(
    {kind for kind in _kinds(MusterError) if kind.__module__.startswith(f"{errors.__name__}.")},
    key=lambda kind: kind.__name__,
)
SENTENCES = {str(kind.detail): kind.detail for kind in KINDS}


def test_all_are_named_where_they_are_imported_from() -> None:
    assert len(KINDS) > 90
    assert [kind.__name__ for kind in KINDS if not hasattr(errors, kind.__name__)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_is_said_in_every_language(kind: type[MusterError]) -> None:
    detail = kind.detail
    assert isinstance(detail, Sentence)
    said = [detail.in_language(language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)
    for sentence in said:
        assert sentence.endswith("."), sentence
        assert not sentence[0].islower(), sentence
        assert "{" not in sentence, sentence


def test_no_two_messages_say_the_same() -> None:
    same = {kind.code for kind in KINDS if kind.detail is not SENTENCES[str(kind.detail)]}
    assert same == set()


def test_as_text_it_is_english() -> None:
    assert str(errors.NotSignedIn()) == "Sign in with Discord first."
    assert str(MusterError(sentences("no such folder"))) == "no such folder"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_operator_reads_is_told_nobody_else(language: Language) -> None:
    error = OperatorError("disk full")
    assert str(error) == error.reason == "disk full"
    assert error.detail.in_language(language) == MusterError.detail.in_language(language)


def test_what_is_wrong_with_inputs_is_said_by_field_and_the_first_in_the_sentence() -> None:
    say = words("input")
    error = InvalidInput.of(
        FieldProblem("name", say("most-characters", number=2)),
        FieldProblem("until", say("after-today")),
    )
    assert str(error) == "name must have at most 2 characters."
    assert error.detail.in_language("sl") == "name: ima lahko največ 2 znaka."
    assert error.beside("de") == {
        "errors": [
            {"field": "name", "message": "darf höchstens 2 Zeichen haben"},
            {"field": "until", "message": "muss nach heute liegen"},
        ]
    }
    assert InvalidInput().beside(ENGLISH) == {}


def test_an_input_without_a_name_leaves_the_general_sentence() -> None:
    error = InvalidInput.of(FieldProblem("", words("input")("does-not-fit")))
    assert error.detail == InvalidInput.detail
