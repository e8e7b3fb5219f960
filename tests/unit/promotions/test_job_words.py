"""What became of a campaign's jobs is stored in English and said in the reader's language."""

from __future__ import annotations

import pytest

from muster.promotions import dispatch
from muster.promotions.job_words import job_sentence
from muster.promotions.rules import REMINDER_LEFT_OUT, Counts, close_job
from muster.words import LANGUAGES

FIXED = [
    dispatch.TOO_LATE,
    dispatch.VOICE_UNKNOWN,
    dispatch.OUR_FAULT,
    dispatch.CALLED_OFF,
    dispatch.VOICE_CHECK_OFF,
    REMINDER_LEFT_OUT,
    "Nobody could be reached.",
]


@pytest.mark.parametrize("stored", FIXED)
def test_each_stored_sentence_is_said_in_every_language(stored: str) -> None:
    said = [job_sentence(stored, language) for language in LANGUAGES]
    assert said[0] == stored
    assert len(set(said)) == len(LANGUAGES)


def test_what_did_not_go_well_is_told_in_parts() -> None:
    counts = Counts(
        pending=0,
        delivered=1,
        failed=2,
        unknown=1,
        skipped={"expired": 3, "voice_unknown": 1},
    )
    stored = close_job("send_start_2100", counts, "failed").last_error
    assert stored is not None
    assert job_sentence(stored, "en") == stored
    assert job_sentence(stored, "sl") == (
        "Ni šlo gladko: glasovnega kanala ni bilo mogoče prebrati, neuspešnih: 2, neznanih: 1, "
        "prepoznih: 3 in povzetka ni bilo mogoče objaviti."
    )


def test_what_an_older_version_stored_stays_as_it_is() -> None:
    assert job_sentence("Telegram was tired.", "sl") == "Telegram was tired."
