"""`.env.example` documents every setting there is, with the default it really has."""

import re
from pathlib import Path

from muster.settings import SECRETS, Settings, load_settings

EXAMPLE = Path(__file__).parents[3] / ".env.example"


def example_lines() -> list[str]:
    return EXAMPLE.read_text(encoding="utf-8").splitlines()


def test_names_exactly_the_settings() -> None:
    names = [line.partition("=")[0] for line in example_lines() if line and line[0] != "#"]
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_names_the_secrets_that_may_stand_in_files() -> None:
    words = "\n".join(example_lines()).split("# ---")[0]
    named = {name for name in Settings.model_fields if re.search(rf"\b{name.upper()}\b", words)}
    assert named == set(SECRETS)


def test_states_the_defaults(tmp_path: Path) -> None:
    # Set but empty means something for the daily reminder alone, and there the default is stated.
    assert load_settings(env_file=EXAMPLE) == load_settings(env_file=tmp_path / "none")


def test_every_setting_stands_below_a_comment_that_explains_it() -> None:
    above = ""
    for line in example_lines():
        assert len(line) <= 100
        if line and not line.startswith("#"):
            assert above, f"{line} lacks a comment"
        above = line
