"""What doctor and admins are told of the keys that devices were subscribed to."""

from __future__ import annotations

import pytest

from muster.health.push import push_devices_finding
from muster.health.rules import Verdict
from muster.words import Language

NOW_KEY, OLD, LOST = "a" * 16, "b" * 16, "c" * 16


@pytest.mark.parametrize("key_ids", [[], [NOW_KEY]])
def test_without_devices_there_is_nothing_to_look_at(key_ids: list[str]) -> None:
    found = push_devices_finding(key_ids, {})
    assert (found.state, found.subject, found.text) == (Verdict.OFF, "push devices", "none")


def test_those_of_keys_that_are_set_are_counted() -> None:
    found = push_devices_finding([NOW_KEY, OLD], {NOW_KEY: 12})
    assert (found.state, found.text) == (Verdict.OK, "12 on the present key")
    turning = push_devices_finding([NOW_KEY, OLD], {NOW_KEY: 12, OLD: 3})
    assert turning.state is Verdict.OK
    assert turning.text.startswith("12 on the present key; 3 still on an older one")


@pytest.mark.parametrize(("key_ids", "lost"), [([NOW_KEY], 4), ([], 16)])
def test_those_of_a_key_that_is_not_set_are_a_warning(key_ids: list[str], lost: int) -> None:
    found = push_devices_finding(key_ids, {NOW_KEY: 12, LOST: 3, OLD: 1})
    assert found.state is Verdict.WARN
    assert f"{lost} were subscribed to a key that is not set" in found.text
    assert "add the key of that time to MUSTER_VAPID_PRIVATE_KEY" in found.text


@pytest.mark.parametrize("language", ["sl", "de"])
def test_they_are_told_in_the_readers_language(language: Language) -> None:
    found = push_devices_finding([NOW_KEY, OLD], {NOW_KEY: 1, OLD: 2, LOST: 3})
    said = found.in_language(language)
    assert "3" in said
    assert "key" not in said
