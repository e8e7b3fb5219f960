"""What admins are told of a message that did not arrive: every word has its sentences."""

from __future__ import annotations

import pytest

from muster.channels.messages import told_to_admins
from muster.refusals import RefusalCode
from muster.words import LANGUAGES


@pytest.mark.parametrize("code", RefusalCode)
@pytest.mark.parametrize("channel_type", ["discord", "telegram", "signal"])
def test_each_code_says_what_it_means_and_what_to_do(code: RefusalCode, channel_type: str) -> None:
    meaning, advice = told_to_admins(channel_type, code)
    assert meaning != told_to_admins(channel_type, None)[0]
    for sentence in (meaning, advice):
        said = [sentence.in_language(language) for language in LANGUAGES]
        assert len(set(said)) == len(LANGUAGES)
        assert all(each.endswith(".") and "{" not in each for each in said), said


def test_a_word_of_an_older_version_is_no_error() -> None:
    assert told_to_admins("discord", "word_of_old") == told_to_admins("discord", None)
